"""What can be done with a campaign before anybody is promised a letter: make it, change it, copy it, delete it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.models import Event
from newsletter import contents
from newsletter.actions import lists, pictures, questions
from newsletter.models import Audience, Campaign
from newsletter.queries.choosing import MANY, PROPERTIES, Selection

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyReleased(Exception):
    """The letters are promised, so nothing about them can change."""


class ChangedMeanwhile(Exception):
    """A colleague changed the campaign after the page of this one was opened; `theirs` is how it is now."""

    def __init__(self, theirs: Campaign) -> None:
        super().__init__(_("Not saved. A colleague changed this just now."))
        self.theirs = theirs


@transaction.atomic
def create(*, event: Event, by: User, now: datetime, selection: Selection | None = None) -> Campaign:
    """Make an invitation to an event, with words to begin with, for this selection, else for who is on its lines."""
    audience = Audience.objects.create()
    if selection:
        _aim(audience, selection)
    else:
        audience.lines.set(event.lines.all())
    subject, body = first_words(event, by)
    with translation.override("nl"):
        title = _("Invitation %(event)s") % {"event": event.title}
    campaign = Campaign.objects.create(
        title=title[:160],
        event=event,
        newsletter=lists.invitations(),
        audience=audience,
        subject=subject,
        body=body,
        created_by=by,
        changed_by=by,
        changed_at=now,
    )
    audit.write("campaign.made", by=by, about=campaign, event=event.pk)
    return campaign


def first_words(event: Event, by: User) -> tuple[str, str]:
    """Write the subject and text with which an invitation begins, in Dutch, which is the language of the letters."""
    with translation.override("nl"):
        words = {
            "event": event.title,
            "kind": event.get_kind_display(),
            "day": date_format(event.held_on, "j F"),
            "weekday": date_format(event.held_on, "l j F Y"),
            "summary": f"{event.summary}\n\n" if event.summary else "",
            "name": by.get_full_name(),
        }
        subject = _("Are you coming to “%(event)s” on %(day)s?") % words
        body = _(
            "Dear [voornaam],\n\nOn %(weekday)s we hold “%(event)s” (%(kind)s).\n\n%(summary)sYou are very welcome. "
            "Will you let us know whether you come? The buttons are below.\n\nKind regards,\n%(name)s\nKIS"
        )
        return subject[:150], body % words


@transaction.atomic
def choose(*, campaign: Campaign, selection: Selection, version: int, by: User, now: datetime) -> Campaign:
    """Write down whom a campaign is for.

    :raises ChangedMeanwhile: when somebody changed it after this version.
    :raises AlreadyReleased: when it went out.
    """
    campaign = locked(campaign, version)
    _aim(campaign.audience, selection)
    return changed(campaign, by, now)


@transaction.atomic
def choose_archive(*, campaign: Campaign, in_archive: bool, version: int, by: User, now: datetime) -> Campaign:
    """Write down whether everybody may read this issue in the archive; its letter then leads there, or does not.

    :raises ChangedMeanwhile: when somebody changed it after this version.
    :raises AlreadyReleased: when it went out.
    """
    campaign = locked(campaign, version)
    campaign.in_archive = in_archive
    return changed(campaign, by, now, "in_archive")


def _aim(audience: Audience, selection: Selection) -> None:
    """Ask of an audience what a selection asks; what is gone by now asks nothing."""
    for name, (_label, model) in PROPERTIES.items():
        getattr(audience, name).set(model._default_manager.filter(pk__in=getattr(selection, name)))
    audience.provinces = list(selection.provinces)
    audience.save(update_fields=["provinces"])


@transaction.atomic
def write(
    *, campaign: Campaign, title: str, subject: str, body: str, version: int, by: User, now: datetime
) -> Campaign:
    """Write down the words of a campaign, and how colleagues call it.

    :raises ChangedMeanwhile: when somebody changed it after this version.
    :raises AlreadyReleased: when it went out.
    """
    campaign = locked(campaign, version)
    campaign.title, campaign.subject, campaign.body = title, subject, body
    return changed(campaign, by, now, "title", "subject", "body")


@transaction.atomic
def copy(*, campaign: Campaign, by: User, now: datetime) -> Campaign:
    """Make a new campaign with the audience and words of another; nobody is promised anything."""
    selection = Selection.of(campaign.audience)
    audience = Audience.objects.create(provinces=list(selection.provinces))
    for name in MANY:
        getattr(audience, name).set(getattr(selection, name))
    made = Campaign.objects.create(
        title=_("Copy of %(title)s") % {"title": campaign.title[:140]},
        event=campaign.event,
        newsletter=campaign.newsletter,
        audience=audience,
        subject=campaign.subject,
        preheader=campaign.preheader,
        language=campaign.language,
        body=campaign.body,
        created_by=by,
        changed_by=by,
        changed_at=now,
    )
    contents.fill(made, contents.content_of(campaign), same=False)
    audit.write("campaign.copied", by=by, about=made, copy_of=campaign.pk)
    return made


@transaction.atomic
def delete(*, campaign: Campaign, by: User) -> None:
    """Delete a campaign that was not released.

    :raises AlreadyReleased: when it went out: what people received stays on record.
    """
    campaign = locked(campaign)
    audit.write("campaign.deleted", by=by, about=campaign)
    pictures.let_go(campaign=campaign)
    campaign.delete()
    campaign.audience.delete()


def locked(campaign: Campaign, version: int | None = None) -> Campaign:
    """Return the campaign as it is now, with its row locked.

    :raises ChangedMeanwhile: when somebody changed it after this version.
    :raises AlreadyReleased: when it went out.
    """
    now_stored = Campaign.objects.select_for_update(of=["self"]).select_related("audience", "newsletter", "changed_by")
    stored = now_stored.get(pk=campaign.pk)
    if stored.mailing_id:
        raise AlreadyReleased(_("This letter was released meanwhile, so it cannot be changed any more."))
    if version is not None and stored.version != version:
        raise ChangedMeanwhile(stored)
    return stored


def changed(campaign: Campaign, by: User, now: datetime, *fields: str, what: str = "audience") -> Campaign:
    """Write down that a locked campaign was changed, with these fields of it or else what, and by whom."""
    campaign.version += 1
    campaign.changed_by, campaign.changed_at = by, now
    campaign.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    questions.withdraw(campaign=campaign, by=by, now=now)
    names: Sequence[str] = fields or (what,)
    audit.write("campaign.changed", by=by, about=campaign, fields=list(names), version=campaign.version)
    return campaign
