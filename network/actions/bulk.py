"""A change to many at once: begun, told, done in one transaction, and undone row by row for seven days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able, bulk_verbs, inviting
from network.models import BulkAction, BulkChange, Organisation, Person, Selection
from network.models.bulk_action import Verb
from network.models.selection import Of
from network.queries.merges import standing_for

MOST_TASKS = 100


class CannotDo(Exception):
    """The change is not made; the message says why."""


class CannotUndo(Exception):
    """The change stays; the message says why."""


@dataclass(frozen=True)
class Plan:
    """Whom a change is going to touch, and how many it skips for which reason."""

    changing: list[int]
    skipped: list[tuple[str, int]]


@transaction.atomic
def begin(*, of: str, verb: str, keys: Collection[int], by: User, now: datetime) -> BulkAction:
    """Write down whom a change is about, so that what is looked at is what is done."""
    return BulkAction.objects.create(of=of, verb=verb, keys=sorted(set(keys)), made_by=by, made_at=now)


@transaction.atomic
def tell(*, action: BulkAction, facts: Mapping[str, Any]) -> None:
    """Write down what to change, before it is done.

    :raises CannotDo: when it was done already, or makes more tasks than one sees through.
    """
    action = _locked(action)
    if action.done_at:
        raise CannotDo(_("This was done already."))
    if action.verb == Verb.TASK and len(action.keys) > MOST_TASKS:
        raise CannotDo(_("Make at most %(most)d tasks at once. Choose fewer.") % {"most": MOST_TASKS})
    action.facts = dict(facts)
    action.save(update_fields=["facts"])


def plan(action: BulkAction) -> Plan:
    """Return whom this change would touch if it were done now."""
    there = list(parties(action).values_list("pk", flat=True))
    skipped = [(_("no longer in the network"), len(action.keys) - len(there))]
    already = bulk_verbs.skipped(action, there)
    skipped += [(reason, len(keys)) for reason, keys in already]
    out = {key for _reason, keys in already for key in keys}
    return Plan([key for key in there if key not in out], [(reason, number) for reason, number in skipped if number])


@transaction.atomic
def do(*, action: BulkAction, by: User, now: datetime) -> int:
    """Make the change, write down what changed for whom, and return for how many; done twice is done once.

    :raises CannotDo: when nobody told what to change, what it needs is gone by now, or a colleague changed the same.
    """
    action = _locked(action)
    if action.done_at:
        return action.changes.count()
    if not action.facts:
        raise CannotDo(_("Say first what to change."))
    _refuse_what_is_gone(action)
    # In one order: two changes to the same rows wait for each other here, and the second sees what the first did.
    list(parties(action).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    touched = plan(action)
    try:
        with transaction.atomic():
            BulkChange.objects.bulk_create(bulk_verbs.apply(action, touched.changing, by, now), batch_size=2000)
    except IntegrityError as clash:
        raise CannotDo(_("A colleague changed the same just now. Look again and press once more.")) from clash
    action.done_at = now
    action.save(update_fields=["done_at"])
    number = len(touched.changing)
    audit.write("network.bulk_done", by=by, about=action, verb=action.verb, number=number, chosen=len(action.keys))
    return number


@transaction.atomic
def undo(*, action: BulkAction, by: User, now: datetime) -> int:
    """Put back exactly what the change did, and leave alone what somebody changed since; return how many rows.

    :raises CannotUndo: when it was not done, was undone before, or longer than a week ago, or a letter went out.
    """
    action = _locked(action)
    if not action.can_be_undone(now):
        raise CannotUndo(_("This cannot be undone any more."))
    number = _taken_back(action, by, now)
    action.undone_at = now
    action.save(update_fields=["undone_at"])
    audit.write("network.bulk_undone", by=by, about=action, verb=action.verb, number=number)
    return number


def _refuse_what_is_gone(action: BulkAction) -> None:
    """Refuse a task for who may do no tasks any more, or a selection that was taken away since.

    :raises CannotDo: telling what to choose again.
    """
    if action.verb == Verb.TASK and not able.among({action.facts["assigned_to"]}):
        raise CannotDo(_("This colleague cannot do tasks. Choose somebody else."))
    if action.verb == Verb.SELECTION and not Selection.objects.standing().filter(pk=action.facts["selection"]).exists():
        raise CannotDo(_("This selection is gone. Choose another one."))


def _taken_back(action: BulkAction, by: User, now: datetime) -> int:
    if action.verb != Verb.INVITE:
        return bulk_verbs.revert(action, list(action.changes.all()))
    try:
        return inviting.take_back(action=action, by=by, now=now)
    except inviting.WentOut as refused:
        raise CannotUndo(str(refused)) from refused


def parties(action: BulkAction) -> QuerySet[Any]:
    """Return whom a change is about, as far as who began it may see them, by name."""
    model: Any = Person if action.of == Of.PEOPLE else Organisation
    return model.objects.visible_to(action.made_by).filter(pk__in=standing_for(model, action.keys)).by_name()


def _locked(action: BulkAction) -> BulkAction:
    return BulkAction.objects.select_for_update(of=["self"]).select_related("made_by").get(pk=action.pk)
