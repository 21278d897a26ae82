"""What can be done with an issue of a newsletter: its words, its items and their order, and going back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.images import Fitted
from newsletter import contents
from newsletter.actions import campaigns, pictures
from newsletter.models import Audience, Campaign, CampaignItem, CampaignVersion, ItemKind, Newsletter

if TYPE_CHECKING:
    from accounts.models import User

A_WHILE = timedelta(minutes=5)  # what somebody types in this time, saved by itself, is one version
MOST_VERSIONS = 100
MOST_ITEMS = 40


class ItemChangedMeanwhile(Exception):
    """A colleague changed or removed the item after the page of this one was opened; `theirs` is how it is now."""

    def __init__(self, theirs: CampaignItem | None) -> None:
        super().__init__(_("Not saved. A colleague changed this just now."))
        self.theirs = theirs


class CannotAdd(Exception):
    """The newsletter is full."""


@transaction.atomic
def create(*, newsletter: Newsletter, title: str, language: str, by: User, now: datetime) -> Campaign:
    """Make an empty issue of a newsletter, for everybody on its list."""
    campaign = Campaign.objects.create(
        title=title,
        newsletter=newsletter,
        audience=Audience.objects.create(),
        language=language,
        created_by=by,
        changed_by=by,
        changed_at=now,
    )
    audit.write("campaign.made", by=by, about=campaign, newsletter=newsletter.pk)
    return campaign


class CannotTranslate(Exception):
    """There is such a variant already."""


@transaction.atomic
def translate(*, campaign: Campaign, language: str, by: User, now: datetime) -> Campaign:
    """Make the variant of an issue in another language, with its words and items to translate, for the same audience.

    From then on each reader gets the variant in their own language.

    :raises CannotTranslate: when there is one in this language already.
    :raises AlreadyReleased: when the issue went out, so that its readers had it in the first language.
    """
    campaign = campaigns.locked(campaign)
    first = campaigns.locked(campaign.variant_of) if campaign.variant_of else campaign
    if language in {first.language, *first.variants.values_list("language", flat=True)}:
        raise CannotTranslate(_("There is a version in this language already."))
    made = campaigns.copy(campaign=campaign, by=by, now=now)
    made.variant_of, made.language = first, language
    name = get_language_info(language)["name_translated"]
    made.title = f"{campaign.title[: 155 - len(name)]} ({name})"
    made.save(update_fields=["variant_of", "language", "title"])
    audit.write("campaign.translated", by=by, about=made, variant_of=first.pk, language=language)
    return made


@transaction.atomic
def write(
    *, campaign: Campaign, words: Mapping[str, str], stamp: str, by: User, now: datetime, by_itself: bool = False
) -> Campaign:
    """Write down the title, subject, foretaste, language and opening of an issue; `by_itself` while one still types.

    `stamp` says from which words they started. What a colleague did to the items meanwhile does not stand in the way.

    :raises ChangedMeanwhile: when a colleague changed the words since.
    :raises AlreadyReleased: when it went out.
    """
    campaign = campaigns.locked(campaign)
    stored = contents.words_of(campaign)
    if stored == dict(words):
        return campaign
    if contents.stamp(stored) != stamp:
        raise campaigns.ChangedMeanwhile(campaign)
    _remember(campaign, by, now, by_itself=by_itself)
    for name, value in words.items():
        setattr(campaign, name, value)
    return campaigns.changed(campaign, by, now, *words)


@transaction.atomic
def add(*, campaign: Campaign, kind: ItemKind, by: User, now: datetime) -> CampaignItem:
    """Put an empty item at the end of an issue.

    :raises CannotAdd: when there are very many already.
    :raises AlreadyReleased: when it went out.
    """
    campaign = campaigns.locked(campaign)
    if campaign.items.count() >= MOST_ITEMS:
        raise CannotAdd(_("A newsletter of more than %(most)d items is too long to read.") % {"most": MOST_ITEMS})
    _remember(campaign, by, now)
    last = campaign.items.aggregate(last=Max("position"))["last"] or 0
    item = CampaignItem.objects.create(campaign=campaign, position=last + 1, kind=kind)
    campaigns.changed(campaign, by, now, what="items")
    return item


@transaction.atomic
def change(
    *,
    item: CampaignItem,
    parts: Mapping[str, Any],
    stamp: str,
    by: User,
    now: datetime,
    picture: Fitted | None = None,
    by_itself: bool = False,
) -> CampaignItem:
    """Write down what an item says, with a new picture when one was handed in.

    :raises ItemChangedMeanwhile: when a colleague changed or removed this item since.
    :raises AlreadyReleased: when the issue went out.
    """
    campaign = campaigns.locked(item.campaign)
    stored = campaign.items.with_parts().filter(pk=item.pk).first()
    if stored is None:
        raise ItemChangedMeanwhile(None)
    if not picture and contents.parts_of(stored) == {**contents.parts_of(stored), **parts}:
        return stored
    if contents.stamp(contents.parts_of(stored)) != stamp:
        raise ItemChangedMeanwhile(stored)
    _remember(campaign, by, now, by_itself=by_itself)
    for name, value in parts.items():
        setattr(stored, name, value)
    if picture:
        stored.picture = pictures.keep(campaign=campaign, picture=picture, by=by, now=now)
    stored.save()
    campaigns.changed(campaign, by, now, what="items")
    return stored


@transaction.atomic
def remove(*, item: CampaignItem, by: User, now: datetime) -> Campaign:
    """Take an item out of an issue; `put_back` with the number of the last version undoes it.

    :raises AlreadyReleased: when the issue went out.
    """
    campaign = campaigns.locked(item.campaign)
    if not campaign.items.filter(pk=item.pk).exists():
        return campaign
    _remember(campaign, by, now)
    campaign.items.filter(pk=item.pk).delete()
    return campaigns.changed(campaign, by, now, what="items")


@transaction.atomic
def move(*, item: CampaignItem, to: int, by: User, now: datetime) -> Campaign:
    """Give an item another place, counted from 1; the others make room. Too far is the first or the last place.

    :raises AlreadyReleased: when the issue went out.
    """
    campaign = campaigns.locked(item.campaign)
    items = list(campaign.items.all())
    if item not in items:
        return campaign
    moved = items.pop(items.index(item))
    items.insert(max(to - 1, 0), moved)
    for position, each in enumerate(items, 1):
        each.position = position
    _remember(campaign, by, now)
    CampaignItem.objects.bulk_update(items, ["position"])
    return campaigns.changed(campaign, by, now, what="items")


@transaction.atomic
def put_back(*, campaign: Campaign, number: int, version: int, by: User, now: datetime) -> Campaign:
    """Make an issue what it was in an earlier version; what it is now becomes a version too, so nothing is lost.

    Its language stays when it is there in other languages as well: each of them has its own readers.

    :raises CampaignVersion.DoesNotExist: when there is no such version.
    :raises ChangedMeanwhile: when somebody changed it after the version that the page showed.
    :raises AlreadyReleased: when it went out.
    """
    campaign = campaigns.locked(campaign, version)
    earlier = campaign.versions.get(number=number)
    _remember(campaign, by, now)
    contents.fill(campaign, earlier.content, same=True)
    words = {name: earlier.content[name] for name in contents.WORDS if name in earlier.content}
    if campaign.in_other_languages.exists():
        del words["language"]
    for name, value in words.items():
        setattr(campaign, name, value)
    return campaigns.changed(campaign, by, now, *words)


def _remember(campaign: Campaign, by: User, now: datetime, *, by_itself: bool = False) -> None:
    """Keep what an issue is before it changes; what is saved while one types makes a version now and then."""
    just_kept = campaign.versions.filter(replaced_at__gt=now - A_WHILE)
    if by_itself and campaign.changed_by_id == by.pk and just_kept.exists():
        return
    CampaignVersion.objects.create(
        campaign=campaign,
        number=campaign.version,
        content=contents.content_of(campaign),
        saved_by=campaign.changed_by,
        saved_at=campaign.changed_at,
        replaced_at=now,
    )
    oldest = campaign.versions.order_by("-number").values("pk")[MOST_VERSIONS:]
    campaign.versions.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
