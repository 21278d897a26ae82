"""What undoing an import of readers does with each of them, and what became of them when it was undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditLine
from network.importing.people import used_by
from network.importing.person_state import COLUMNS_OF_PERSON, PersonState
from network.models import DuplicatePair, MailAddress, MergeStep, Person
from newsletter.models import Intake, Preference, Subscription
from newsletter.models.subscription import EndSource
from newsletter.words import NAMELESS
from post.models import Letter

MADE = "network.person_recorded"  # what the audit trail says of a record when it is made


class Fate(TextChoices):
    """What an undo does with one reader: the first three take the place, the others leave everything as it is."""

    RECORD = "record", _("goes, with the record that the import made")
    PLACE = "place", _("goes off the list")
    ENDS = "ends", _("off the list; that they were on it stays on record, because it has been used")
    LEFT = "left", _("left already, and stays away")
    AGREED = "agreed", _("said yes again since, and stays")
    CHOSE = "chose", _("chose since how often letters come, and stays")
    MERGED = "merged", _("was merged with another record since, and stays")


TAKEN = frozenset({Fate.RECORD, Fate.PLACE, Fate.ENDS})


def fates(intake: Intake) -> dict[int, Fate]:
    """Tell of each place that this import made and that still stands what an undo does with it, or has done."""
    places = list(Subscription.objects.filter(intake=intake).order_by("pk"))
    people = [place.person_id for place in places]
    made = [place for place in places if place.made_reader]
    steps = MergeStep.objects.filter(model=Subscription._meta.label, merge__undone_at=None)
    merged = set(steps.filter(row__in=[place.pk for place in places]).values_list("row", flat=True))
    chose = set(
        Preference.objects.filter(person__in=people, changed_at__gte=intake.at).values_list("person", flat=True)
    )
    written = _written_to(intake.newsletter_id, people)
    free = _as_made(made)
    return {
        place.pk: Fate.MERGED if place.pk in merged else _ended(place) or _holding(place, chose, free, written)
        for place in places
    }


def _ended(place: Subscription) -> Fate | None:
    """Return what became of a place that ended since, by whatever hand."""
    how = {EndSource.RENEWED.value: Fate.AGREED, EndSource.UNDONE.value: Fate.ENDS}
    return how.get(place.ended_how, Fate.LEFT) if place.ended_at else None


def _holding(place: Subscription, chose: set[int], free: set[int], written: set[int]) -> Fate:
    """Return what an undo does with a place that holds."""
    if place.person_id in chose:
        return Fate.CHOSE
    if place.person_id in free:
        return Fate.RECORD
    return Fate.ENDS if place.made_reader or place.person_id in written else Fate.PLACE


def _written_to(newsletter: int, people: Collection[int]) -> set[int]:
    """Return who was promised a letter of this list: the place is the ground of that letter."""
    letters = Letter.objects.filter(person__in=people, mailing__scope=newsletter)
    return set(letters.values_list("person", flat=True))


def _as_made(made: Sequence[Subscription]) -> set[int]:
    """Return the readers whose record says what the import wrote, and to whom nothing else leads by now."""
    places = {place.person_id: place.pk for place in made}
    numbers = list(places)
    others = Subscription.objects.filter(person__in=numbers).exclude(pk__in=places.values())
    touched = AuditLine.objects.filter(object_type=Person._meta.label_lower, object_id__in=numbers)
    used = {
        *used_by(Person, numbers, {MailAddress, DuplicatePair, Subscription}),
        *others.values_list("person", flat=True),
        *touched.exclude(action=MADE).values_list("object_id", flat=True),
    }
    standing = PersonState.of(numbers)
    return {number for number, state in standing.items() if number not in used and _says_what_was_written(state)}


def _says_what_was_written(state: PersonState) -> bool:
    address = next(iter(state.addresses), "")
    written = PersonState(
        names=(NAMELESS["nl"], "", address.partition("@")[0][:80]),
        columns=tuple(COLUMNS_OF_PERSON.values()),
        source=state.source,
        addresses={address},
    )
    return state.whole == written.whole


def lost_since(newsletter: int, since: datetime, people: Collection[int]) -> set[int]:
    """Return who of these people are not on a list of which an import was undone since then.

    Asked for each parcel of letters: mostly no import was undone, and that costs one look at a small table.
    """
    if not Intake.objects.filter(newsletter=newsletter, undone_at__gte=since).exists():
        return set()
    places = Subscription.objects.holding().filter(newsletter=newsletter, person__in=people)
    return set(people) - set(places.values_list("person", flat=True))
