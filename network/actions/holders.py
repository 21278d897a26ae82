"""Who keeps the relation with an organisation: appoint a colleague, on a line or on all of them, and end it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able, closing
from network.models import Organisation, ProgrammeLine, RelationHolder


class CannotHold(Exception):
    """This colleague cannot hold this relation."""


@transaction.atomic
def appoint(
    *, organisation: Organisation, line: ProgrammeLine | None, user: User, by: User, now: datetime
) -> RelationHolder:
    """Let this colleague keep the relation from today; who kept it before stays in history.

    :raises CannotHold: when her account is shut or she may keep no relations, or when the organisation ended.
    """
    if user.pk not in able.among({user.pk}):
        raise CannotHold(_("This colleague cannot keep relations. Choose somebody else."))
    if refused := closing.refusal(organisation, None):  # two colleagues who appoint at once wait here for each other
        raise CannotHold(refused)
    today = timezone.localdate(now)
    going_on = RelationHolder.objects.filter(organisation=organisation, line=line, ended_on=None)
    held = going_on.select_for_update(of=("self",)).first()
    if held and held.user_id == user.pk:
        return held
    if held:
        _end(held, by, now)
    holder = RelationHolder.objects.create(organisation=organisation, line=line, user=user, started_on=today)
    number = line.number if line else None
    audit.write("network.holder_appointed", by=by, about=organisation, line=number, user=user.pk)
    return holder


@transaction.atomic
def end(*, holder: RelationHolder, by: User, now: datetime) -> None:
    """Let nobody keep this relation from today; it stays in history. A second time changes nothing."""
    held = RelationHolder.objects.select_for_update(of=("self",)).filter(pk=holder.pk, ended_on=None).first()
    if held:
        _end(held, by, now)


@transaction.atomic
def restore(*, holder: RelationHolder, by: User, now: datetime) -> None:
    """Let a relation that ended go on with the same colleague as if it never did. A second time changes nothing.

    :raises CannotHold: when it ended over 30 days ago, somebody keeps it now, the organisation ended, or she may keep
        no relations any more.
    """
    may_keep = able.among({holder.user_id})
    if refused := closing.refusal(holder.organisation, None):  # and waits as `appoint` does
        raise CannotHold(refused)
    held = RelationHolder.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=holder.pk)
    if held.ended_on is None:
        return
    if not held.ended_lately(timezone.localdate(now)):
        raise CannotHold(_("This ended more than 30 days ago. Appoint the colleague again."))
    if held.user_id not in may_keep:
        raise CannotHold(_("This colleague cannot keep relations. Choose somebody else."))
    same = RelationHolder.objects.filter(organisation=held.organisation, line=held.line_id, ended_on=None)
    if same.exists():
        raise CannotHold(_("A colleague keeps this relation now. End that first."))
    held.ended_on = None
    held.save(update_fields=["ended_on"])
    audit.write("network.holder_restored", by=by, about=held.organisation, user=held.user_id)


@transaction.atomic
def pass_on(*, leaver: User, to: Mapping[int, int], by: User, now: datetime) -> int:
    """Let relations that the leaver keeps go on with another colleague; `to` says by key who keeps which.

    Whoever calls has made sure that they may keep relations. What is no longer the leaver's is left alone.
    """
    kept = RelationHolder.objects.filter(pk__in=to, user=leaver, ended_on=None)
    parties = Organisation.objects.filter(pk__in=kept.values("organisation"))
    list(parties.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))  # as `appoint` waits
    rows = list(kept.select_for_update(of=("self",)).select_related("organisation", "line").order_by("pk"))
    today = timezone.localdate(now)
    RelationHolder.objects.filter(pk__in=[row.pk for row in rows]).update(ended_on=today)
    RelationHolder.objects.bulk_create(
        RelationHolder(organisation=row.organisation, line=row.line, user_id=to[row.pk], started_on=today)
        for row in rows
    )
    ended = [(row.organisation, {"user": leaver.pk}) for row in rows]
    begun = [(row.organisation, {"line": row.line.number if row.line else None, "user": to[row.pk]}) for row in rows]
    audit.write_each("network.holder_ended", by=by, told=ended)
    audit.write_each("network.holder_appointed", by=by, told=begun)
    return len(rows)


def _end(holder: RelationHolder, by: User, now: datetime) -> None:
    holder.ended_on = timezone.localdate(now)
    holder.save(update_fields=["ended_on"])
    audit.write("network.holder_ended", by=by, about=holder.organisation, user=holder.user_id)
