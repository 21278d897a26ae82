"""What programs may read of the network: the programme, the partners of its lines, and numbers; never people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from accounts.bearer import Bearer
from accounts.models import Scope
from network.models import Organisation, ProgrammeLine, TargetGroup, Theme
from network.models.organisation import OrganisationKind
from network.provinces import Province
from network.queries import website
from web.api import REFUSALS, Page, PageNumber, Problem, page_of

PER_PAGE = 100

router = Router(tags=["network"])
programme = Bearer(Scope.PROGRAMME)


class ThemeShown(Schema):
    """A theme of the programme that holds this year; `level` says whom it addresses."""

    number: int
    slug: str
    name: str
    name_en: str
    level: str


class TargetGroupShown(Schema):
    """A kind of party that KIS serves."""

    slug: str
    name: str
    name_en: str
    core: bool


class LineShown(Schema):
    """A programme line that holds this year, with the target groups it names for itself."""

    number: int
    slug: str
    name: str
    name_en: str
    theme: ThemeShown
    target_groups: list[TargetGroupShown]


class PartnerShown(Schema):
    """A partner organisation; without a province it works in the whole country."""

    name: str
    kind: OrganisationKind
    province: Province | None
    website: str | None

    @staticmethod
    def resolve_province(organisation: Organisation) -> str | None:
        return organisation.province or None

    @staticmethod
    def resolve_website(organisation: Organisation) -> str | None:
        return organisation.website or None


class NumberShown(Schema):
    """A number; below five `value` is null and `fewer_than` is 5, so that it points at nobody."""

    value: int | None
    fewer_than: int | None


class LineNumbersShown(Schema):
    """The network of a line on a day: its organisations, who work there, and contacts since the first of January."""

    line: int
    day: date
    organisations: NumberShown
    people: NumberShown
    contacts_this_year: NumberShown


@router.api_operation(["GET", "HEAD"], "/themes", auth=programme, response={200: list[ThemeShown], REFUSALS: Problem})
def themes(request: HttpRequest) -> QuerySet[Theme]:  # noqa: ARG001  ninja passes it
    """The themes of the programme this year."""
    return website.themes(timezone.localdate())


@router.api_operation(["GET", "HEAD"], "/lines", auth=programme, response={200: list[LineShown], REFUSALS: Problem})
def lines(request: HttpRequest) -> QuerySet[ProgrammeLine]:  # noqa: ARG001
    """The programme lines of this year, each with its theme and target groups."""
    return website.lines(timezone.localdate())


@router.api_operation(
    ["GET", "HEAD"], "/target-groups", auth=programme, response={200: list[TargetGroupShown], REFUSALS: Problem}
)
def target_groups(request: HttpRequest) -> QuerySet[TargetGroup]:  # noqa: ARG001
    """The target groups that KIS serves."""
    return TargetGroup.objects.all()


@router.api_operation(
    ["GET", "HEAD"],
    "/lines/{int:number}/partners",
    auth=Bearer(Scope.PARTNERS),
    response={200: Page[PartnerShown], REFUSALS: Problem},
)
def line_partners(request: HttpRequest, number: int, page: PageNumber = 1) -> dict[str, Any]:  # noqa: ARG001
    """The organisations that are partner of a line today, by name, a hundred on a page."""
    today = timezone.localdate()
    return page_of(website.partners(_line(number, today), today), page, PER_PAGE)


@router.api_operation(
    ["GET", "HEAD"],
    "/lines/{int:number}/counts",
    auth=Bearer(Scope.COUNTS),
    response={200: LineNumbersShown, REFUSALS: Problem},
)
def line_counts(request: HttpRequest, number: int) -> website.LineNumbers:  # noqa: ARG001
    """How large the network of a line is today, and how often KIS spoke with it this year."""
    today = timezone.localdate()
    return website.numbers(_line(number, today), today)


def _line(number: int, day: date) -> ProgrammeLine:
    return get_object_or_404(ProgrammeLine.objects.holding_in(day.year), number=number)
