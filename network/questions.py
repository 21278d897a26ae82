"""What rooms above the network know of people, as one more choice in its lists; they add it when the house starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class People:
    """The people an answer is about, as a queryset of their keys; or, when `inside` is no, all others."""

    keys: QuerySet[Any, Any]
    inside: bool = True


@dataclass(frozen=True)
class Question:
    """One choice in the filters: its `name` in the address, what it is called, its choices, and who answers to one.

    `people` returns nobody for a value that is no choice.
    """

    name: str
    label: str | StrPromise
    choices: Callable[[], Choices]
    people: Callable[[str], People]


_asked: dict[str, Question] = {}


def add(question: Question) -> None:
    """Ask this in the lists of people and organisations from now on."""
    _asked[question.name] = question


def known() -> Iterator[Question]:
    """Yield the questions in the order in which the rooms stand on each other."""
    yield from _asked.values()


def people(name: str, value: str) -> People | None:
    """Return the people this value of a question is about; nothing when nobody asks that question."""
    question = _asked.get(name)
    return question.people(value) if question else None
