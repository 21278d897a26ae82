"""Forgetting where letters went: of who was forgotten at once, of an address without a person after seven days."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from network.models import Person
from network.models.asking import KEPT_FOR
from post.models import Letter, LetterClass
from post.models.letter import OPEN


def forget_addresses(*, now: datetime) -> int:
    """Empty the address of letters to nobody we know, seven days after their release; return how many.

    Such as the letter that asks to confirm a request: whoever typed an address may have typed somebody else's. A test
    went to a colleague. What still has to leave keeps its address.
    """
    old = Letter.objects.filter(person=None, mailing__released_at__lte=now - KEPT_FOR)
    return _empty(old.exclude(mailing__letter_class=LetterClass.TEST))


def forget_letter(*, number: int) -> None:
    """Empty the address of a letter to nobody we know at once: its reader says that they asked for nothing."""
    _empty(Letter.objects.filter(pk=number, person=None))


def forget_person(*, person: Person) -> None:
    """Empty the address of every letter that somebody got, because they are about to be deleted."""
    _empty(Letter.objects.filter(person=person))


def _empty(letters: QuerySet[Letter]) -> int:
    return letters.exclude(state__in=OPEN).exclude(address="").update(address="")
