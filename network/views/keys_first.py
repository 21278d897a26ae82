"""Pages of a long list: first the keys, in order, from the indexes alone; then the rows of one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from accounts.requests import UserRequest

from .lists import PER_PAGE

AT_ONCE = 2500  # keys; mostly that is all there is, and then nothing is counted again


def page_by_keys(
    request: UserRequest, in_order: QuerySet[Any], rows: Callable[[Sequence[int]], Sequence[Any]]
) -> Page[Any]:
    """Return the page that is asked; `rows` makes its lines from their keys."""
    return KeysFirst(in_order, rows, PER_PAGE).get_page(request.GET.get("page"))


class KeysFirst(Paginator):
    """Pages of rows in order, of which `rows` makes the lines; the first thousands of keys come in one statement."""

    def __init__(self, in_order: QuerySet[Any], rows: Callable[[Sequence[int]], Sequence[Any]], per_page: int) -> None:
        super().__init__(in_order, per_page)
        self.in_order, self.rows = in_order, rows
        self.keys = in_order.values_list("pk", flat=True)

    @cached_property
    def first(self) -> list[int]:
        return list(self.keys[: AT_ONCE + 1])

    @cached_property
    def count(self) -> int:
        return len(self.first) if len(self.first) <= AT_ONCE else self.in_order.order_by().count()

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        begin, end = (number - 1) * self.per_page, number * self.per_page
        keys = self.first[begin:end] if end <= AT_ONCE else list(self.keys[begin:end])
        return Page(self.rows(keys) if keys else [], number, self)
