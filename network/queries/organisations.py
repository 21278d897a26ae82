from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from accounts.models import User
from network import questions
from network.models import (
    Affiliation,
    LinePartner,
    Municipality,
    Organisation,
    ProgrammeLine,
    RelationHolder,
    Selection,
    TargetGroup,
)
from network.models.organisation import OrganisationQuerySet

from . import threads
from .narrowing import LastContact, Phone, Tasks, first_moment, tagged, tied
from .near import whole_words_first
from .stored import read


class Keeping(TextChoices):
    """How firmly KIS holds a relation."""

    NOBODY = "nobody", _("Without a relation holder")
    ONE_THREAD = "thread", _("Known through one person")

    def asked(self, today: date) -> Q:
        """Return the condition on an organisation."""
        if self is Keeping.ONE_THREAD:
            return Q(pk__in=threads.via(today).values("organisation"))
        return ~Q(Exists(RelationHolder.objects.holding_on(today).filter(organisation=OuterRef("pk"))))


class Ended(TextChoices):
    """Whether what ended is told too; without it, only what is there today."""

    ALSO = "also", _("Show too")
    ONLY = "only", _("These alone")


@dataclass(frozen=True)
class OrganisationsAsked:
    """What a list of organisations is narrowed to; what is empty asks nothing.

    `elsewhere` holds what other rooms are asked about the people who work there.
    """

    words: str = ""
    kind: str = ""
    group: tuple[TargetGroup, ...] = ()
    line: tuple[ProgrammeLine, ...] = ()
    region: tuple[str, ...] = ()
    municipality: tuple[Municipality, ...] = ()
    tag: tuple[Tag, ...] = ()
    contact: str = ""
    holder: User | None = None
    keeping: str = ""
    tie: str = ""
    phone: str = ""
    task: str = ""
    postcode: str = ""
    since: date | None = None
    ended: str = ""
    selection: Selection | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    nobody: bool = False  # something was asked that is not there: then nothing answers

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but words is asked."""
        return replace(self, words="") != OrganisationsAsked()


def found(user: User, asked: OrganisationsAsked, today: date) -> QuerySet[Organisation]:
    """Return the organisations this user may see that answer to all that is asked."""
    return narrowed(Organisation.objects.visible_to(user), asked, today)


def narrowed(among: OrganisationQuerySet, asked: OrganisationsAsked, today: date) -> QuerySet[Organisation]:
    """Return which of these organisations answer to all that is asked."""
    if asked.nobody:
        return among.none()
    if asked.ended != Ended.ALSO:
        among = among.filter(ended_on__lte=today) if asked.ended == Ended.ONLY else among.standing_on(today)
    organisations: QuerySet[Organisation] = among.matching(asked.words).filter(_of_the_organisation(asked))
    if asked.group:
        serving = Organisation.target_groups.through.objects.filter(targetgroup__in=asked.group)
        organisations = organisations.filter(pk__in=serving.values("organisation"))
    if asked.line:
        partners = LinePartner.objects.holding_on(today).filter(organisation=OuterRef("pk"), line__in=asked.line)
        organisations = organisations.filter(Exists(partners))
    if asked.holder:
        held = RelationHolder.objects.holding_on(today).filter(user=asked.holder)
        organisations = organisations.filter(pk__in=held.values("organisation"))
    if asked.keeping:
        organisations = organisations.filter(Keeping(asked.keeping).asked(today))
    if asked.phone:
        organisations = organisations.filter(Phone(asked.phone).asked("organisation"))
    if asked.task:
        organisations = organisations.filter(Tasks(asked.task).asked("organisation", today))
    if asked.tag:
        organisations = organisations.filter(pk__in=tagged(Organisation, asked.tag))
    if asked.tie:
        organisations = organisations.filter(tied("organisation", asked.tie, today))
    if asked.contact:
        organisations = organisations.filter(LastContact(asked.contact).asked(today))
    if asked.selection:
        organisations = organisations.filter(pk__in=members(asked.selection, among, today).values("pk"))
    return _with_people(organisations, asked.elsewhere, today)


def members(selection: Selection, among: OrganisationQuerySet, today: date) -> QuerySet[Organisation]:
    """Return which of these are in a selection now: those that answer to its filter or were added, and not left out.

    What ended is in it no more, added by hand or not, unless the filter of the selection asks for it.
    """
    asked = read(OrganisationsAsked, selection.asked) if selection.asked is not None else None
    if not (asked and asked.ended):
        among = among.standing_on(today)
    added, left_out = (selection.picks.filter(inside=inside).values("organisation") for inside in (True, False))
    if asked is None:
        return among.filter(pk__in=added)
    answering = narrowed(among, asked, today).values("pk")
    return among.filter(Q(pk__in=added) | Q(pk__in=answering) & ~Q(pk__in=left_out))


def _of_the_organisation(asked: OrganisationsAsked) -> Q:
    """Return what is asked of the organisation's own row."""
    own: dict[str, Any] = {
        "kind": asked.kind,
        "province__in": asked.region,
        "municipality__in": asked.municipality,
        "postcode__startswith": asked.postcode,
        "created_at__gte": first_moment(asked.since),
    }
    return Q(**{name: value for name, value in own.items() if value})


def _with_people(
    organisations: QuerySet[Organisation], elsewhere: Mapping[str, str], today: date
) -> QuerySet[Organisation]:
    """Keep where somebody works of whom other rooms say what is asked, or where nobody works of whom they say it."""
    for name, value in elsewhere.items():
        if (answer := questions.people(name, value)) is None:
            organisations = organisations.none()  # a stored filter asks a room that is gone
        else:
            there = Affiliation.objects.holding_on(today).filter(person__in=answer.keys)
            mine = Q(pk__in=there.values("organisation"))
            organisations = organisations.filter(mine if answer.inside else ~mine)
    return organisations


def in_order(organisations: QuerySet[Organisation], sort: str, words: str = "") -> QuerySet[Organisation]:
    """Put organisations in order; `match` puts whole typed words first."""
    orders: dict[str, list[Any]] = {
        "match": [whole_words_first(words), F("sort_name"), F("pk")],
        "name": [F("sort_name").asc(), F("pk").asc()],
        "-name": [F("sort_name").desc(), F("pk").desc()],
        "contact": [F("last_contact_on").asc(nulls_first=True), F("sort_name").asc()],
        "-contact": [F("last_contact_on").desc(nulls_last=True), F("sort_name").asc()],
    }
    return organisations.order_by(*orders[sort])


def staff_of(organisation: Organisation, user: User, today: date, most: int = 12) -> dict[str, Any]:
    """Return the first people who work at this organisation now, how many there are, and who left last."""
    roles = organisation.affiliations.visible_to(user)
    present = roles.holding_on(today).select_related("person").order_by("person__sort_name", "pk")
    return {
        "present": present[:most],
        "present_count": present.count(),
        "gone": roles.select_related("person").filter(ended_on__lte=today).order_by("-ended_on", "-pk")[:5],
    }


def candidates(user: User, chosen: Collection[int], words: str, most: int = 3) -> list[Organisation]:
    """Return the organisations that are chosen, then the first that answer to these words; without either, none."""
    visible = Organisation.objects.visible_to(user)
    found: list[Organisation] = [*visible.filter(pk__in=chosen).by_name()] if chosen else []
    if words.strip():
        found += visible.matching(words).exclude(pk__in=chosen).by_name()[:most]
    return found
