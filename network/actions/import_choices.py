"""Saying of rows that may be somebody we know who they are about: one at a time, or many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions.imports import CannotImport
from network.importing.hands import hand_for
from network.models import ImportFile, ImportRow
from network.models.import_file import ImportState
from network.models.import_row import Outcome

FOUND = "found"  # the one that was found, where that is one
CHOICES = (Outcome.NEW.value, FOUND, Outcome.SKIPPED.value)


@transaction.atomic
def decide(*, row: ImportRow, choice: str, same_as: int = 0, by: User, now: datetime) -> None:  # noqa: ARG001
    """Say of a row that may be somebody we know: somebody new, the same as one of them, or left out.

    :raises CannotImport: when the import went on meanwhile, or that is none of those it may be.
    """
    file = _still_to_decide(row.file_id)
    this = ImportRow.objects.filter(pk=row.pk)
    if choice in (Outcome.NEW, Outcome.SKIPPED):
        _write(file, this, choice)
    elif same_as in [suspect[0] for suspect in row.suspects]:
        this.update(outcome=Outcome.CHANGED, target=same_as)
    else:
        raise CannotImport(_("Choose one of those it may be."))
    audit.write("network.import_decided", by=by, about=file, choice=choice if not same_as else FOUND, rows=1)


@transaction.atomic
def decide_many(
    *,
    file: ImportFile,
    choice: str,
    numbers: Collection[int] | None,
    by: User,
    now: datetime,  # noqa: ARG001
) -> int:
    """Say the same of these rows, or of all that wait for a choice (`numbers` None); return of how many that was.

    Where several were found, nobody said which of them it is: such a row goes on waiting.

    :raises CannotImport: when the import went on meanwhile, or this is no choice.
    """
    file = _still_to_decide(file.pk)
    if choice not in CHOICES:
        raise CannotImport(_("Choose what these rows are."))
    waiting = file.rows.filter(outcome=Outcome.ALIKE)
    done = _write(file, waiting if numbers is None else waiting.filter(number__in=numbers), choice)
    audit.write("network.import_decided", by=by, about=file, choice=choice, rows=done)
    return done


def _still_to_decide(number: int) -> ImportFile:
    file = ImportFile.objects.select_for_update().get(pk=number)
    if file.state != ImportState.CHECKED:
        raise CannotImport(_("This file is being imported, so its rows stand as they are."))
    return file


def _write(file: ImportFile, waiting: QuerySet[ImportRow], choice: str) -> int:
    if choice == Outcome.SKIPPED:
        return waiting.update(outcome=Outcome.SKIPPED, target=None)
    if choice == FOUND:
        count = Func(F("suspects"), function="jsonb_array_length", output_field=IntegerField())
        found = Cast(KeyTextTransform(0, KeyTransform(0, "suspects")), BigIntegerField())
        return waiting.alias(found=count).filter(found=1).update(outcome=Outcome.CHANGED, target=found)
    numbers = Func(Value(hand_for(file.kind).model._meta.db_table), Value("id"), function="pg_get_serial_sequence")
    return waiting.update(outcome=Outcome.NEW, target=Func(numbers, function="nextval", output_field=BigIntegerField()))
