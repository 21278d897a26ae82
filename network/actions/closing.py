"""An organisation that is there no more: it ends with all that hangs on it; by mistake, it goes on again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import audit
from accounts.models import User
from network.models import Closing, Organisation
from network.queries.closing import ENDING, ending, too_late


class CannotClose(Exception):
    """The organisation cannot end like this."""


class CannotReopen(Exception):
    """What ended with the organisation does not fit any more."""


@transaction.atomic
def close(*, organisation: Organisation, ended_on: date, why: str, by: User, now: datetime) -> None:
    """Let an organisation end on a day, with its roles, partnerships, ties and relation holders.

    It stays as history, and holds on each day before. Its tasks stay: somebody may have to wind things up.

    :raises CannotClose: when it ended before, on a day that is still to come, or while something began there later.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.ended_on:
        raise CannotClose(_("A colleague recorded this before: it ended already."))
    if ended_on > timezone.localdate(now):
        raise CannotClose(_("This day is still to come. Choose today or earlier."))
    if late := too_late(organisation, ended_on):
        raise CannotClose(_late(late))
    rows = {word: _end(word, organisation, ended_on) for word in ENDING}
    Closing.objects.create(organisation=organisation, rows=rows, closed_by=by, closed_at=now)
    organisation.ended_on, organisation.ended_why = ended_on, why
    organisation.save(update_fields=["ended_on", "ended_why"])
    counted: dict[str, Any] = {word: len(each) for word, each in rows.items()}
    audit.write("network.organisation_closed", by=by, about=organisation, day=str(ended_on), why=why, **counted)


@transaction.atomic
def reopen(*, organisation: Organisation, by: User, now: datetime) -> int:  # noqa: ARG001  every action is told the time
    """Let an organisation go on with exactly what ended with it; return of how much somebody changed the end since.

    That stays as it is. A second time changes nothing.

    :raises CannotReopen: when a colleague recorded anew what would go on.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.ended_on:
        return 0
    kept: list[Closing] = list(organisation.closings.select_for_update().order_by("-pk"))
    try:
        with transaction.atomic():
            back = sum(_go_on(word, each, organisation.ended_on) for one in kept for word, each in one.rows.items())
    except IntegrityError as clash:
        raise CannotReopen(_("Something that ended with it was recorded anew. End that first.")) from clash
    stayed = sum(len(each) for one in kept for each in one.rows.values()) - back
    organisation.closings.all().delete()
    organisation.ended_on, organisation.ended_why = None, ""
    organisation.save(update_fields=["ended_on", "ended_why"])
    audit.write("network.organisation_reopened", by=by, about=organisation, back=back, stayed=stayed)
    return stayed


def refusal(organisation: Organisation, until: date | None) -> str:
    """Say why nothing can hold at this organisation until then, because it ended before; nothing when it can.

    Whoever asks holds the organisation meanwhile, so that nobody lets it end in between.
    """
    row = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk)
    day: date | None = row.values_list("ended_on", flat=True).first()
    if day is None or (until and until <= day):
        return ""
    told = {"name": organisation.name, "day": date_format(day, "j F Y")}
    return _("%(name)s ended on %(day)s. Nothing new can hold there after that day.") % told


def _late(number: int) -> str:
    return ngettext(
        "%(n)d role, partnership or tie began there on that day or later. Choose a later day, or correct that.",
        "%(n)d roles, partnerships or ties began there on that day or later. Choose a later day, or correct those.",
        number,
    ) % {"n": number}


def _end(word: str, organisation: Organisation, day: date) -> list[list[Any]]:
    """End what goes on, and return each key with the day on which it would have ended, as JSON has it."""
    rows = list(ending(organisation, day)[word].select_for_update(of=("self",)))
    kept = [[row.pk, row.ended_on.isoformat() if row.ended_on else None] for row in rows]
    for row in rows:
        row.ended_on = _last(word, row, day)
    ENDING[word].objects.bulk_update(rows, ["ended_on"], batch_size=1000)
    return kept


def _go_on(word: str, kept: list[list[Any]], day: date) -> int:
    """Let these rows end when they would have, as far as they still end as the organisation let them."""
    until = {key: date.fromisoformat(told) if told else None for key, told in kept}
    found = ENDING[word].objects.filter(pk__in=until).order_by("pk").select_for_update(of=("self",))
    rows = [row for row in found if row.ended_on == _last(word, row, day)]
    for row in rows:
        row.ended_on = until[row.pk]
    ENDING[word].objects.bulk_update(rows, ["ended_on"], batch_size=1000)
    return len(rows)


def _last(word: str, row: Any, day: date) -> date:
    """Return when a row ends with the organisation; a colleague who took it up later held it for no day."""
    return max(day, row.started_on) if word == "holders" else day
