from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from accounts.models import User
from network.models import (
    Affiliation,
    MailAddress,
    Municipality,
    Organisation,
    Person,
    ProgrammeLine,
    RelationHolder,
    Selection,
    TargetGroup,
    WorkRole,
)
from network.models.affiliation import AffiliationQuerySet, held_on
from network.models.mail_address import Arrives
from network.models.person import PersonQuerySet

from .narrowing import LastContact, Phone, Tasks, first_moment, tagged, tied, told_elsewhere
from .near import whole_words_first
from .stored import read


class Reachable(TextChoices):
    """Whether post can reach somebody."""

    WITHOUT = "none", _("No e-mail address")
    FAILS = "fails", _("Address does not arrive")
    SOFT = "soft", _("Post came back for now")
    DEAD = "dead", _("Address does not exist any more")

    @property
    def asked(self) -> Q:
        """Return the condition on the addresses of a person; post goes to the preferred one."""
        preferred = MailAddress.objects.filter(person=OuterRef("pk"), preferred=True)
        if self is Reachable.WITHOUT:
            return ~Q(Exists(preferred))
        wrong = [Arrives.SOFT, Arrives.DEAD] if self is Reachable.FAILS else [Arrives(self.value)]
        return Q(Exists(preferred.filter(arrives__in=wrong)))


@dataclass(frozen=True)
class PeopleAsked:
    """What a list of people is narrowed to; what is empty asks nothing.

    `title` is what they do where they work, `kind` and `holder` are of the organisations there, all of the same one;
    `elsewhere` holds what other rooms are asked.
    """

    words: str = ""
    line: tuple[ProgrammeLine, ...] = ()
    group: tuple[TargetGroup, ...] = ()
    role: WorkRole | None = None
    tag: tuple[Tag, ...] = ()
    region: tuple[str, ...] = ()
    municipality: tuple[Municipality, ...] = ()
    contact: str = ""
    organisation: Organisation | None = None
    title: str = ""
    kind: str = ""
    holder: User | None = None
    tie: str = ""
    mail: str = ""
    phone: str = ""
    task: str = ""
    postcode: str = ""
    language: str = ""
    since: date | None = None
    selection: Selection | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    nobody: bool = False  # something was asked that is not there: then nothing answers

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but words is asked."""
        return replace(self, words="") != PeopleAsked()


def found(user: User, asked: PeopleAsked, today: date) -> QuerySet[Person]:
    """Return whom this user may see and who answer to all that is asked."""
    return narrowed(Person.objects.visible_to(user), asked, today)


def narrowed(among: PersonQuerySet, asked: PeopleAsked, today: date) -> QuerySet[Person]:
    """Return who of these people answer to all that is asked."""
    if asked.nobody:
        return among.none()
    people: QuerySet[Person] = among.matching(asked.words).filter(_of_the_person(asked))
    if (workplaces := _workplaces(asked, today)) or asked.title:
        people = people.filter(Exists(_working_on(today).titled(asked.title).filter(*workplaces)))
    if asked.line:
        people = people.filter(
            pk__in=Person.lines.through.objects.filter(programmeline__in=asked.line).values("person")
        )
    if asked.tag:
        people = people.filter(pk__in=tagged(Person, asked.tag))
    if asked.tie:
        people = people.filter(tied("person", asked.tie, today))
    if asked.mail:
        people = people.filter(Reachable(asked.mail).asked)
    if asked.phone:
        people = people.filter(Phone(asked.phone).asked("person"))
    if asked.task:
        people = people.filter(Tasks(asked.task).asked("person", today))
    if asked.contact:
        people = people.filter(LastContact(asked.contact).asked(today))
    if asked.selection:
        people = people.filter(pk__in=members(asked.selection, among, today).values("pk"))
    return told_elsewhere(people, asked.elsewhere)


def members(selection: Selection, among: PersonQuerySet, today: date) -> QuerySet[Person]:
    """Return who of these people are in a selection now: who answers to its filter or was added, and not left out."""
    asked = read(PeopleAsked, selection.asked) if selection.asked is not None else None
    added, left_out = (selection.picks.filter(inside=inside).values("person") for inside in (True, False))
    if asked is None:
        return among.filter(pk__in=added)
    answering = narrowed(among, asked, today).values("pk")
    return among.filter(Q(pk__in=added) | Q(pk__in=answering) & ~Q(pk__in=left_out))


def _of_the_person(asked: PeopleAsked) -> Q:
    """Return what is asked of the person's own row."""
    own: dict[str, Any] = {
        "work_role": asked.role,
        "province__in": asked.region,
        "municipality__in": asked.municipality,
        "postcode__startswith": asked.postcode,
        "language": asked.language,
        "created_at__gte": first_moment(asked.since),
    }
    return Q(**{name: value for name, value in own.items() if value})


