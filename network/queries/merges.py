"""Where a record went that was merged into another, and what a merge moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.apps import apps
from django.db.models import F, QuerySet
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from accounts.models import User
from network import rows
from network.models import DuplicatePair, Merge, Organisation, Person
from network.models.merge import UNDO_FOR
from network.rows import Model

Party = TypeVar("Party", Person, Organisation)
LONGEST_WAY = 50  # merges after each other; more would mean that they lead round
UNSAID = (DuplicatePair, Merge)


def kept_instead(model: type[Party], number: int) -> int | None:
    """Return the number of the record into which this one went, also by several merges; nothing without any."""
    kind = {f"kept_{model._meta.model_name}__isnull": False}
    merges = Merge.objects.standing().filter(**kind)
    found = number
    for _step in range(LONGEST_WAY):
        into = merges.filter(gone=found).values_list("into", flat=True).first()
        if into is None:
            return found if found != number else None
        found = into
    return None


def standing_for(model: type[Party], numbers: Collection[int]) -> set[int]:
    """Return these numbers as they lead to a record now: of one that was merged, the one into which it went."""
    there = set(model.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    found = there | {kept_instead(model, number) for number in _merged(model, set(numbers) - there)}
    return {number for number in found if number is not None}


def _merged(model: type[Party], numbers: set[int]) -> list[int]:
    """Return which of these numbers went into another record; of the rest nobody needs to ask where they went."""
    kind = {f"kept_{model._meta.model_name}__isnull": False}
    return list(Merge.objects.standing().filter(gone__in=numbers, **kind).values_list("gone", flat=True))


def person_behind(number: int) -> Person | None:
    """Return the person with this number, or the one into whom that record went: links in letters keep working."""
    found = Person.objects.filter(pk=number).first()
    instead = kept_instead(Person, number) if found is None else None
    return found if instead is None else Person.objects.filter(pk=instead).first()


def moving(gone: Person | Organisation) -> list[tuple[str, int]]:
    """Return of what kind how many rows hang on this record, most first."""
    counted: Counter[str] = Counter()
    for model, field in rows.pointing_at(type(gone)):
        if model not in UNSAID:
            counted[label_of(model)] += model._base_manager.filter(**{field.name: gone}).count()
    counted[_("tags")] += gone.tags.count()
    return (+counted).most_common()


def touched(merge: Merge) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return what a merge moved, and what it set aside because the kept record had its like."""
    kept = type(merge.kept)._meta.label
    moved: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    steps = merge.steps.exclude(model=kept).order_by("model", "row", "-pk").distinct("model", "row")
    for model, gone in steps.values_list("model", IsNull(F("after"), True)):
        (aside if gone else moved)[_label(model)] += 1
    return moved.most_common(), aside.most_common()


def in_words(stayed: dict[str, int]) -> list[tuple[str, int]]:
    """Say what stayed with the kept record when a merge was undone."""
    return [(_("fields") if name == "fields" else _label(name), number) for name, number in stayed.items()]


def label_of(model: Model) -> str:
    """Return what a colleague calls rows of this kind; rows in between are called after what they lead to."""
    for owner in (Person, Organisation):
        for field in owner._meta.many_to_many:
            if field.remote_field.through is model:
                return str(_("tags") if field.name == "tags" else field.verbose_name)
    for each in apps.get_models():
        for field in each._meta.many_to_many:
            if field.remote_field.through is model:
                return str(each._meta.verbose_name_plural)
    return str(model._meta.verbose_name_plural)


def _label(name: str) -> str:
    return label_of(apps.get_model(name))


def recent(user: User, now: datetime) -> QuerySet[Merge]:
    """Return the merges that can still be undone, and those that were, newest first."""
    merges = Merge.objects.visible_to(user).filter(at__gte=now - UNDO_FOR)
    return merges.select_related("kept_person", "kept_organisation", "by", "undone_by")


def of(party: Person | Organisation) -> QuerySet[Merge]:
    """Return the merges in which this record was kept, for its timeline."""
    kind = {f"kept_{party._meta.model_name}": party}
    return Merge.objects.filter(**kind).select_related("by", "undone_by")
