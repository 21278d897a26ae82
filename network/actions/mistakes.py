"""Take away what never was: a role or a partnership that was recorded by mistake. What ended is history and stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import Affiliation, LinePartner

Mistake = Affiliation | LinePartner


class CannotPutBack(Exception):
    """What was taken away does not fit any more."""


@transaction.atomic
def remove(*, row: Mistake, by: User, now: datetime) -> str:  # noqa: ARG001  every action is told the time
    """Take this row away as if it never was; return it as text, with which it can be put back."""
    kept = serializers.serialize("json", [row])
    _write("removed", row, by)
    row.delete()
    return kept


@transaction.atomic
def put_back(*, kept: str, by: User, now: datetime) -> Mistake:  # noqa: ARG001
    """Put a row back as it was; a second time changes nothing.

    :raises CannotPutBack: when the person, organisation or line is gone, or the same was recorded anew meanwhile.
    """
    row = read(kept)
    if type(row).objects.filter(pk=row.pk).exists():
        return row
    try:
        row.clean_fields()
        with transaction.atomic():
            row.save(force_insert=True)
    except (ValidationError, IntegrityError) as clash:
        raise CannotPutBack(_("This does not fit any more: something was changed meanwhile. Add it again.")) from clash
    _write("put_back", row, by)
    return row


def read(kept: str) -> Mistake:
    """Return the row as it was; it is not stored."""
    [found] = serializers.deserialize("json", kept)
    row: Any = found.object
    return row


def _write(what: str, row: Mistake, by: User) -> None:
    if isinstance(row, Affiliation):
        audit.write(f"network.affiliation_{what}", by=by, about=row.person, organisation=row.organisation_id)
    else:
        audit.write(f"network.partner_{what}", by=by, about=row.organisation, line=row.line.number)
