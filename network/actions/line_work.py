"""Say who works on which programme line: begin, correct or end it; what ended stays in history."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able
from network.models import LineAssignment, ProgrammeLine


class CannotPlace(Exception):
    """This colleague cannot work on this line as told."""


@transaction.atomic
def begin(
    *,
    line: ProgrammeLine,
    user: User,
    started_on: date,
    by: User,
    now: datetime,  # noqa: ARG001  every action is told the time
) -> LineAssignment:
    """Let this colleague work on this line from this day.

    :raises CannotPlace: when she works there already, her account is shut or she may keep no relations.
    """
    if user.pk not in able.among({user.pk}):
        raise CannotPlace(_("This colleague cannot work on a line. Choose somebody else."))
    work = LineAssignment(line=line, user=user)
    _save(work, started_on, None)
    audit.write("network.line_work_begun", by=by, about=user, line=line.number)
    return work


@transaction.atomic
def change(
    *,
    work: LineAssignment,
    started_on: date,
    ended_on: date | None,
    by: User,
    now: datetime,
) -> LineAssignment:
    """Correct these days or end the work; ended on its first day it never was.

    :raises CannotPlace: when it would end before it starts, she works there on those days already, or her account is
        shut and it would go on.
    """
    on_her_way_out = not able.among({work.user_id})
    if on_her_way_out and (ended_on is None or ended_on > timezone.localdate(now)):
        raise CannotPlace(_("This colleague cannot work on a line. Choose somebody else."))
    work = LineAssignment.objects.select_for_update(of=("self",)).select_related("line", "user").get(pk=work.pk)
    if ended_on and ended_on < started_on:
        raise CannotPlace(_("This ends before it starts. Choose a later last day."))
    _save(work, started_on, ended_on)
    ended = ended_on is not None
    audit.write("network.line_work_changed", by=by, about=work.user, line=work.line.number, ended=ended)
    return work


@transaction.atomic
def end_all(*, user: User, by: User | None, now: datetime) -> int:
    """End on this day all that this colleague does on lines, and what she would begin later; return how many."""
    today = timezone.localdate(now)
    going_on = LineAssignment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), user=user)
    ended = list(going_on.select_for_update(of=("self",)).select_related("line").order_by("pk"))
    for work in ended:
        work.ended_on = max(work.started_on, today)
    LineAssignment.objects.bulk_update(ended, ["ended_on"])
    if ended:
        audit.write("network.line_work_ended", by=by, about=user, lines=[work.line.number for work in ended])
    return len(ended)


def _save(work: LineAssignment, started_on: date, ended_on: date | None) -> None:
    work.started_on, work.ended_on = started_on, ended_on
    try:
        with transaction.atomic():
            work.save()
    except IntegrityError as clash:
        raise CannotPlace(_("This colleague already works on this line on these days.")) from clash
