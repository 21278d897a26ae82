"""What can be done with a tie: state it, correct it, confirm it, end it, take a mistake away and put it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import closing
from network.actions.people import why_refused
from network.models import Organisation, Person, Relationship, RelationshipType
from network.models.relationship import FADES_AFTER, ConfirmedBy
from network.special_words import special_words


class CannotTie(Exception):
    """This tie cannot stand as told."""


@dataclass(frozen=True)
class TieFacts:
    """What a colleague tells about a tie; `confirmed_by` is the end that told us that it is so."""

    started_on: date | None = None
    ended_on: date | None = None
    source: str = ""
    confirmed_by: str = ConfirmedBy.NOBODY
    confirmed_on: date | None = None


@transaction.atomic
def state(
    *,
    kind: RelationshipType,
    first: Organisation | Person,
    second: Organisation | Person,
    facts: TieFacts,
    by: User,
    now: datetime,
) -> Relationship:
    """Record a tie from the first to the second, two organisations or two people.

    :raises CannotTie: when it is known already, ends before it starts, is with oneself or with an organisation that
        ended, or its source may tell special data of a person.
    """
    between = "organisation" if isinstance(first, Organisation) else "person"
    ends = {f"first_{between}": first, f"second_{between}": second}
    tie = Relationship(kind=kind, directed=kind.directed, **ends, stated_by=by, stated_on=timezone.localdate(now))
    _save(tie, facts, timezone.localdate(now))
    audit.write("network.tie_stated", by=by, about=tie)
    return tie


@transaction.atomic
def change(*, tie: Relationship, facts: TieFacts, by: User, now: datetime) -> Relationship:
    """Correct a tie or end it; what ended stays as history.

    :raises CannotTie: as `state` does.
    """
    tie = Relationship.objects.select_for_update().get(pk=tie.pk)
    _save(tie, facts, timezone.localdate(now))
    audit.write("network.tie_changed", by=by, about=tie)
    return tie


@transaction.atomic
def confirm(*, tie: Relationship, confirmed_by: str, by: User, now: datetime) -> Relationship:
    """Write down that this end told us today that the tie still holds; what the other end told lately stays.

    :raises CannotTie: when it ended, or nobody in particular confirms it.
    """
    tie = Relationship.objects.select_for_update().get(pk=tie.pk)
    today = timezone.localdate(now)
    if tie.over(today):
        raise CannotTie(_("This tie has ended. Record it again when it holds once more."))
    if confirmed_by not in (ConfirmedBy.FIRST, ConfirmedBy.SECOND, ConfirmedBy.BOTH):
        raise CannotTie(_("Choose who confirmed this tie."))
    told_lately = tie.confirmed_on is not None and tie.confirmed_on >= today - FADES_AFTER
    other_side = told_lately and tie.confirmed_by != confirmed_by
    tie.confirmed_by, tie.confirmed_on = ConfirmedBy.BOTH if other_side else confirmed_by, today
    tie.save(update_fields=["confirmed_by", "confirmed_on"])
    audit.write("network.tie_confirmed", by=by, about=tie, confirmed_by=tie.confirmed_by)
    return tie


@transaction.atomic
def end(*, tie: Relationship, by: User, now: datetime) -> Relationship:
    """Say that the tie holds no more from today; it stays as history. A second time changes nothing."""
    tie = Relationship.objects.select_for_update().get(pk=tie.pk)
    today = timezone.localdate(now)
    if tie.over(today):
        return tie
    if tie.started_on and tie.started_on >= today:
        raise CannotTie(_("This tie began only today. Remove it if it is a mistake."))
    tie.ended_on = today
    tie.save(update_fields=["ended_on"])
    audit.write("network.tie_ended", by=by, about=tie)
    return tie


@transaction.atomic
def remove(*, tie: Relationship, by: User, now: datetime) -> None:
    """Take a mistake away: it shows and counts nowhere, and can be put back. A second time changes nothing."""
    if Relationship.objects.filter(pk=tie.pk).update(removed_at=now):
        audit.write("network.tie_removed", by=by, about=tie)


@transaction.atomic
def restore(*, tie: Relationship, by: User, now: datetime) -> None:  # noqa: ARG001  every action is told the time
    """Put a tie back that was removed. A second time changes nothing.

    :raises CannotTie: when the same tie was recorded again meanwhile.
    """
    removed = Relationship.with_removed.exclude(removed_at=None).filter(pk=tie.pk)
    try:
        with transaction.atomic():
            restored = removed.update(removed_at=None)
    except IntegrityError as clash:
        raise CannotTie(_("This tie is already known.")) from clash
    if restored:
        audit.write("network.tie_restored", by=by, about=tie)


def _save(tie: Relationship, facts: TieFacts, today: date) -> None:
    _check(tie, facts, today)
    tie.started_on, tie.ended_on, tie.source = facts.started_on, facts.ended_on, facts.source
    tie.confirmed_by = facts.confirmed_by
    tie.confirmed_on = (facts.confirmed_on or today) if facts.confirmed_by else None
    try:
        with transaction.atomic():
            tie.save()
    except IntegrityError as clash:
        raise CannotTie(_("This tie is already known.")) from clash


def _check(tie: Relationship, facts: TieFacts, today: date) -> None:
    if tie.end("first") == tie.end("second"):
        raise CannotTie(_("Choose somebody else: a tie is between two."))
    if facts.started_on and facts.ended_on and facts.ended_on <= facts.started_on:
        raise CannotTie(_("The end date must come after the start date."))
    for party in (tie.first_organisation, tie.second_organisation):
        if party and (refused := closing.refusal(party, facts.ended_on)):
            raise CannotTie(refused)
    if facts.confirmed_on and facts.confirmed_on > today:
        raise CannotTie(_("This day is still to come. Choose today or earlier."))
    if tie.first_person_id and facts.source != tie.source and (found := special_words(facts.source)):
        raise CannotTie(why_refused(found))
