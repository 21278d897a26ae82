"""Finding pairs that may be one, each night, and what colleagues say about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network import likeness
from network.likeness import Likeness
from network.models import DuplicatePair, Organisation, Person
from network.models.duplicate_pair import PartyKind
from network.organisation_likeness import of_organisations
from network.queries import duplicates as queries

log = structlog.get_logger(__name__)

ONE_AT_A_TIME = 20_220_901  # the number of the lock that a scan holds
Found = dict[tuple[int, int], Likeness]


class CannotDecide(Exception):
    """Nothing was decided about this pair; the message says why."""


@dataclass(frozen=True)
class Scanned:
    """What a scan did: how many pairs it compared, and how many are new, were known, and are no suspects any more."""

    compared: int
    new: int
    known: int
    gone: int


@transaction.atomic
def scan(*, kind: PartyKind, now: datetime) -> Scanned | None:
    """Look for people, or organisations, that may be one, and make the queue say so; what was decided stays decided.

    Returns nothing when another scan is at work: two would find the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return None
    compared, found = _compare_all(kind, now)
    scanned = _write(kind, found, compared, now)
    log.info("duplicates_scanned", kind=str(kind), **scanned.__dict__)
    return scanned


@transaction.atomic
def name(*, one: Person | Organisation, other: Person | Organisation, by: User, now: datetime) -> DuplicatePair:
    """Put two records in the queue that a colleague takes for one; a pair that stood there keeps what was decided.

    :raises CannotDecide: when both are the same record.
    """
    if one.pk == other.pk:
        raise CannotDecide(_("This is the same record twice. Choose another one."))
    kind = PartyKind.PERSON if isinstance(one, Person) else PartyKind.ORGANISATION
    ends = min(one.pk, other.pk), max(one.pk, other.pk)
    like = queries.likeness_of(kind, *ends, timezone.localdate(now))
    pair, is_new = DuplicatePair.objects.get_or_create(
        **dict(zip(_ends(kind), ends, strict=True)),
        defaults={"score": like.score, "reasons": list(like.reasons), "found_at": now, "named_by": by},
    )
    if is_new:
        audit.write("network.duplicate_named", by=by, about=pair)
    return pair


@transaction.atomic
def dismiss(*, pair: DuplicatePair, by: User, now: datetime) -> None:
    """Remember that these are two, so that nobody is asked again. A second time changes nothing.

    :raises CannotDecide: when one of them is there no more.
    """
    if not DuplicatePair.objects.filter(pk=pair.pk).exists():
        raise CannotDecide(_("One of the two is there no more. Perhaps a colleague merged them a moment ago."))
    if DuplicatePair.objects.filter(pk=pair.pk, dismissed_at=None).update(dismissed_at=now, dismissed_by=by):
        audit.write("network.duplicate_dismissed", by=by, about=pair)


@transaction.atomic
def reopen(*, pair: DuplicatePair, by: User, now: datetime) -> None:  # noqa: ARG001  every action is told the time
    """Take back that these are two: the pair stands in the queue again. A second time changes nothing."""
    known = DuplicatePair.objects.filter(pk=pair.pk).exclude(dismissed_at=None)
    if known.update(dismissed_at=None, dismissed_by=None):
        audit.write("network.duplicate_reopened", by=by, about=pair)


def _compare_all(kind: PartyKind, now: datetime) -> tuple[int, Found]:
    compared, found = 0, Found()
    is_person = kind == PartyKind.PERSON
    traits: dict[int, Any] = (
        queries.traits_of_people(timezone.localdate(now)) if is_person else queries.traits_of_organisations()
    )
    compare: Any = likeness.of_people if is_person else of_organisations
    for one, other in queries.pairs_worth_comparing(kind):
        compared += 1
        if one in traits and other in traits:
            like = compare(traits[one], traits[other])
            if like.score >= likeness.SUSPECT:
                found[one, other] = like
    return compared, found


def _write(kind: PartyKind, found: Found, compared: int, now: datetime) -> Scanned:
    """Make the rows say what was found; a pair that somebody named or decided about only gets its new score."""
    ends = _ends(kind)
    known = {(getattr(pair, ends[0]), getattr(pair, ends[1])): pair for pair in DuplicatePair.objects.of_kind(kind)}
    fresh = [
        DuplicatePair(**dict(zip(ends, pair, strict=True)), score=like.score, reasons=list(like.reasons), found_at=now)
        for pair, like in found.items()
        if pair not in known
    ]
    DuplicatePair.objects.bulk_create(fresh, batch_size=2000)
    changed = [pair for key, pair in known.items() if key in found and _differs(pair, found[key])]
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=2000)
    gone = [pair.pk for key, pair in known.items() if key not in found and not (pair.dismissed_at or pair.named_by_id)]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    return Scanned(compared, len(fresh), len(known) - len(gone), len(gone))


def _ends(kind: PartyKind) -> tuple[str, str]:
    return f"first_{kind.value}_id", f"second_{kind.value}_id"


def _differs(pair: DuplicatePair, like: Likeness) -> bool:
    if (pair.score, tuple(pair.reasons)) == (like.score, like.reasons):
        return False
    pair.score, pair.reasons = like.score, list(like.reasons)
    return True
