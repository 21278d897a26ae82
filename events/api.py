"""What programs may read of the events: those that are published, without anybody who speaks there or comes."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import WithJsonSchema

from accounts.bearer import Bearer
from accounts.models import Scope
from events.models import Event
from events.models.event import EventKind
from web.api import REFUSALS, Page, PageNumber, Problem, page_of

PER_PAGE = 20

router = Router(tags=["events"])
published = Bearer(Scope.EVENTS)


# The `time` of JSON Schema (RFC 3339) has a zone; ours is the clock in Amsterdam on that day.
CLOCK = {"type": "string", "pattern": r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", "examples": ["15:00:00"]}
Clock = Annotated[time, WithJsonSchema(CLOCK)]


class SeriesShown(Schema):
    """Events that belong together."""

    slug: str
    name: str
    organiser: str


class EventShown(Schema):
    """A published event; times are those of Europe/Amsterdam, and `url` is where people sign up."""

    slug: str
    kind: EventKind
    title: str
    summary: str
    held_on: date
    starts_at: Clock | None
    ends_at: Clock | None
    online: bool
    place: str
    called_off: bool
    lines: list[int]
    series: SeriesShown | None
    url: str

    @staticmethod
    def resolve_called_off(event: Event) -> bool:
        return event.cancelled_at is not None

    @staticmethod
    def resolve_lines(event: Event) -> list[int]:
        return [line.number for line in event.lines.all()]

    @staticmethod
    def resolve_url(event: Event) -> str:
        return settings.BASE_URL + reverse("events:event_detail", args=[event.slug])


class EventTold(EventShown):
    """A published event with what it is about."""

    description: str


@router.api_operation(["GET", "HEAD"], "/events", auth=published, response={200: Page[EventShown], REFUSALS: Problem})
def events(
    request: HttpRequest,  # noqa: ARG001  ninja passes it
    when: Literal["coming", "past"] = "coming",
    page: PageNumber = 1,
) -> dict[str, Any]:
    """The published events, twenty on a page: those from today on, soonest first, or those before, latest first."""
    today = timezone.localdate()
    return page_of(_shown().before(today) if when == "past" else _shown().from_day(today), page, PER_PAGE)


@router.api_operation(
    ["GET", "HEAD"], "/events/{slug:slug}", auth=published, response={200: EventTold, REFUSALS: Problem}
)
def event(request: HttpRequest, slug: str) -> Event:  # noqa: ARG001
    """One published event."""
    return get_object_or_404(_shown(), slug=slug)


def _shown() -> Any:
    """Return the events that a visitor sees, with their lines and series."""
    return Event.objects.visible_to(AnonymousUser()).select_related("series").prefetch_related("lines")
