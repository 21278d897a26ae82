"""Who keeps the relation with an organisation: appoint a colleague, on a line or on all of them, and end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import Organisation, ProgrammeLine, RelationHolder
from network.queries import colleagues


class CannotHold(Exception):
    """This colleague cannot hold this relation."""


@transaction.atomic
def appoint(
    *, organisation: Organisation, line: ProgrammeLine | None, user: User, by: User, now: datetime
) -> RelationHolder:
    """Let this colleague keep the relation from today; who kept it before stays in history.

    :raises CannotHold: when her account is shut or she may keep no relations.
    """
    if not colleagues.who_keep().filter(pk=user.pk).exists():
        raise CannotHold(_("This colleague cannot keep relations. Choose somebody else."))
    # Two colleagues who appoint at once wait here for each other.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    today = timezone.localdate(now)
    held = RelationHolder.objects.filter(organisation=organisation, line=line, ended_on=None).first()
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


def _end(holder: RelationHolder, by: User, now: datetime) -> None:
    holder.ended_on = timezone.localdate(now)
    holder.save(update_fields=["ended_on"])
    audit.write("network.holder_ended", by=by, about=holder.organisation, user=holder.user_id)
