"""Two thousand invented people, where they work and worked, and how they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from taggit.models import TaggedItem

from accounts.models import User
from demo.world import names
from demo.world.cast import MEMBER
from demo.world.ground import Ground
from demo.world.organisations import Workplace, lines_of
from demo.world.subjects import SUBJECTS
from network.models import Affiliation, Person

PEOPLE = 2000
FOUND = (
    "Aangemeld op de website van KIS",
    "Deelnemer van een kennisatelier",
    "Voorgesteld door een collega bij de eigen organisatie",
    "Kennisgemaakt op de jaarbijeenkomst",
    "Stelde een vraag aan de vraagbaak",
    "Werkbezoek van KIS",
)


@dataclass
class Job:
    """What somebody does or did at a workplace, and from when until when."""

    workplace: Workplace
    title: str
    work_role: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class Inhabitant:
    """A person of the world with jobs, the main one last, and the lines he or she works on."""

    person: Person
    jobs: list[Job]
    lines: list[int]

    @property
    def known_since(self) -> date:
        return self.person.created_at.date()

    def workplace_on(self, day: date) -> Workplace | None:
        """Return where this person worked on a day; the main job counts."""
        return next((job.workplace for job in reversed(self.jobs) if job.holds_on(day)), None)


def add(ground: Ground, workplaces: list[Workplace], member: User) -> list[Inhabitant]:
    """Store everybody with lines, tags and jobs; the first is the member who logs in."""
    sizes = [each.party.size * ground.dice.uniform(0.6, 1.6) for each in workplaces]
    # Nobody's organisation stays empty: first one for each, then by size.
    chosen = workplaces + ground.dice.choices(workplaces, weights=sizes, k=PEOPLE - len(workplaces))
    inhabitants = [_imagine(ground, workplace, workplaces) for workplace in chosen]
    _cast_member(inhabitants[0], member)
    Person.objects.bulk_create(each.person for each in inhabitants)
    _store_created(ground, inhabitants)
    _store_lines(ground, inhabitants)
    _store_tags(ground, inhabitants)
    Affiliation.objects.bulk_create(
        Affiliation(
            person=each.person,
            organisation=job.workplace.organisation,
            title=job.title,
            started_on=job.since,
            ended_on=job.until,
        )
        for each in inhabitants
        for job in each.jobs
    )
    return inhabitants


def _imagine(ground: Ground, workplace: Workplace, workplaces: list[Workplace]) -> Inhabitant:
    """Make up somebody who works here."""
    given, infix, family = names.draw(ground.dice)
    jobs = _career(ground, workplace, workplaces)
    person = Person(
        given_name=given,
        tussenvoegsel=infix,
        family_name=family,
        work_role=ground.roles.get(jobs[-1].work_role) if ground.dice.random() < 0.92 else None,
        province=workplace.organisation.province if ground.dice.random() < 0.95 else "",
        language="en" if ground.dice.random() < 0.03 else "nl",
        source=ground.dice.choice(FOUND),
    )
    return Inhabitant(person, jobs, _lines(ground, workplace))


def _career(ground: Ground, workplace: Workplace, workplaces: list[Workplace]) -> list[Job]:
    """Return the jobs of somebody who works or worked here: one in five came from elsewhere, one in thirty has left."""
    since = ground.days_ago(2900, 120)
    job = _job(ground, workplace, since)
    luck = ground.dice.random()
    if luck < 0.20:
        before = _job(ground, ground.dice.choice(_akin(workplace, workplaces)), since - timedelta(days=900))
        before.until = since - timedelta(days=ground.dice.choice((0, 0, 30, 61)))
        return [before, job]
    if luck < 0.24:
        beside = _job(ground, ground.dice.choice(workplaces), ground.days_ago(700, 130))
        return [job] if beside.workplace is workplace else [beside, job]
    if luck < 0.27:
        job.until = max(since + timedelta(days=60), ground.days_ago(400, 20))
    return [job]


def _akin(workplace: Workplace, workplaces: list[Workplace]) -> list[Workplace]:
    """Return the other organisations of the same kind, from which people come over."""
    return [each for each in workplaces if each.party is workplace.party and each is not workplace]


def _job(ground: Ground, workplace: Workplace, since: date) -> Job:
    title, work_role = ground.dice.choice(workplace.party.jobs)
    return Job(workplace, title, work_role, since)


def _lines(ground: Ground, workplace: Workplace) -> list[int]:
    """Return the lines somebody works on: one to three that name the organisation's target group, at times another."""
    near = lines_of(ground, workplace)
    count = ground.dice.choices((1, 2, 3), weights=(50, 35, 15))[0]
    chosen = set(ground.dice.sample(near, min(count, len(near))))
    if ground.dice.random() < 0.12:
        chosen.add(ground.dice.choice(list(ground.lines)))
    return sorted(chosen)


def _cast_member(inhabitant: Inhabitant, member: User) -> None:
    """Let the first person be the member who logs in: the same human being, stored once."""
    person = inhabitant.person
    person.given_name, person.tussenvoegsel = MEMBER.given_name, MEMBER.tussenvoegsel
    person.family_name, person.user, person.language = MEMBER.family_name, member, "nl"
    inhabitant.jobs[-1].until = None


def _store_created(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    """Set when KIS came to know each; the database would say: today."""
    for each in inhabitants:
        longest = min((ground.today - each.jobs[0].since).days, 1250)
        days = longest - round((longest - 60) * ground.dice.random() ** 1.5)
        each.person.created_at = ground.office_hour(ground.today - timedelta(days=days))
    Person.objects.bulk_update((each.person for each in inhabitants), ["created_at"], batch_size=500)


def _store_lines(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    through = Person.lines.through
    through.objects.bulk_create(
        through(person=each.person, programmeline=ground.lines[number]) for each in inhabitants for number in each.lines
    )


def _store_tags(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    """Tag people with subjects of their lines: what they work on, never what they are."""
    kind = ContentType.objects.get_for_model(Person)
    TaggedItem.objects.bulk_create(
        TaggedItem(content_type=kind, object_id=each.person.pk, tag=ground.tags[subject])
        for each in inhabitants
        for subject in _subjects(ground, each.lines)
    )


def _subjects(ground: Ground, lines: list[int]) -> list[str]:
    own = [subject for number in lines for subject in SUBJECTS[number]]
    return ground.dice.sample(own, ground.dice.choices((0, 1, 2, 3), weights=(35, 35, 20, 10))[0])


def by_cell(inhabitants: list[Inhabitant]) -> dict[tuple[int, str], list[Inhabitant]]:
    """Return who stands in each cell of the coverage: line and target group of the main job."""
    cells: dict[tuple[int, str], list[Inhabitant]] = {}
    for each in inhabitants:
        for number in each.lines:
            cells.setdefault((number, each.jobs[-1].workplace.party.target_group), []).append(each)
    return cells
