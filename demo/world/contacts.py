"""Three years of contact on the lines: busy on some, thin on others, with the gaps that a real network has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice

from django.db.models import DateTimeField, F
from django.db.models.functions import Cast

from accounts.models import User
from demo.world import phrases
from demo.world.ground import Ground, let_postgresql_count
from demo.world.organisations import Workplace
from demo.world.people import Inhabitant, by_cell
from demo.world.subjects import SUBJECTS
from network.models import ContactMoment
from network.models.contact_moment import Channel, OrganisationInContact, PersonInContact

MOMENTS = 6000
THREE_YEARS = 3 * 365
BUSY = {1: 8, 2: 9, 3: 5, 4: 18, 5: 16, 6: 14, 7: 7, 8: 7, 9: 4, 10: 12}
CHANNELS = {Channel.CALL: 30, Channel.MAIL: 25, Channel.TALK: 22, Channel.MEETING: 15, Channel.VISIT: 8}
# Cells of the coverage where the network is thin: the last contact lies so many days back, or there never was one.
NEVER = THREE_YEARS + 1
SILENT_SINCE = {
    (3, "samenwerkingsverbanden"): NEVER,
    (5, "werkgevers"): NEVER,
    (5, "zelforganisaties"): 430,
    (9, "private-organisaties"): 510,
    (10, "rijksoverheid"): 390,
}
ONE_THREAD = {(4, "rijksoverheid")}  # everything runs through one person


@dataclass(frozen=True)
class Encounter:
    """A contact with everybody who was there."""

    moment: ContactMoment
    people: list[Inhabitant]


def add(ground: Ground, inhabitants: list[Inhabitant], on_lines: dict[int, list[tuple[User, date]]]) -> None:
    """Store six thousand contact moments with people and the organisations they then worked at."""
    encounters = list(islice(_encounters(ground, inhabitants, on_lines), MOMENTS))
    ContactMoment.objects.bulk_create((each.moment for each in encounters), batch_size=2000)
    # Written down in the afternoon of the day itself; the field would say: just now.
    ContactMoment.objects.update(logged_at=Cast(F("held_on"), DateTimeField()) + timedelta(hours=14, minutes=30))
    let_postgresql_count()
    _store_who(encounters)


def _encounters(
    ground: Ground, inhabitants: list[Inhabitant], on_lines: dict[int, list[tuple[User, date]]]
) -> Iterator[Encounter]:
    """Make up contacts without end, evenly over three years."""
    cells = _cells(ground, inhabitants)
    weights = list(accumulate(BUSY[line] * min(len(people), 40) for (line, _), people in cells.items()))
    while True:
        (cell,) = ground.dice.choices(list(cells), cum_weights=weights)
        if found := _meet(ground, cell, cells[cell], on_lines):
            yield found


def _cells(ground: Ground, inhabitants: list[Inhabitant]) -> dict[tuple[int, str], list[Inhabitant]]:
    """Return per line and target group with whom there is contact: those the line names, and a little beside them."""
    cells = {}
    for (line, group), people in sorted(by_cell(inhabitants).items(), key=lambda cell: cell[0]):
        if (line, group) in ONE_THREAD:
            cells[line, group] = sorted(people, key=lambda each: each.known_since)[:1]
        elif SILENT_SINCE.get((line, group)) != NEVER:
            cells[line, group] = people if line in ground.naming[group] else people[:3]
    return cells


def _meet(
    ground: Ground, cell: tuple[int, str], people: list[Inhabitant], on_lines: dict[int, list[tuple[User, date]]]
) -> Encounter | None:
    """Make up a contact in this cell; nothing when the person drawn was not known or worked nowhere on that day."""
    first = people[int(len(people) * ground.dice.random() ** 1.8)]  # with some one speaks more than with others
    day = _working_day(ground, SILENT_SINCE.get(cell, 0))
    workplace = first.workplace_on(day)
    if not workplace or day < first.known_since:
        return None
    others = ground.dice.choices((0, 1, 2), weights=(60, 28, 12))[0]
    near = [each for each in people if each is not first and _was_there(each, workplace, day)] if others else []
    channel = ground.dice.choices(list(CHANNELS), weights=list(CHANNELS.values()))[0]
    moment = ContactMoment(
        held_on=day,
        channel=channel,
        line=ground.lines[cell[0]],
        summary=phrases.write(ground.dice, channel, ground.dice.choice(SUBJECTS[cell[0]])),
        logged_by=_who_logged(ground, on_lines[cell[0]], day),
    )
    return Encounter(moment, [first, *ground.dice.sample(near, min(len(near), others))])


def _was_there(inhabitant: Inhabitant, workplace: Workplace, day: date) -> bool:
    return inhabitant.workplace_on(day) is workplace and inhabitant.known_since <= day


def _working_day(ground: Ground, silent_since: int) -> date:
    """Draw a weekday in three years, seldom in August, and none after contact fell silent."""
    while True:
        day = ground.days_ago(THREE_YEARS, silent_since)
        if day.weekday() < 5 and (day.month != 8 or ground.dice.random() < 0.3):
            return day


def _who_logged(ground: Ground, staff: list[tuple[User, date]], day: date) -> User:
    return ground.dice.choice([user for user, since in staff if since <= day])


def _store_who(encounters: list[Encounter]) -> None:
    PersonInContact.objects.bulk_create(
        PersonInContact(contactmoment=each.moment, person=one.person) for each in encounters for one in each.people
    )
    found = [(each.moment, each.people[0].workplace_on(each.moment.held_on)) for each in encounters]
    OrganisationInContact.objects.bulk_create(
        OrganisationInContact(contactmoment=moment, organisation=workplace.organisation)
        for moment, workplace in found
        if workplace
    )
