from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag, TaggedItem

from accounts.models import User
from network.models import Affiliation, Organisation, Person, ProgrammeLine, TargetGroup, WorkRole

DUE_AFTER, LATE_AFTER = 270, 365  # days since the last contact: nine months, and the yearly promise


class LastContact(TextChoices):
    """How long ago the last real contact was."""

    RECENT = "recent", _("In the last 3 months")
    DUE = "due", _("Longer than 9 months ago, or never")
    LATE = "late", _("Longer than a year ago, or never")
    NEVER = "never", _("Never")

    def asked(self, today: date) -> Q:
        """Return the condition on `last_contact_on`."""
        if self is LastContact.RECENT:
            return Q(last_contact_on__gte=today - timedelta(days=91))
        never = Q(last_contact_on=None)
        if self is LastContact.NEVER:
            return never
        days = DUE_AFTER if self is LastContact.DUE else LATE_AFTER
        return never | Q(last_contact_on__lt=today - timedelta(days=days))


@dataclass(frozen=True)
class PeopleAsked:
    """What a list of people is narrowed to; what is empty asks nothing."""

    words: str = ""
    line: ProgrammeLine | None = None
    group: TargetGroup | None = None
    role: WorkRole | None = None
    tag: Tag | None = None
    region: str = ""
    contact: str = ""
    organisation: Organisation | None = None

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but words is asked."""
        return any((self.line, self.group, self.role, self.tag, self.region, self.contact, self.organisation))


def found(user: User, asked: PeopleAsked, today: date) -> QuerySet[Person]:
    """Return whom this user may see and who answer to all that is asked."""
    people: QuerySet[Person] = Person.objects.visible_to(user).matching(asked.words)
    if asked.line:
        people = people.filter(lines=asked.line)
    if asked.group:
        people = people.filter(Exists(_working_on(today).filter(organisation__target_groups=asked.group)))
    if asked.organisation:
        people = people.filter(Exists(_working_on(today).filter(organisation=asked.organisation)))
    if asked.role:
        people = people.filter(work_role=asked.role)
    if asked.tag:
        people = people.filter(tags=asked.tag)
    if asked.region:
        people = people.filter(province=asked.region)
    return people.filter(LastContact(asked.contact).asked(today)) if asked.contact else people


def listed(people: QuerySet[Person], sort: str, today: date) -> QuerySet[Person]:
    """Put people in order and fetch what a line of the list shows."""
    order = {
        "name": [F("sort_name").asc(), F("pk").asc()],
        "-name": [F("sort_name").desc(), F("pk").desc()],
        "organisation": [F("where").asc(nulls_last=True), F("sort_name").asc()],
        "-organisation": [F("where").desc(nulls_last=True), F("sort_name").asc()],
        "contact": [F("last_contact_on").asc(nulls_first=True), F("sort_name").asc()],
        "-contact": [F("last_contact_on").desc(nulls_last=True), F("sort_name").asc()],
    }[sort]
    if "organisation" in sort:
        people = people.alias(where=_first_organisation(today))
    current = Affiliation.objects.holding_on(today).select_related("organisation")
    affiliations = Prefetch("affiliations", current.order_by("organisation__sort_name"), to_attr="current_affiliations")
    # Taggit's manager can be prefetched, though its types do not say so.
    people = people.prefetch_related("tags")  # type: ignore[misc]
    return people.order_by(*order).select_related("work_role").prefetch_related("lines", affiliations)


def _first_organisation(today: date) -> Min:
    """Return the first organisation by name where each person works; one join, not a subquery per person."""
    begun = Q(affiliations__started_on=None) | Q(affiliations__started_on__lte=today)
    lasting = Q(affiliations__ended_on=None) | Q(affiliations__ended_on__gt=today)
    return Min("affiliations__organisation__sort_name", filter=begun & lasting)


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
    """Return the people who work at this organisation today, those with the latest contact first."""
    there = Affiliation.objects.holding_on(today).filter(organisation=organisation)
    found = Person.objects.visible_to(user).filter(pk__in=there.values("person"))
    return list(found.order_by(F("last_contact_on").desc(nulls_last=True), "sort_name")[:most])


def tags_in_use() -> QuerySet[Tag]:
    """Return the tags that at least one person has, by name."""
    of_people = Q(content_type__app_label="network", content_type__model="person")
    return Tag.objects.filter(Exists(TaggedItem.objects.filter(of_people, tag=OuterRef("pk")))).order_by("name")


def _working_on(today: date) -> QuerySet[Affiliation]:
    return Affiliation.objects.holding_on(today).filter(person=OuterRef("pk"))
