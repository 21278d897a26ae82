"""Beginning and ending a place on a list, and taking back at once that one left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import audit
from network.models import Person
from newsletter.models import Campaign, Newsletter, Subscription
from newsletter.models.subscription import ConsentSource, EndSource
from newsletter.queries.leaving import has_stopped, is_newer, lost_by_silence, may_undo, was_forgotten
from post.actions import stops
from post.models import StopSource

if TYPE_CHECKING:
    from accounts.models import User

# The words on the button by which somebody takes back that they left; a consent keeps the words that were shown.
UNDO_WORDS = gettext_lazy("Undo: I want to keep getting these letters")


class CannotUndo(Exception):
    """Leaving cannot be taken back with one press any more."""


class CannotBegin(Exception):
    """This person cannot be put on the list by somebody else."""


@transaction.atomic
def begin(
    *,
    person: Person,
    newsletter: Newsletter,
    wording: str,
    source: ConsentSource,
    proof: str,
    agreed_at: datetime,
    by: User,
) -> Subscription:
    """Write down that somebody said yes to a list: in which words, how, when, and where that can be found.

    Who lost their place by silence comes back with a yes of a later day.

    :raises CannotBegin: when they are on it, or left it or all our mail themselves, or were forgotten; only they
            take that back (bar P10).
    """
    Person.objects.select_for_update().get(pk=person.pk)
    if Subscription.objects.holding().filter(person=person, newsletter=newsletter).exists():
        raise CannotBegin(_("This person is on the list already."))
    if has_stopped(person, newsletter):
        raise CannotBegin(_("This person does not want these letters. Only they can take that back, not a colleague."))
    if was_forgotten(person):
        raise CannotBegin(_("This person was forgotten once. Only they put themselves on a list, not a colleague."))
    lost = lost_by_silence(person, newsletter)
    if lost and not is_newer(agreed_at, lost):
        raise CannotBegin(_("This person lost their place because they did not answer. Record a yes of a later day."))
    place = Subscription.objects.create(
        person=person, newsletter=newsletter, wording=wording, source=source, proof=proof, agreed_at=agreed_at
    )
    audit.write("subscription.begun", by=by, about=place, newsletter=newsletter.pk, source=source.value)
    return place


@transaction.atomic
def end(
    *,
    person: Person,
    newsletter: Newsletter,
    how: EndSource,
    now: datetime,
    through: Campaign | None = None,
    by: User | None = None,
) -> None:
    """Take a person off a list and stop every letter of it that has not left; saying it twice changes nothing.

    Holds also for who was never on the list: the stop makes sure that nobody sends them its letters.
    """
    end_places(person=person, scope=newsletter.pk, how=how, now=now, through=through, by=by)
    stops.stop(person=person, scope=newsletter.pk, how=StopSource(how.value), now=now, by=by)


@transaction.atomic
def end_places(
    *,
    person: Person,
    scope: int | None,
    how: EndSource,
    now: datetime,
    through: Campaign | None = None,
    by: User | None = None,
) -> int:
    """End the places of a person on one list, or on all; the consent stays on record with its end. Return how many."""
    places = Subscription.objects.holding().filter(person=person).select_for_update()
    if scope is not None:
        places = places.filter(newsletter=scope)
    held = list(places)
    for place in held:
        place.ended_at, place.ended_how, place.ended_through = max(now, place.agreed_at), how, through
        place.save(update_fields=["ended_at", "ended_how", "ended_through"])
        audit.write("subscription.ended", by=by, about=place, how=how.value, newsletter=place.newsletter_id)
    return len(held)


@transaction.atomic
def undo(*, person: Person, newsletter: Newsletter, now: datetime) -> None:
    """Put somebody back on the list they left a moment ago: a new consent with its own words; twice is once.

    :raises CannotUndo: when it was too long ago, or was not done by the person themselves.
    """
    places = Subscription.objects.filter(person=person, newsletter=newsletter).select_for_update()
    last = list(places.order_by("agreed_at", "pk"))[-1:]
    if last and last[0].ended_at is None:
        return
    if not may_undo(person, newsletter, now):
        raise CannotUndo(_("That was too long ago to undo it here. Mail us, and we put you back on the list."))
    if last:
        back = Subscription.objects.create(
            person=person,
            newsletter=newsletter,
            wording=str(UNDO_WORDS),
            source=ConsentSource.UNDO,
            proof=f"subscription {last[0].pk}",
            agreed_at=now,
        )
        audit.write("subscription.undone", by=None, about=back, newsletter=newsletter.pk)
    stops.lift(person=person, scope=newsletter.pk, now=now)
