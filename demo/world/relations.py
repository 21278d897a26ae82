"""Who knows whom: ties between organisations and between people, who holds a relation, and what must still be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from accounts.models import User
from demo.world.ground import Ground
from demo.world.organisations import Workplace, lines_of
from demo.world.people import Inhabitant
from network.models import (
    LinePartner,
    MailAddress,
    Municipality,
    Organisation,
    Person,
    PhoneNumber,
    RelationHolder,
    Relationship,
    RelationshipType,
    Task,
)
from network.models.mail_address import Arrives

ORGANISATION_TIES, PERSONAL_TIES, TASKS = 620, 340, 48
TOLD_BY = (
    "Verteld tijdens een werkbezoek",
    "Jaarverslag",
    "Website van de organisatie",
    "Genoemd in een kennisatelier",
    "Inventarisatie van de netwerken in 2021",
)
TO_DO = (
    "Bellen over de vervolgafspraak",
    "Vragen of zij willen meedenken over de werkwijzer",
    "Verslag van het gesprek sturen",
    "Kennismaken met de opvolger",
    "Vragen wie wij nog moeten spreken",
    "Afspraak maken voor een werkbezoek",
)
OnLines = dict[int, list[tuple[User, date]]]


def add(ground: Ground, workplaces: list[Workplace], inhabitants: list[Inhabitant], on_lines: OnLines) -> None:
    """Store the ties, relation holders, tasks, phone numbers and places of the world."""
    kinds = {kind.slug: kind for kind in RelationshipType.objects.all()}
    everyone = [user for staff in on_lines.values() for user, _since in staff]
    ties = {
        **_between_organisations(ground, kinds, workplaces, everyone),
        **_between_people(ground, kinds, inhabitants, everyone),
    }
    Relationship.objects.bulk_create(ties.values())
    _hold_relations(ground, on_lines)
    _give_tasks(ground)
    _place(ground, inhabitants)
    _let_some_post_come_back(ground)


def _between_organisations(
    ground: Ground, kinds: dict[str, RelationshipType], workplaces: list[Workplace], staff: list[User]
) -> dict[tuple[object, ...], Relationship]:
    """Tie organisations mostly to others on their lines and in their province; some know almost everybody."""
    drawn: dict[tuple[object, ...], Relationship] = {}
    hubs = {each.organisation.pk: 1 + 12 * ground.dice.random() ** 6 for each in workplaces}
    weights = [hubs[each.organisation.pk] for each in workplaces]
    while len(drawn) < ORGANISATION_TIES:
        (first,) = ground.dice.choices(workplaces, weights=weights)
        near = [each for each in workplaces if each is not first and _near(ground, first, each)]
        second = ground.dice.choice(near if near and ground.dice.random() < 0.85 else workplaces)
        slug = ground.dice.choices(
            ("werkt-samen", "is-lid-van", "financiert", "adviseert", "verwijst-door", "levert-kennis"),
            weights=(50, 10, 8, 8, 14, 10),
        )[0]
        key = ("organisations", slug, frozenset((first.organisation.pk, second.organisation.pk)))
        if first is not second and key not in drawn:
            tie = _tie(ground, kinds[slug], staff)
            tie.first_organisation, tie.second_organisation = first.organisation, second.organisation
            drawn[key] = tie
    return drawn


def _near(ground: Ground, one: Workplace, other: Workplace) -> bool:
    same_province = one.organisation.province == other.organisation.province
    return same_province and bool(set(lines_of(ground, one)) & set(lines_of(ground, other)))


def _between_people(
    ground: Ground, kinds: dict[str, RelationshipType], inhabitants: list[Inhabitant], staff: list[User]
) -> dict[tuple[object, ...], Relationship]:
    """Tie people who work on the same line, at another organisation as a rule."""
    by_line: dict[int, list[Inhabitant]] = {}
    for each in inhabitants:
        for number in each.lines:
            by_line.setdefault(number, []).append(each)
    drawn: dict[tuple[object, ...], Relationship] = {}
    while len(drawn) < PERSONAL_TIES:
        first, second = ground.dice.sample(by_line[ground.dice.choice(sorted(by_line))], 2)
        slug = ground.dice.choices(("kent", "werkt-samen-persoon", "adviseert-persoon"), weights=(60, 30, 10))[0]
        key = ("people", slug, frozenset((first.person.pk, second.person.pk)))
        if key not in drawn:
            tie = _tie(ground, kinds[slug], staff)
            tie.first_person, tie.second_person = first.person, second.person
            drawn[key] = tie
    return drawn


def _tie(ground: Ground, kind: RelationshipType, staff: list[User]) -> Relationship:
    """Make up when a tie began, who told it and whether it was confirmed; one in eight ended, one in six faded."""
    stated = ground.days_ago(1100, 10)
    tie = Relationship(
        kind=kind,
        directed=kind.directed,
        stated_on=stated,
        started_on=stated - timedelta(days=ground.dice.randint(0, 900)),
        source=ground.dice.choice(TOLD_BY),
        stated_by=ground.dice.choice(staff),
    )
    if ground.dice.random() < 0.58:
        tie.confirmed_by = ground.dice.choices(("first", "second", "both"), weights=(30, 30, 40))[0]
        tie.confirmed_on = stated + timedelta(days=ground.dice.randint(0, (ground.today - stated).days))
    if ground.dice.random() < 0.12:
        tie.ended_on = stated + timedelta(days=ground.dice.randint(1, max((ground.today - stated).days, 1)))
    return tie


def _hold_relations(ground: Ground, on_lines: OnLines) -> None:
    """Give two in three partners of a line a colleague of that line who holds the relation."""
    RelationHolder.objects.bulk_create(
        RelationHolder(
            organisation_id=partner.organisation_id,
            line_id=partner.line_id,
            user=ground.dice.choice(on_lines[partner.line.number])[0],
            started_on=max(partner.started_on or ground.days_ago(700, 60), ground.days_ago(290, 200)),
        )
        for partner in LinePartner.objects.holding_on(ground.today).select_related("line").order_by("pk")
        if ground.dice.random() < 0.66
    )


def _give_tasks(ground: Ground) -> None:
    """Give colleagues something to do: most of it still to come, some of it late, some of it done."""
    holders = list(RelationHolder.objects.select_related("line").order_by("pk"))
    Task.objects.bulk_create(_tasks(ground, ground.dice.sample(holders, min(TASKS, len(holders)))))
    Task.objects.update(created_at=ground.office_hour(ground.today - timedelta(days=40)))


def _tasks(ground: Ground, holders: list[RelationHolder]) -> Iterator[Task]:
    for holder in holders:
        due = ground.today + timedelta(days=ground.dice.randint(-12, 40))
        done = ground.dice.random() < 0.3
        yield Task(
            what=ground.dice.choice(TO_DO),
            due_on=due,
            assigned_to_id=holder.user_id,
            organisation_id=holder.organisation_id,
            line_id=holder.line_id,
            created_by_id=holder.user_id,
            done_at=ground.office_hour(ground.today - timedelta(days=ground.dice.randint(1, 30))) if done else None,
        )


def _place(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    """Tell of some people in which municipality they work and by which number they can be called.

    The numbers are made up and begin with 088, behind which there is never a private person.
    """
    towns: dict[str, list[Municipality]] = {}
    for town in Municipality.objects.order_by("code"):
        towns.setdefault(town.province, []).append(town)
    placed = [each.person for each in inhabitants if each.person.province and ground.dice.random() < 0.6]
    for person in placed:
        person.municipality = ground.dice.choice(towns[person.province])
    Person.objects.bulk_update(placed, ["municipality"], batch_size=500)
    called = ground.dice.sample(inhabitants, len(inhabitants) // 3)
    PhoneNumber.objects.bulk_create(
        PhoneNumber(person=each.person, number=f"+31880{number:06d}") for number, each in enumerate(called)
    )
    reachable = list(Organisation.objects.order_by("pk")[::2])
    PhoneNumber.objects.bulk_create(
        PhoneNumber(organisation=each, number=f"+318800{90000 + number:05d}") for number, each in enumerate(reachable)
    )


def _let_some_post_come_back(ground: Ground) -> None:
    """Let post come back from some addresses, for good or for now."""
    addresses = list(MailAddress.objects.order_by("pk"))
    chosen = ground.dice.sample(addresses, min(30, len(addresses)))
    for number, address in enumerate(chosen):
        address.arrives = Arrives.DEAD if number % 3 else Arrives.SOFT
        address.came_back_at = ground.office_hour(ground.days_ago(200, 3))
        address.came_back_with = "550 5.1.1 onbekende gebruiker" if number % 3 else "452 4.2.2 postbus vol"
    MailAddress.objects.bulk_update(chosen, ["arrives", "came_back_at", "came_back_with"])
