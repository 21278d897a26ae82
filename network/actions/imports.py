"""Bringing in a file: read it, check every row, write what is new and changed, and take all of it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.importing import columns, reading
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
    except reading.Unreadable as refused:
        raise CannotImport(str(refused)) from refused
    never = columns.forbidden(table.headings)
    stays = [at for at in range(len(table.headings)) if at not in never]
    headings = [table.headings[at] for at in stays]
    rows = [[row[at] for at in stays] for row in table.rows]
    shape = columns.shape_of(kind, headings)
    before = ImportFile.objects.filter(shape=shape).exclude(columns={}).order_by("-pk").first()
    file = ImportFile.objects.create(
        kind=kind,
        file_name=name[:160],
        content=_packed(rows),
        headings=headings,
        refused_headings=list(never.values()),
        notes=table.notes,
        sample=rows[:SAMPLE],
        shape=shape,
        columns=before.columns if before else columns.recognised(kind, headings),
        rows_count=len(rows),
        uploaded_by=by,
        uploaded_at=now,
    )
    audit.write("network.import_brought_in", by=by, about=file, kind=kind, rows=len(rows), left_out=len(never))
    return file


@transaction.atomic
def map_columns(*, file: ImportFile, chosen: Mapping[str, int], account: Account, by: User, now: datetime) -> None:  # noqa: ARG001
    """Keep which column is which and what the file is for, and have its rows checked.

    :raises CannotImport: when a column that every row needs is not there, or the words tell special data of people.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in (ImportState.MAPPING, ImportState.CHECKED) or not file.content:
        raise CannotImport(_("This file was imported already."))
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


def _packed(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
