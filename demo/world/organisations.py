"""Invented organisations of every kind that KIS serves, spread over the country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from taggit.models import TaggedItem

from demo.world.ground import Ground
from demo.world.names import plain
from demo.world.parties import PARTIES, Party
from demo.world.places import PLACES
from demo.world.subjects import SUBJECTS
from network.models import LinePartner, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

ORGANISATIONS = 300
RELATIONS = ("samenwerkingspartner", "gesprekspartner", "praktijkvoorbeeld", "meedenker")


@dataclass(frozen=True)
class Workplace:
    """An invented organisation with what kind of party it is and where its mail arrives."""

    organisation: Organisation
    party: Party
    domain: str


def add(ground: Ground) -> list[Workplace]:
    """Store invented organisations until there are 300, the real partners among them."""
    taken = set(Organisation.objects.values_list("name", flat=True))
    fresh = (place for place in _workplaces() if place.organisation.name not in taken)
    workplaces = list(islice(fresh, ORGANISATIONS - len(taken)))
    Organisation.objects.bulk_create(each.organisation for each in workplaces)
    _tell_target_groups(ground, workplaces)
    _tag(ground, workplaces)
    _make_partners(ground, workplaces)
    return workplaces


def _workplaces() -> Iterator[Workplace]:
    """Take turns among the kinds of party until none has a name left."""
    turns = [_of_party(party, offset=5 * position) for position, party in enumerate(PARTIES)]
    while turns:
        for turn in list(turns):
            # The larger kinds come more than once in a round, so that they do not run out of turn at the end.
            found = list(islice(turn, 4 if turn is turns[0] or turn is turns[1] else 2))
            yield from found
            if not found:
                turns.remove(turn)


def _of_party(party: Party, offset: int) -> Iterator[Workplace]:
    for number in range(party.most):
        place = PLACES[(number * 7 + offset) % len(PLACES)]
        name = party.names[(number + number // len(PLACES)) % len(party.names)].format(place=place.name)
        province = "" if party.national else place.province
        organisation = Organisation(name=name, kind=party.kind, province=province)
        yield Workplace(organisation, party, f"{plain(name)}.{party.ending}")


def _tell_target_groups(ground: Ground, workplaces: list[Workplace]) -> None:
    through = Organisation.target_groups.through
    through.objects.bulk_create(
        through(organisation=each.organisation, targetgroup=ground.groups[each.party.target_group])
        for each in workplaces
    )


def _tag(ground: Ground, workplaces: list[Workplace]) -> None:
    kind = ContentType.objects.get_for_model(Organisation)
    TaggedItem.objects.bulk_create(
        TaggedItem(content_type=kind, object_id=each.organisation.pk, tag=ground.tags[subject])
        for each in workplaces
        for subject in ground.dice.sample(subjects_of(ground, each), ground.dice.randint(0, 2))
    )


def lines_of(ground: Ground, workplace: Workplace) -> list[int]:
    """Return the lines that name the target group of this organisation; all of them when none does."""
    return ground.naming[workplace.party.target_group] or list(ground.lines)


def subjects_of(ground: Ground, workplace: Workplace) -> list[str]:
    """Return what the work of this organisation may be about."""
    return [subject for number in lines_of(ground, workplace) for subject in SUBJECTS[number]]


def _make_partners(ground: Ground, workplaces: list[Workplace]) -> None:
    """Make about eight organisations partner of each line; one in six has stopped."""
    partners = []
    for number, line in ground.lines.items():
        near = [each for each in workplaces if number in lines_of(ground, each)]
        for each in ground.dice.sample(near, min(len(near), ground.dice.randint(6, 10))):
            since = ground.days_ago(1400, 500)
            ended = since + timedelta(days=ground.dice.randint(200, 450)) if ground.dice.random() < 1 / 6 else None
            relation = ground.dice.choice(RELATIONS)
            partners.append(
                LinePartner(
                    organisation=each.organisation, line=line, relation=relation, started_on=since, ended_on=ended
                )
            )
    LinePartner.objects.bulk_create(partners)
