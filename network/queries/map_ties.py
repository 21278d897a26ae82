"""The recorded ties behind what the map draws: of which kind, since when, and whether somebody confirmed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from network.graph import Who
from network.models import Relationship, RelationshipType
from network.models.relationship import RelationshipQuerySet
from network.queries.parties import chosen_ids
from network.queries.ties import listed

Ends = tuple[int, int]  # two parties by id, the lower one first


@dataclass(frozen=True)
class Strand:
    """One recorded tie between two parties, with its words as they read from one of them to the other."""

    tie: Relationship
    words: str
    faded: bool


@dataclass(frozen=True)
class Known:
    """What the recorded ties between two parties have to be sorted by."""

    kind: str
    since: date | None
    last_known_on: date

    def joined(self, other: Known) -> Known:
        """Return what holds for this tie and another between the same two."""
        since = min((day for day in (self.since, other.since) if day), default=None)
        return Known(self.kind, since, max(self.last_known_on, other.last_known_on))


def recorded(user: User, who: Who, ids: Sequence[int], tie: int | None, today: date) -> RelationshipQuerySet:
    """Find the ties that hold today with both ends among these parties; of one kind alone when it is asked."""
    end, among = _end(who), chosen_ids(ids)
    both = {f"first_{end}__in": among, f"second_{end}__in": among}
    ties: RelationshipQuerySet = listed(user).holding_on(today).filter(**both)
    return ties.filter(kind=tie) if tie else ties


def strands(user: User, who: Who, ids: Sequence[int], tie: int | None, today: date) -> dict[Ends, list[Strand]]:
    """Return the recorded ties between each two of these parties, read from the lower id to the higher."""
    found: dict[Ends, list[Strand]] = {}
    for each in recorded(user, who, ids, tie, today):
        first, second = _ends(each, who)
        words = str(each.kind) if first < second else each.kind.back
        found.setdefault(_pair(first, second), []).append(Strand(each, words, each.faded(today)))
    return found


def words(user: User, who: Who, ids: Sequence[int], tie: int | None, today: date) -> dict[Ends, list[str]]:
    """Return what the recorded ties between each two of these parties are called, read from the lower id on."""
    end, kinds = _end(who), RelationshipType.objects.in_bulk()
    found: dict[Ends, list[str]] = {}
    rows = recorded(user, who, ids, tie, today).order_by("pk")
    for first, second, kind in rows.values_list(f"first_{end}", f"second_{end}", "kind"):
        said = str(kinds[kind]) if first < second else kinds[kind].back
        found.setdefault(_pair(first, second), []).append(said)
    return found


def strands_of(
    user: User, who: Who, pk: int, *, others: Sequence[int], tie: int | None, today: date
) -> dict[int, tuple[Strand, ...]]:
    """Return the recorded ties between this party and each of these others, read from this party to the other."""
    end = _end(who)
    own = Q(**{f"first_{end}": pk}) | Q(**{f"second_{end}": pk})
    found: dict[int, tuple[Strand, ...]] = {}
    for each in recorded(user, who, [pk, *others], tie, today).filter(own):
        first, second = _ends(each, who)
        strand = Strand(each, str(each.kind) if first == pk else each.kind.back, each.faded(today))
        other = second if first == pk else first
        found[other] = (*found.get(other, ()), strand)
    return found


def turned(strand: Strand) -> Strand:
    """Return the same tie with its words read from the other end."""
    kind = strand.tie.kind
    return Strand(strand.tie, kind.back if strand.words == str(kind) else str(kind), strand.faded)


def known(user: User, who: Who, ids: Sequence[int], tie: int | None, today: date) -> dict[Ends, Known]:
    """Return by two parties of which kind their first tie is, since when, and when somebody last spoke of it."""
    end, found = _end(who), dict[Ends, Known]()
    ties = recorded(user, who, ids, tie, today).select_related(None).order_by("kind__position", "pk")
    fields = (f"first_{end}", f"second_{end}", "kind__name", "started_on", "last_known_on")
    for first, second, kind, since, last in ties.values_list(*fields):
        pair, told = _pair(first, second), Known(kind, since, last)
        found[pair] = found[pair].joined(told) if pair in found else told
    return found


def _end(who: Who) -> str:
    return "organisation" if who == Who.ORGANISATIONS else "person"


def _ends(tie: Relationship, who: Who) -> tuple[int, int]:
    end = _end(who)
    return getattr(tie, f"first_{end}_id"), getattr(tie, f"second_{end}_id")


def _pair(first: int, second: int) -> Ends:
    return min(first, second), max(first, second)
