from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from accounts.models import User
from network.models import Affiliation, LinePartner, Organisation, Person, ProgrammeLine, TargetGroup


@dataclass(frozen=True)
class OrganisationsAsked:
    """What a list of organisations is narrowed to; what is empty asks nothing."""

    words: str = ""
    kind: str = ""
    group: TargetGroup | None = None
    line: ProgrammeLine | None = None
    region: str = ""

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but words is asked."""
        return any((self.kind, self.group, self.line, self.region))


def found(user: User, asked: OrganisationsAsked, today: date) -> QuerySet[Organisation]:
    """Return the organisations this user may see that answer to all that is asked."""
    organisations: QuerySet[Organisation] = Organisation.objects.visible_to(user).matching(asked.words)
    if asked.kind:
        organisations = organisations.filter(kind=asked.kind)
    if asked.group:
        organisations = organisations.filter(target_groups=asked.group)
    if asked.line:
        partners = LinePartner.objects.holding_on(today).filter(organisation=OuterRef("pk"), line=asked.line)
        organisations = organisations.filter(Exists(partners))
    return organisations.filter(province=asked.region) if asked.region else organisations


def listed(organisations: QuerySet[Organisation], sort: str, today: date) -> QuerySet[Organisation]:
    """Put organisations in order and fetch what a line of the list shows."""
    order = {
        "name": [F("sort_name").asc(), F("pk").asc()],
        "-name": [F("sort_name").desc(), F("pk").desc()],
        "contact": [F("last_contact_on").asc(nulls_first=True), F("sort_name").asc()],
        "-contact": [F("last_contact_on").desc(nulls_last=True), F("sort_name").asc()],
    }[sort]
    partners = LinePartner.objects.holding_on(today).select_related("line")
    return organisations.order_by(*order).prefetch_related(
        "target_groups", Prefetch("line_partnerships", partners, to_attr="current_partnerships")
    )


def staff_of(organisation: Organisation, user: User, today: date, most: int = 12) -> dict[str, Any]:
    """Return the first people who work at this organisation now, how many there are, and who left last."""
    roles = Affiliation.objects.filter(organisation=organisation, person__in=Person.objects.visible_to(user))
    roles = roles.select_related("person")
    present = roles.holding_on(today).order_by("person__sort_name", "pk")
    return {
        "present": present[:most],
        "present_count": present.count(),
        "gone": roles.filter(ended_on__lte=today).order_by("-ended_on", "-pk")[:5],
    }
