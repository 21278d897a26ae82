"""People chosen for an invitation: kept as a selection, so that the audience is the list that was seen; or let go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from network.actions import selections
from network.models import BulkAction, BulkChange, Selection
from network.models.bulk_action import Verb
from network.models.selection import Of
from network.signals import invitation_taken_back


class WentOut(Exception):
    """A letter to these people was released, so choosing them is not taken back."""


@transaction.atomic
def choose(*, people: Collection[int], by: User, now: datetime) -> BulkAction:
    """Keep these people, by key, as a selection for one invitation; nobody is invited yet."""
    told: dict[str, Any] = {"by": by, "now": now}
    name = _("To invite, %(moment)s") % {"moment": date_format(timezone.localtime(now), "j F Y, H.i.s")}
    selection = selections.keep(of=Of.PEOPLE, name=name, asked=None, shared=False, **told)
    selections.add_many(selection=selection, keys=people, **told)
    action = BulkAction.objects.create(
        of=Of.PEOPLE,
        verb=Verb.INVITE,
        keys=sorted(set(people)),
        facts={"selection": selection.pk},
        made_by=by,
        made_at=now,
        done_at=now,
    )
    picks = selection.picks.values_list("person", "pk")
    changes = [BulkChange(action=action, person_id=person, row=pick) for person, pick in picks]
    BulkChange.objects.bulk_create(changes, batch_size=2000)
    return action


def take_back(*, action: BulkAction, by: User, now: datetime) -> int:
    """Let go of the selection, so that no draft reaches these people by it; return how many people that were.

    The room that sends deletes its drafts that nobody worked on since, and says whether a letter went out.

    :raises WentOut: when a letter to these people was released.
    """
    selection = Selection.objects.standing().filter(pk=action.facts["selection"]).first()
    if selection is None:
        return 0
    answers = invitation_taken_back.send(Selection, selection=selection, by=by, now=now)
    if any(released for _receiver, released in answers):
        raise WentOut(_("A letter to these people was released already. Take back that letter first, at Mailings."))
    selections.delete(selection=selection, by=by, now=now)
    return action.changes.count()