def _workplaces(asked: PeopleAsked, today: date) -> list[Q]:
    """Return what is asked of one organisation where somebody works: all of it holds for the same one."""
    own: dict[str, Any] = {
        "organisation": asked.organisation,
        "organisation__kind": asked.kind,
        "organisation__target_groups__in": asked.group,
    }
    conditions = [Q(**{name: value}) for name, value in own.items() if value]
    if asked.holder:
        held = RelationHolder.objects.holding_on(today).filter(user=asked.holder)
        conditions.append(Q(organisation__in=held.values("organisation")))
    return conditions


def in_order(people: QuerySet[Person], sort: str, today: date, words: str = "") -> QuerySet[Person]:
    """Put people in order; `match` puts whole typed words first."""
    orders: dict[str, list[Any]] = {
        "match": [whole_words_first(words), F("sort_name"), F("pk")],
        "name": [F("sort_name").asc(), F("pk").asc()],
        "-name": [F("sort_name").desc(), F("pk").desc()],
        "organisation": [F("where").asc(nulls_last=True), F("sort_name").asc()],
        "-organisation": [F("where").desc(nulls_last=True), F("sort_name").asc()],
        "contact": [F("last_contact_on").asc(nulls_first=True), F("sort_name").asc()],
        "-contact": [F("last_contact_on").desc(nulls_last=True), F("sort_name").asc()],
    }
    if "organisation" in sort:
        people = people.alias(where=_first_organisation(today))
    return people.order_by(*orders[sort])


def _first_organisation(today: date) -> Min:
    """Return the first organisation by name where each person works; one join, not a subquery per person."""
    return Min("affiliations__organisation__sort_name", filter=held_on(today, "affiliations__"))


def candidates(user: User, chosen: Collection[int], words: str, today: date, most: int = 8) -> list[Person]:
    """Return who is chosen, then the first people who answer to these words, each with where they work now."""
    current = Affiliation.objects.holding_on(today).select_related("organisation")
    people = Person.objects.visible_to(user).prefetch_related(
        Prefetch("affiliations", current, to_attr="current_affiliations")
    )
    found: list[Person] = [*people.filter(pk__in=chosen).by_name()] if chosen else []
    if words.strip():
        found += people.matching(words).exclude(pk__in=chosen).by_name()[:most]
    return found


def working_at(user: User, organisation: Organisation, today: date, most: int = 12) -> list[Person]:
    """Return the people who work at this organisation today, as what in `title_here`, the latest contact first."""
    there = Affiliation.objects.holding_on(today).filter(organisation=organisation)
    title = there.filter(person=OuterRef("pk")).order_by("-started_on", "pk").values("title")[:1]
    found = Person.objects.visible_to(user).filter(pk__in=there.values("person")).annotate(title_here=Subquery(title))
    return list(found.order_by(F("last_contact_on").desc(nulls_last=True), "sort_name")[:most])


def working_at_any(user: User, organisations: Collection[int], today: date) -> QuerySet[Person]:
    """Return the people who work at one of these organisations today."""
    there = Affiliation.objects.holding_on(today).filter(organisation__in=organisations)
    found: QuerySet[Person] = Person.objects.visible_to(user).filter(pk__in=there.values("person"))
    return found


def without_people(user: User, organisations: Collection[int], today: date) -> int:
    """Count which of these organisations have nobody today whom this user may see."""
    there = working_at_any(user, organisations, today).values("pk")
    peopled = Affiliation.objects.holding_on(today).filter(organisation__in=organisations, person__in=there)
    return len(set(organisations)) - peopled.values("organisation").distinct().count()


def _working_on(today: date) -> AffiliationQuerySet:
    work: AffiliationQuerySet = Affiliation.objects.holding_on(today).filter(person=OuterRef("pk"))
    return work
