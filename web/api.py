"""How the API answers: pages of items, and one form for every refusal."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from ninja import Field, Schema

CODES = {
    401: "not_authenticated",
    403: "scope_missing",
    404: "not_found",
    405: "method_not_allowed",
    422: "invalid",
    429: "too_many_requests",
}
REFUSALS = frozenset(CODES)  # what every address may answer instead
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
Item = TypeVar("Item")


class Reason(Schema):
    code: str
    message: str


class Problem(Schema):
    """Why a request was refused: a code for the program, a message for who writes it."""

    error: Reason


class Page(Schema, Generic[Item]):
    """Some of the items; `total` tells how many there are on all `pages` together."""

    items: list[Item]
    page: int
    pages: int
    total: int


class Refusal(Exception):
    """A request was refused; what the program is told about it."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers

    @property
    def response(self) -> HttpResponse:
        """The refusal as JSON, which nobody keeps."""
        told = Problem(error=Reason(code=CODES[self.status], message=self.message))
        response = JsonResponse(told.model_dump(), status=self.status, headers=self.headers)
        response["Cache-Control"] = "no-store"
        return response


def page_of(found: QuerySet[Any, Any], number: int, per_page: int) -> dict[str, Any]:
    """Return one page of what was found, as `Page` shows it.

    :raises Http404: beyond the last page; without any items there is one page, and it is empty.
    """
    paginator = Paginator(found, per_page)
    if number > paginator.num_pages:
        raise Http404
    items = list(paginator.page(number))
    return {"items": items, "page": number, "pages": paginator.num_pages, "total": paginator.count}
