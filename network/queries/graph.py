"""The network as a graph, read with a few queries that fetch numbers alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet

from accounts.models import User
from network.graph import Graph, Source, Tie, Weaver, Who
from network.models import LinePartner, Organisation, Person, Relationship
from network.models.relationship import FADES_AFTER
from network.signals import shared_events_asked


def of_organisations(
    user: User,
    organisations: QuerySet[Organisation],
    sources: Collection[Source],
    today: date,
    kind: int | None = None,
) -> Graph:
    """Return these organisations with the ties between them that hold today; recorded ones of this kind alone."""
    weaver = Weaver(Who.ORGANISATIONS, organisations.order_by().values_list("pk", flat=True))
    if Source.STATED in sources:
        ties = Relationship.objects.visible_to(user).between_organisations()
        _tie_stated(weaver, _of_kind(ties, kind), organisations, "organisation", today)
    if Source.LINE in sources:
        partners = LinePartner.objects.holding_on(today).filter(organisation__in=_ids(organisations))
        weaver.tie_groups(Source.LINE, partners.values_list("line", "organisation").order_by())
    if Source.EVENT in sources:
        weaver.tie_groups(Source.EVENT, _shared_events(user, Who.ORGANISATIONS, today))
    return weaver.woven()


def of_people(
    user: User, people: QuerySet[Person], sources: Collection[Source], today: date, kind: int | None = None
) -> Graph:
    """Return these people with the ties between them that hold today; recorded ones of this kind alone."""
    weaver = Weaver(Who.PEOPLE, people.order_by().values_list("pk", flat=True))
    if Source.STATED in sources:
        ties = Relationship.objects.visible_to(user).between_people()
        _tie_stated(weaver, _of_kind(ties, kind), people, "person", today)
    if Source.LINE in sources:
        on_lines = Person.lines.through.objects.filter(person__in=_ids(people))
        weaver.tie_groups(Source.LINE, on_lines.values_list("programmeline", "person").order_by())
    if Source.EVENT in sources:
        weaver.tie_groups(Source.EVENT, _shared_events(user, Who.PEOPLE, today))
    return weaver.woven()


def _of_kind(ties: QuerySet[Relationship], kind: int | None) -> QuerySet[Relationship]:
    return ties.filter(kind=kind) if kind else ties


def _ids(found: QuerySet[Any]) -> QuerySet[Any, Any]:
    return found.order_by().values("pk")


def _tie_stated(weaver: Weaver, ties: QuerySet[Relationship], parties: QuerySet[Any], kind: str, today: date) -> None:
    """Lay the recorded ties that hold today between two of these parties."""
    first, second = f"first_{kind}", f"second_{kind}"
    both = ties.holding_on(today).filter(**{f"{first}__in": _ids(parties), f"{second}__in": _ids(parties)})  # type: ignore[attr-defined]
    fields = ("kind__name", "kind__name_back", "confirmed_by", "last_known_on")
    faded = today - FADES_AFTER
    for one, other, there, back, confirmed, known_on in both.order_by().values_list(first, second, *fields):
        tie = Tie.STATED | Tie.FORTH | (Tie.BACK if there == back else 0)
        tie |= (Tie.CONFIRMED if confirmed else 0) | (Tie.FADED if known_on < faded else 0)
        weaver.tie(one, other, tie)


def _shared_events(user: User, who: Who, today: date) -> Iterator[tuple[int, int]]:
    """Ask the rooms above who came together at an event."""
    for _receiver, answer in shared_events_asked.send(Graph, user=user, who=who, today=today):
        yield from cast(Iterable[tuple[int, int]], answer)
