"""What can be done with saved selections: keep, rename, share, delete and put back, and choose by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import Organisation, Person, Pick, Selection
from network.models.selection import Of
from network.queries import organisations, people

RESTORABLE_FOR = timedelta(days=30)


class CannotKeep(Exception):
    """The selection cannot stand like this."""


class CannotRestore(Exception):
    """The selection was deleted too long ago, or its name is taken again."""


@transaction.atomic
def keep(*, of: str, name: str, asked: Mapping[str, str] | None, shared: bool, by: User, now: datetime) -> Selection:
    """Keep what a list asks under a name; without a filter it holds what is added by hand alone.

    :raises CannotKeep: when one has a selection of this name already.
    """
    stored = None if asked is None else dict(asked)
    selection = Selection(of=of, name=name, asked=stored, shared=shared, owner=by, created_at=now)
    _save(selection)
    audit.write("network.selection_kept", by=by, about=selection, of=of, filters=sorted(stored or {}), shared=shared)
    return selection


@transaction.atomic
def change(*, selection: Selection, name: str, shared: bool, by: User, now: datetime) -> None:  # noqa: ARG001
    """Rename a selection, share it or keep it to oneself.

    :raises CannotKeep: when its owner has another of this name.
    """
    selection = Selection.objects.select_for_update().get(pk=selection.pk)
    selection.name, selection.shared = name, shared
    _save(selection)
    audit.write("network.selection_changed", by=by, about=selection, shared=shared)


@transaction.atomic
def refilter(*, selection: Selection, asked: Mapping[str, str], by: User, now: datetime) -> None:  # noqa: ARG001
    """Let a selection ask this from now on; who was added or left out by hand stays so.

    :raises CannotKeep: when it would ask for itself, be it through other selections.
    """
    standing = Selection.objects.select_for_update().order_by("pk").in_bulk()  # no two at once can make a circle
    if _leads_to(asked, selection.pk, standing):
        raise CannotKeep(_("These filters ask for this selection itself. Take that filter off first."))
    Selection.objects.filter(pk=selection.pk).update(asked=dict(asked))
    audit.write("network.selection_refiltered", by=by, about=selection, filters=sorted(asked))


@transaction.atomic
def delete(*, selection: Selection, by: User, now: datetime) -> None:
    """Delete a selection; a letter that asks for it reaches nobody by it any more, until it is put back."""
    if Selection.objects.standing().filter(pk=selection.pk).update(deleted_at=now):
        audit.write("network.selection_deleted", by=by, about=selection)


@transaction.atomic
def restore(*, selection: Selection, by: User, now: datetime) -> None:
    """Put a selection back as it was.

    :raises CannotRestore: when it was deleted over 30 days ago, or its name was given to another.
    """
    selection = Selection.objects.select_for_update().get(pk=selection.pk)
    if selection.deleted_at is None:
        return
    if selection.deleted_at < now - RESTORABLE_FOR:
        raise CannotRestore(_("This selection was deleted more than 30 days ago. Make it again."))
    selection.deleted_at = None
    try:
        _save(selection)
    except CannotKeep as taken:
        raise CannotRestore(str(taken)) from taken
    audit.write("network.selection_restored", by=by, about=selection)


@transaction.atomic
def pick(
    *, selection: Selection, parties: Iterable[Person | Organisation], inside: bool, by: User, now: datetime
) -> None:
    """Add these by hand to a selection, or leave them out of it, whatever its filter says."""
    field = "person" if selection.of == Of.PEOPLE else "organisation"
    for party in parties:
        told: dict[str, Any] = {"inside": inside, "picked_by": by, "picked_at": now}
        of_whom: dict[str, Any] = {field: party}
        Pick.objects.update_or_create(selection=selection, **of_whom, defaults=told)
    audit.write("network.selection_picked", by=by, about=selection, inside=inside)


@transaction.atomic
def add_many(*, selection: Selection, keys: Collection[int], by: User, now: datetime) -> None:
    """Add these people or organisations, by key, to a selection in which nobody was chosen by hand yet."""
    column = "person_id" if selection.of == Of.PEOPLE else "organisation_id"
    told: dict[str, Any] = {"selection": selection, "inside": True, "picked_by": by, "picked_at": now}
    Pick.objects.bulk_create([Pick(**{column: key}, **told) for key in keys], batch_size=2000)
    audit.write("network.selection_picked", by=by, about=selection, inside=True, number=len(keys))


@transaction.atomic
def unpick(*, selection: Selection, party: Person | Organisation, by: User, now: datetime) -> None:  # noqa: ARG001
    """Let the filter decide again about somebody who was added or left out by hand."""
    field = "person" if selection.of == Of.PEOPLE else "organisation"
    selection.picks.filter(**{field: party}).delete()
    audit.write("network.selection_unpicked", by=by, about=selection)


@transaction.atomic
def put_back(*, selection: Selection, party: Person | Organisation, by: User, now: datetime) -> None:
    """Take back that somebody was left out: the filter brings them back, and who does not answer to it is added."""
    unpick(selection=selection, party=party, by=by, now=now)
    today = timezone.localdate(now)
    if isinstance(party, Person):
        stands = people.members(selection, Person.objects.filter(pk=party.pk), today).exists()
    else:
        stands = organisations.members(selection, Organisation.objects.filter(pk=party.pk), today).exists()
    if not stands:
        pick(selection=selection, parties=[party], inside=True, by=by, now=now)


def _leads_to(asked: Mapping[str, str] | None, target: int, selections: Mapping[int, Selection]) -> bool:
    while asked and (key := asked.get("selection")):
        if int(key) == target:
            return True
        onward = selections.get(int(key))
        asked = onward.asked if onward else None
    return False


def _save(selection: Selection) -> None:
    try:
        with transaction.atomic():
            selection.save()
    except IntegrityError as clash:
        raise CannotKeep(_("You already have a selection with this name. Choose another name.")) from clash
