"""What this room does and tells when a lower room asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.actions.journal import Journal
from network.actions.reference import Report
from network.models import Organisation, Person, Selection
from network.timeline import Entry, Kind
from newsletter.actions import addresses, lists, merging, stopping, subscriptions, taking_back
from newsletter.models import AddressChange, Campaign, Preference, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries import at_organisations, intakes, renewals
from post.models import LetterClass, LetterState, Mailing, Reason, Stop
from post.queries import Trouble, explained, letters_of

if TYPE_CHECKING:
    from accounts.models import User

# Tone, icon and word of a letter on a timeline; the words are those of the state itself.
BADGES = {
    LetterState.WAITING: ("", "hourglass"),
    LetterState.SENT: ("good", "circle-check"),
    LetterState.DEFERRED: ("warn", "rotate-cw"),
    LetterState.FAILED: ("bad", "circle-x"),
    LetterState.SKIPPED: ("", "circle-slash"),
    LetterState.CANCELLED: ("", "x"),
    LetterState.UNKNOWN: ("warn", "circle-question-mark"),
    LetterState.BOUNCED: ("bad", "arrow-left"),
    LetterState.COMPLAINED: ("bad", "circle-alert"),
}


def load_lists(*, report: Report, **_: Any) -> None:
    """Load the lists together with the reference data of the network."""
    lists.load(report)


def end_places(*, person: Person, scope: int | None, at: datetime, how: str, **_: Any) -> None:
    """End the places of somebody who wants no more letters; a dead address takes back no consent."""
    if how in EndSource.values:
        subscriptions.end_places(person=person, scope=scope, how=EndSource(how), now=at)


def let_go_of_invitations(*, selection: Selection, by: User, **_: Any) -> bool:
    """Let go of the drafts for people who are not invited after all; tell whether a letter to them was released."""
    return taking_back.let_go(selection=selection, by=by)


def let_go_of_the_uninvited(*, mailing: Mailing, **_: Any) -> None:
    """Let whose letter was cancelled be invited again."""
    stopping.let_go_of_invitations(mailing=mailing)


def tell_lost_consent(
    *, scope: int, letter_class: str, since: datetime, people: Collection[int], today: date, **_: Any
) -> dict[int, Reason]:
    """Tell who lost their place by silence or an undone import, has an address to confirm first, or takes a pause."""
    paused = Preference.objects.paused_on(today).filter(person__in=people).values_list("person", flat=True)
    unconfirmed = addresses.waiting_since(since) if letter_class == LetterClass.NEWSLETTER else set()
    off_the_list = renewals.lost_since(scope, since, people) | intakes.lost_since(scope, since, people)
    lost = off_the_list | unconfirmed.intersection(people)
    return dict.fromkeys(paused, Reason.PAUSED) | dict.fromkeys(lost, Reason.NO_CONSENT)


def ask_new_address(*, person: Person, before: str, after: str, now: datetime, **_: Any) -> None:
    """Let newsletters wait until a reader confirms the address that somebody else gave them."""
    addresses.changed(person=person, before=before, after=after, now=now)


def add_to_timeline(*, person: Person, user: User, **_: Any) -> list[Entry]:
    """Tell which letters this person was sent or promised, and when they said yes or no to a list."""
    if not user.works_at_kis:
        return []
    return [*_of_letters(person, user), *_of_subscriptions(person), *_of_addresses(person)]


def add_to_timeline_of_organisation(*, organisation: Organisation, user: User, **_: Any) -> list[Entry]:
    """Tell which mailings left to people of this organisation, each with to how many."""
    return [_of_many(sent) for sent in at_organisations.sent_to(organisation, user)] if user.works_at_kis else []


def _of_many(sent: at_organisations.Sent) -> Entry:
    mailing, number = sent.mailing, sent.people
    return Entry(
        at=mailing.released_at or mailing.created_at,
        icon="mail",
        title=mailing.title,
        text=ngettext("To %(number)d person of here", "To %(number)d people of here", number) % {"number": number},
        kind=Kind.POST,
        url=reverse("newsletter:campaign_progress", args=[sent.campaign]) if sent.campaign else "",
        by=mailing.created_by.get_full_name() if mailing.created_by else "",
    )


def _of_letters(person: Person, user: User) -> Iterator[Entry]:
    letters = list(letters_of(person).exclude(mailing__letter_class=LetterClass.TEST))
    mailings = {letter.mailing_id for letter in letters}
    campaigns = dict(Campaign.objects.visible_to(user).filter(mailing__in=mailings).values_list("mailing", "pk"))
    for stands in explained(letters):
        number = campaigns.get(stands.letter.mailing_id)
        yield _of_letter(stands, reverse("newsletter:campaign_progress", args=[number]) if number else "")


def _of_letter(stands: Trouble, url: str) -> Entry:
    mailing = stands.letter.mailing
    return Entry(
        at=stands.letter.settled_at or mailing.released_at or mailing.created_at,
        icon="mail",
        title=mailing.title,
        text=str(stands.reason),
        kind=Kind.POST,
        badge=(*BADGES[stands.state], str(stands.state.label)),
        url=url,
        by=mailing.created_by.get_full_name() if mailing.created_by else "",
    )


def _of_subscriptions(person: Person) -> Iterator[Entry]:
    for place in Subscription.objects.filter(person=person).select_related("newsletter"):
        said = {"newsletter": str(place.newsletter)}
        yield Entry(
            place.agreed_at,
            "mail-check",
            _("Said yes to %(newsletter)s") % said,
            f"{place.get_source_display()}: “{place.wording}”",
            kind=Kind.POST,
        )
        if place.ended_at:
            title = _("Left %(newsletter)s") % said
            yield Entry(place.ended_at, "log-out", title, str(place.get_ended_how_display()), kind=Kind.POST)


def _of_addresses(person: Person) -> Iterator[Entry]:
    for change in AddressChange.objects.filter(person=person):
        told = {"address": change.agreed_with}
        agreed = _("Agreed with the address %(address)s.") % told if change.agreed_with else ""
        waits = _("Newsletters wait: the new address is not confirmed yet")
        title = _("Got another address") if change.confirmed_at else waits
        yield Entry(change.changed_at, "hourglass", title, agreed, kind=Kind.POST)
        if change.confirmed_at:
            title = _("Confirmed the new address with the button in our letter")
            yield Entry(change.confirmed_at, "mail-check", title, agreed, kind=Kind.POST)


def settle_subscriptions(*, kept: Person, gone: Person, journal: Journal, now: datetime, **_: Any) -> None:
    """Make one place of two on each list: who left once has left, else the oldest confirmed yes stays as proof."""
    merging.settle_address(kept=kept, gone=gone, journal=journal, now=now)
    places = Subscription.objects.filter(person__in=[kept, gone])
    for place in places.holding():
        if how := _left(place, kept, gone):
            end = max(now, place.agreed_at).isoformat()
            journal.change(Subscription, [place.pk], {"ended_at": end, "ended_how": how})
    held: dict[int, int] = {}
    for place in places.holding().order_by(F("confirmed_at").asc(nulls_last=True), "agreed_at", "pk"):
        if place.newsletter_id in held:
            journal.set_aside(Subscription, [place.pk])
        held.setdefault(place.newsletter_id, place.pk)


def _left(place: Subscription, kept: Person, gone: Person) -> str:
    """Return how one of the two left this list or stopped all post; empty when neither did.

    Who left and came back on the same record is on the list; what the other record says last counts against it.
    """
    stops = Stop.objects.holding().about(place.newsletter_id).filter(person__in=[kept, gone])
    stop = stops.order_by("at").first()
    if stop:
        return stop.how if stop.how in EndSource.values else EndSource.STAFF
    other = gone if place.person_id == kept.pk else kept
    theirs = Subscription.objects.by_themselves().filter(person=other, newsletter=place.newsletter_id)
    last = theirs.order_by("agreed_at", "pk").last()
    return last.ended_how if last and last.ended_at else ""
