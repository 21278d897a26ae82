"""Making one record of two, and taking that back: everything that hangs on either moves along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network import rows
from network.actions.journal import Journal, by_content_type, is_optional, undo
from network.models import DuplicatePair, MailAddress, Merge, MergeStep, Organisation, Person
from network.models.merge import UNDO_FOR
from network.signals import organisation_merged, person_merged

Party = Person | Organisation

# What stands in the record itself, and for which of the two one may choose.
FIELDS: dict[type[Party], tuple[str, ...]] = {
    Person: (
        "given_name",
        "tussenvoegsel",
        "family_name",
        "work_role",
        "province",
        "postcode",
        "municipality",
        "language",
        "source",
    ),
    Organisation: ("name", "kind", "province", "postcode", "municipality", "website"),
}
# Handled by rules of their own, not by the walk.
BY_RULE = (DuplicatePair,)


class CannotMerge(Exception):
    """These two records stay two; the message says why."""


class CannotUndo(Exception):
    """The merge stays; the message says why."""


@transaction.atomic
def merge(
    *, kept: Party, gone: Party, from_gone: frozenset[str] = frozenset(), address: int = 0, by: User, now: datetime
) -> Merge:
    """Let one record go into the other, with all that hangs on it; `from_gone` names the fields that its values win.

    `address` is the number of the e-mail address that is preferred from now on. Every opt-out wins. What cannot stand
    twice is set aside in the journal of the merge, from which all of it can be undone for thirty days.

    :raises CannotMerge: when it is one record, one is gone already, or both have an account or are in the programme.
    """
    model = type(kept)
    kept, gone = _locked(model, kept.pk, gone.pk)
    _refuse(kept, gone)
    name = f"kept_{model._meta.model_name}"
    written = Merge.objects.create(**{name: kept}, into=kept.pk, gone=gone.pk, gone_name=_name(gone), by=by, at=now)
    journal = Journal(written)
    if isinstance(kept, Person) and isinstance(gone, Person):
        _settle_addresses(journal, kept, gone, address)
        person_merged.send(Person, kept=kept, gone=gone, journal=journal, now=now)
    else:
        organisation_merged.send(Organisation, kept=kept, gone=gone, journal=journal, now=now)
    _settle_pairs(journal, kept, gone)
    move_everything(journal, kept, gone)
    values = _chosen(kept, gone, from_gone)
    journal.set_aside(model, [gone.pk])
    if values:
        journal.change(model, [kept.pk], values)
    audit.write("network.merged", by=by, about=kept, gone=gone.pk, rows=written.steps.count(), fields=sorted(from_gone))
    return written


@transaction.atomic
def take_back(*, merge: Merge, by: User, now: datetime) -> Merge:
    """Restore both records, row by row; what somebody changed since stays with the kept one and is counted.

    :raises CannotUndo: after thirty days, a second time, or when the kept record itself went into another one since.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        raise CannotUndo(_("This was already undone."))
    if now > merge.until:
        raise CannotUndo(_("This was more than thirty days ago: what is needed to undo it has been wiped out."))
    if merge.kept.pk != merge.into:
        raise CannotUndo(_("The kept record was merged itself since. Undo that first."))
    list(type(merge.kept).objects.select_for_update().filter(pk=merge.into))
    merge.stayed = dict(undo(merge))
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["stayed", "undone_at", "undone_by"])
    audit.write("network.merge_undone", by=by, about=merge.kept, back=merge.gone, stayed=sum(merge.stayed.values()))
    return merge


def forget_journals(*, now: datetime) -> int:
    """Wipe out what merges of more than thirty days ago touched, and the names; the way to the kept record stays."""
    old = Merge.objects.filter(at__lt=now - UNDO_FOR)
    MergeStep.objects.filter(merge__in=old).delete()
    return old.exclude(gone_name="").update(gone_name="")


def move_everything(journal: Journal, kept: Party, gone: Party) -> None:
    """Let every row of every room that leads to the gone record lead to the kept one."""
    for model, field in rows.pointing_at(type(kept)):
        if model not in BY_RULE:
            journal.move(model, field.column, gone.pk, kept.pk, may_be_empty=is_optional(field))
    for model, column, numbers in by_content_type(type(kept), gone.pk):
        for number in numbers:
            journal.move_one(model, column, number, kept.pk)


def _locked(model: type[Party], kept: int, gone: int) -> tuple[Party, Party]:
    found = model.objects.select_for_update().in_bulk([kept, gone])
    if len(found) < 2:
        raise CannotMerge(_("One of the two is there no more. Perhaps a colleague merged them a moment ago."))
    return found[kept], found[gone]


def _refuse(kept: Party, gone: Party) -> None:
    if isinstance(kept, Person) and isinstance(gone, Person) and kept.user_id and gone.user_id:
        raise CannotMerge(
            _("Both have an account to sign in with. Ask an administrator which one stays, and have the other shut.")
        )
    if isinstance(kept, Organisation) and isinstance(gone, Organisation) and kept.ended_on != gone.ended_on:
        raise CannotMerge(_("One of the two ended and the other did not, or on another day. Make that the same first."))
    both_named = getattr(kept, "official_name", "") and getattr(gone, "official_name", "")
    if both_named:
        raise CannotMerge(_("The programme names both as partners of their own, so they stay two."))


def _name(party: Party) -> str:
    return party.full_name if isinstance(party, Person) else party.name


def _chosen(kept: Party, gone: Party, from_gone: frozenset[str]) -> dict[str, Any]:
    """Return the columns of the kept record that change; what it leaves empty it takes from the other."""
    values: dict[str, Any] = {}
    for name in FIELDS[type(kept)]:
        field: Any = type(kept)._meta.get_field(name)
        mine, theirs = getattr(kept, field.attname), getattr(gone, field.attname)
        if mine != theirs and name in from_gone:
            values[field.column] = theirs
    for name in ("user_id", "official_name"):
        if hasattr(gone, name) and getattr(gone, name) and not getattr(kept, name):
            values[name] = getattr(gone, name)
    return values


def _settle_addresses(journal: Journal, kept: Person, gone: Person, address: int) -> None:
    """Let one address be preferred, the one that was chosen; the others move along beside it."""
    theirs = list(MailAddress.objects.filter(person=gone, preferred=True).values_list("pk", flat=True))
    mine = list(MailAddress.objects.filter(person=kept, preferred=True).values_list("pk", flat=True))
    loses = mine if address in theirs else theirs if mine else []
    if loses:
        journal.change(MailAddress, loses, {"preferred": False})


def _settle_pairs(journal: Journal, kept: Party, gone: Party) -> None:
    """Let what somebody said of the gone record hold for the kept one; what the scan thought is found again."""
    kind = str(type(kept)._meta.model_name)
    first, second = f"first_{kind}_id", f"second_{kind}_id"
    pairs = DuplicatePair.objects.filter(models.Q(**{first: gone.pk}) | models.Q(**{second: gone.pk}))
    for pair in pairs:
        other = getattr(pair, second) if getattr(pair, first) == gone.pk else getattr(pair, first)
        ends = sorted((other, kept.pk))
        known = DuplicatePair.objects.filter(**{first: ends[0], second: ends[1]}).exists()
        if other == kept.pk or not (pair.dismissed_at or pair.named_by_id) or known:
            journal.set_aside(DuplicatePair, [pair.pk])
        else:
            journal.change(DuplicatePair, [pair.pk], {first: ends[0], second: ends[1]})
