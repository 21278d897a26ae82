"""What can be asked about the post: how far a mailing is, which letters had trouble, what a person was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from network.models import Person
from post.models import Letter, LetterState, Mailing, Parcel, Reason
from post.replies import in_plain_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TROUBLED = (LetterState.FAILED, LetterState.DEFERRED, LetterState.UNKNOWN)


@dataclass(frozen=True)
class Progress:
    """How many letters of a mailing are where; each letter counts once, so they add up to what was promised."""

    promised: int = 0
    sent: int = 0
    waiting: int = 0
    deferred: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    unknown: int = 0
    trouble: str = ""  # why the mail server takes nothing just now, in its own words

    @property
    def ended(self) -> int:
        """How many letters nothing more will happen to."""
        return self.promised - self.waiting - self.deferred

    @property
    def percentage(self) -> int:
        return self.ended * 100 // self.promised if self.promised else 0


def progress(mailing: Mailing) -> Progress:
    """Count the letters of a mailing, by state."""
    # Through values_list, not the model: 20,000 letters are counted in PostgreSQL and seven rows come back.
    found = Letter.objects.filter(mailing=mailing).values_list("state").annotate(Count("pk")).order_by()
    counts = {LetterState(state).name.lower(): number for state, number in found}
    names = {field.name for field in fields(Progress)}
    assert set(counts) <= names
    return Progress(promised=sum(counts.values()), trouble=_trouble(mailing), **counts)


def _trouble(mailing: Mailing) -> str:
    troubled = Parcel.objects.filter(mailing=mailing).exclude(trouble="").order_by("-pk")
    return troubled.values_list("trouble", flat=True).first() or ""


@dataclass(frozen=True)
class Trouble:
    """A letter that did not arrive, or perhaps not: whose it was, and why in plain words."""

    letter: Letter
    state: LetterState
    code: int | None
    reason: StrOrPromise

    @property
    def person(self) -> Person | None:
        return self.letter.person


def troubles(mailing: Mailing) -> QuerySet[Letter]:
    """Return the letters that failed, were put off or have an unknown outcome, with their people; page through them.

    `explained` says of each what was the matter.
    """
    letters = Letter.objects.filter(mailing=mailing, state__in=_TROUBLED)
    return letters.select_related("person").order_by("state", "pk")


def explained(letters: Iterator[Letter] | QuerySet[Letter] | list[Letter]) -> list[Trouble]:
    """Return what was the matter with each of these letters."""
    return [Trouble(letter, LetterState(letter.state), letter.code, why(letter)) for letter in letters]


def why(letter: Letter) -> StrOrPromise:
    """Say in plain words why a letter did not leave; nothing when it did."""
    if letter.reason:
        return Reason(letter.reason).label
    if letter.state in _TROUBLED and letter.code:
        return in_plain_words(letter.code, letter.reply)
    return ""


def letters_of(person: Person) -> QuerySet[Letter]:
    """Return what a person was sent or promised, newest first, without what is kept out of timelines."""
    return Letter.objects.filter(person=person, mailing__sealed=False).select_related("mailing").order_by("-pk")
