"""Whether a campaign can go out, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import Affiliation
from newsletter import issues
from newsletter.models import Campaign
from newsletter.queries.audiences import Reach, receiving
from newsletter.words import NAMELESS, unknown_fields
from post.models import Mailing, MailingState
from post.queries import Progress

LONG_SUBJECT = 70  # characters


def obstacles(campaign: Campaign, now: datetime, at: datetime | None = None) -> list[str]:
    """Return each reason why the letter cannot be released now, or to go out at a later moment; nobody is counted."""
    return [*_in_the_words(campaign), *_in_the_event(campaign, now), *_in_the_moment(campaign, now, at)]


def _in_the_words(campaign: Campaign) -> list[str]:
    found = []
    if not campaign.subject.strip():
        found.append(_("The letter has no subject."))
    if not campaign.body.strip() and not campaign.is_issue:
        found.append(_("The letter has no text."))
    unknown = unknown_fields("\n".join(issues.texts_of(campaign)))
    return [*found, *(_("[%(field)s] in the letter is not a field we know.") % {"field": name} for name in unknown)]


def _in_the_event(campaign: Campaign, now: datetime) -> list[str]:
    event = campaign.event
    if event is None:
        return []
    if event.cancelled_at:
        return [_("The event was called off.")]
    if event.has_begun(now):
        return [_("The event has already begun, so nobody can answer any more.")]
    return []


def _in_the_moment(campaign: Campaign, now: datetime, at: datetime | None) -> list[str]:
    if at is not None and at <= now:
        return [_("That moment has passed. Choose a later one.")]
    leaves, event = leaves_at(now, at), campaign.event
    if leaves and event and not event.has_begun(now) and leaves >= event.begins_at:
        return [_("Then the event has already begun. Choose a moment before it.")]
    return []


def leaves_at(now: datetime, at: datetime | None) -> datetime | None:
    """Return when the first letter may leave: at the moment asked for, never within the time for undoing."""
    if not settings.RELEASE_UNDO_SECONDS:
        return at
    undo_until = now + timedelta(seconds=settings.RELEASE_UNDO_SECONDS)
    return max(at, undo_until) if at else undo_until


def may_be_undone(mailing: Mailing, made: Progress) -> bool:
    """Tell whether a release can be undone by all that we see; `actions.undoing.undo` looks again, with a lock."""
    untouched = made.waiting == made.promised and made.promised > 0
    return untouched and mailing.state in (MailingState.SCHEDULED, MailingState.PAUSED)


class Check(NamedTuple):
    """One thing looked at before a release: `bad` must be mended first, `warn` may stay, `ok` is fine."""

    tone: str
    text: str
    help: str = ""
    url: str = ""  # where it can be mended or seen
    link: str = ""
    slug: str = ""  # how the audit trail calls it


def checks(campaign: Campaign, found: Reach, now: datetime) -> list[Check]:
    """Look a campaign over: what must be mended first, what asks for attention, and what is right."""
    return [
        *(Check("bad", reason) for reason in obstacles(campaign, now)),
        *_of_the_people(campaign, found, now),
        *_of_the_subject(campaign),
        Check("ok", _("Our name, the reason and a link to unsubscribe stand below the letter.")),
    ]


def _of_the_people(campaign: Campaign, found: Reach, now: datetime) -> Iterator[Check]:
    if not found.count:
        yield Check("bad", _("Nobody would get this letter."), _("Choose other people under “Who”."))
    words = "".join(issues.texts_of(campaign))
    if "[naam]" in words or "[achternaam]" in words:
        yield from _of_the_nameless(campaign, now)
    if "[organisatie]" in words:
        work = Affiliation.objects.holding_on(timezone.localdate(now)).filter(person=OuterRef("pk"))
        without = receiving(campaign, now).filter(~Exists(work)).count()
        if without:
            text = ngettext(
                "We do not know where %(number)d person works.", "We do not know where %(number)d people work.", without
            )
            help = _("Their letter says “je organisatie”. You may go on.")
            yield Check("warn", text % {"number": without}, help, slug="organisation")


def _of_the_nameless(campaign: Campaign, now: datetime) -> Iterator[Check]:
    if without := receiving(campaign, now).filter(given_name__in=NAMELESS.values()).count():
        text = ngettext("%(number)d reader never told us a name.", "%(number)d readers never told us a name.", without)
        help = _(
            "For them [naam] becomes “lezer” and the beginning of their address. [voornaam] becomes “lezer”. "
            "You may go on."
        )
        yield Check("warn", text % {"number": without}, help, slug="name")


def _of_the_subject(campaign: Campaign) -> Iterator[Check]:
    length = len(campaign.subject)
    if length > LONG_SUBJECT:
        yield Check(
            "warn",
            _("The subject is long: %d characters.") % length,
            _("On a phone you see the first 40. You may go on."),
            slug="subject",
        )
    elif length:
        yield Check("ok", _("The subject is short enough: %d characters.") % length)
