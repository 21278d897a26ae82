"""Take away what never was: a role, a partnership, a task or a request by mistake.

What ended, was done or was answered is history and stays.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able, closing
from network.models import Affiliation, IntroductionRequest, LinePartner, Organisation, Task

Mistake = Affiliation | IntroductionRequest | LinePartner | Task


class ToTheMicrosecond(DjangoJSONEncoder):
    """Write a moment whole, so that a row comes back as it was."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class CannotPutBack(Exception):
    """What was taken away does not fit any more."""


@transaction.atomic
def remove(*, row: Mistake, by: User, now: datetime) -> str:  # noqa: ARG001  every action is told the time
    """Take this row away as if it never was; return it as text, with which it can be put back."""
    kept = serializers.serialize("json", [row], cls=ToTheMicrosecond)
    _write("removed", row, by)
    row.delete()
    return kept


@transaction.atomic
def put_back(*, kept: str, by: User, now: datetime) -> Mistake:  # noqa: ARG001
    """Put a row back as it was; a second time changes nothing. A task of who left meanwhile is for nobody yet.

    :raises CannotPutBack: when the person, organisation or line is gone, the organisation ended, or the same was
        recorded anew meanwhile.
    """
    row = read(kept)
    if type(row).objects.filter(pk=row.pk).exists():
        return row
    if isinstance(row, Task) and row.done_at is None and not able.among({row.assigned_to_id or 0}):
        row.assigned_to = None
    if isinstance(row, Affiliation | LinePartner) and (refused := _refused(row)):
        raise CannotPutBack(refused)
    try:
        row.clean_fields(exclude=_empty_as_it_was(row))
        with transaction.atomic():
            row.save_base(raw=True, force_insert=True)  # raw: when it was recorded stays what it was
    except (ValidationError, IntegrityError) as clash:
        raise CannotPutBack(_("This does not fit any more: something was changed meanwhile. Add it again.")) from clash
    _write("put_back", row, by)
    return row


def _refused(row: Affiliation | LinePartner) -> str:
    """Say why the organisation takes this back no more; an organisation that is gone says nothing here."""
    organisation = Organisation.objects.filter(pk=row.organisation_id).first()
    return closing.refusal(organisation, row.ended_on) if organisation else ""


def read(kept: str) -> Mistake:
    """Return the row as it was; it is not stored."""
    [found] = serializers.deserialize("json", kept)
    row: Any = found.object
    return row


def _empty_as_it_was(row: Mistake) -> set[str]:
    """Return what the row did not say, and need not: a form would ask for it, such as who asked a task of the house."""
    return {field.name for field in row._meta.concrete_fields if field.null and getattr(row, field.attname) is None}


def _write(what: str, row: Mistake, by: User) -> None:
    if isinstance(row, Affiliation):
        audit.write(f"network.affiliation_{what}", by=by, about=row.person, organisation=row.organisation_id)
    elif isinstance(row, Task):
        audit.write(f"network.task_{what}", by=by, about=row, assigned_to=row.assigned_to_id)
    elif isinstance(row, IntroductionRequest):
        audit.write(f"network.introduction_{what}", by=by, about=row)
    else:
        audit.write(f"network.partner_{what}", by=by, about=row.organisation, line=row.line.number)
