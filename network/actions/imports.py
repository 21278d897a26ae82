"""Bringing in a file: read it, check every row, write what is new and changed, and take all of it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.importing import columns, headings, packing, reading
from network.models import ImportFile
from network.models.import_file import ImportState
from network.models.import_row import Outcome
from network.special_words import special_words

SAMPLE = 4


class CannotImport(Exception):
    """This file, or this step with it, is refused; the message says why."""


@dataclass(frozen=True)
class Account:
    """What must be told of every file: what for, on what ground of the law, and where that can be found."""

    purpose: str
    ground: str
    proof: str


@transaction.atomic
def bring_in(*, kind: str, name: str, content: bytes, by: User, now: datetime) -> ImportFile:
    """Read a file and keep it until somebody tells what its columns are; columns we never keep are thrown away here.

    :raises CannotImport: when it is no table, too large, or a trap.
    """
    try:
        table = reading.read(content)
        row = headings.likely(kind, table.records, lambda said: bool(_columns_before(kind, said)))
        headed = headings.under(table.records, row)
    except reading.Unreadable as refused:
        raise CannotImport(str(refused)) from refused
    file = ImportFile(kind=kind, file_name=name[:160], notes=table.notes, uploaded_by=by, uploaded_at=now)
    _put_under(file, headed)
    left_out = len(headed.refused)
    audit.write("network.import_brought_in", by=by, about=file, kind=kind, rows=file.rows_count, left_out=left_out)
    return file


@transaction.atomic
def choose_headings(*, file: ImportFile, row: int, by: User, now: datetime) -> None:  # noqa: ARG001
    """Take another row of the file as its headings; what was told of its columns is asked anew.

    :raises CannotImport: when there is nothing in that row or below it, or the file is being imported.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    records = _still_to_map(file)
    if not 1 <= row <= min(len(records), reading.HEADINGS_WITHIN):
        raise CannotImport(_("Choose one of the first rows of the file."))
    try:
        headed = headings.under(records, row)
    except reading.Unreadable as refused:
        raise CannotImport(str(refused)) from refused
    file.rows.all().delete()
    file.state = ImportState.MAPPING
    _put_under(file, headed)
    audit.write("network.import_headings_chosen", by=by, about=file, row=row, left_out=len(headed.refused))


@transaction.atomic
def map_columns(*, file: ImportFile, chosen: Mapping[str, int], account: Account, by: User, now: datetime) -> None:  # noqa: ARG001
    """Keep which column is which and what the file is for, and have its rows checked.

    :raises CannotImport: when a column that every row needs is not there, or the words tell special data of people.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    _still_to_map(file)
    missing = columns.missing(file.kind, chosen)
    if missing:
        raise CannotImport(_("Say which column holds: %(names)s.") % {"names": ", ".join(missing)})
    if special_words(f"{account.purpose} {account.proof}"):
        raise CannotImport(_("Write nothing about the belief, origin or health of a person."))
    file.columns = dict(chosen)
    file.purpose, file.ground, file.proof = account.purpose, account.ground, account.proof
    file.state, file.done_until, file.trouble = ImportState.CHECKING, 0, ""
    file.save()
    audit.write("network.import_mapped", by=by, about=file, columns=sorted(chosen), ground=account.ground)


@transaction.atomic
def start(*, file: ImportFile, by: User, now: datetime) -> None:  # noqa: ARG001
    """Have the rows written; those of which nobody said who they are, stay out, with why.

    :raises CannotImport: when the file is not checked, or was imported before.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.CHECKED:
        raise CannotImport(_("This file is not ready to be imported."))
    said = [[_("choice"), _("Nobody said whether this is somebody or something we know.")]]
    undecided = file.rows.filter(outcome=Outcome.ALIKE).update(outcome=Outcome.SKIPPED, errors=said)
    file.state, file.done_until, file.content = ImportState.IMPORTING, 0, b""
    file.save(update_fields=["state", "done_until", "content"])
    audit.write("network.import_started", by=by, about=file, undecided=undecided)


@transaction.atomic
def start_undo(*, file: ImportFile, by: User, now: datetime) -> None:
    """Have everything taken back that this file did, as far as nobody changed or used it since.

    :raises CannotImport: when it was not imported, was undone before, or is more than thirty days old.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.DONE or not file.undo_until:
        raise CannotImport(_("There is nothing to undo in this file."))
    if now > file.undo_until:
        raise CannotImport(_("This was more than thirty days ago: what is needed to undo it has been wiped out."))
    file.state, file.done_until, file.undone_by = ImportState.UNDOING, 0, by
    file.save(update_fields=["state", "done_until", "undone_by"])
    audit.write("network.import_undo_started", by=by, about=file)


@transaction.atomic
def throw_away(*, file: ImportFile, by: User, now: datetime) -> None:  # noqa: ARG001
    """Delete a file that was not imported, with all its rows.

    :raises CannotImport: when it was.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.imported_at or file.state in (ImportState.IMPORTING, ImportState.UNDOING):
        raise CannotImport(_("This file was imported already."))
    audit.write("network.import_thrown_away", by=by, about=file)
    file.delete()


def _put_under(file: ImportFile, headed: headings.Headed) -> None:
    """Keep a file under these headings, with what we remember or recognise of its columns."""
    file.content = packing.packed(headed.records)
    file.headings, file.headings_row = headed.headings, headed.row
    file.refused_headings = [*file.refused_headings, *headed.refused]
    file.sample, file.rows_count = headed.first(SAMPLE), headed.count
    file.shape = columns.shape_of(file.kind, headed.headings)
    before = _columns_before(file.kind, headed.headings)
    file.columns = before or columns.recognised(file.kind, headed.headings)
    file.save()


def _columns_before(kind: str, said: Sequence[str]) -> dict[str, int]:
    """Return which column was which in the last file with these headings of which somebody told it."""
    alike = ImportFile.objects.filter(shape=columns.shape_of(kind, said)).exclude(state=ImportState.MAPPING)
    return alike.order_by("-pk").values_list("columns", flat=True).first() or {}


def _still_to_map(file: ImportFile) -> list[list[str]]:
    """Return the rows of a file of which the columns may still be told.

    :raises CannotImport: when it is being imported, or was.
    """
    if file.state not in (ImportState.MAPPING, ImportState.CHECKED) or not file.content:
        raise CannotImport(_("This file was imported already."))
    return list(packing.unpacked(file.content))
