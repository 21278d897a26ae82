"""The bare Django views that pages of the network are compared with: one indexed SELECT and one template.

Its page is as large as the page it is compared with: `?octets=` says how large. The template is compiled once, and has
as many rows and values as a page of a list; with `?elements=` as many elements as the page it is compared with, each
with a value of a row in it.
"""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import path

from network.models import Person
from network.views.doors import for_colleagues

ROWS, VALUES = 25, 8


def bare(request: HttpRequest) -> HttpResponse:
    """Show the people who follow somebody by name, on a site with the middleware of a new project."""
    return HttpResponse(_template(*_size(request)).render(Context({"rows": _rows(request)})))


@for_colleagues
def framed(request: HttpRequest) -> HttpResponse:
    """Show the same on the site of the product, to who is signed in, in the frame that each page has."""
    table = _template(*_size(request)).render(Context({"rows": _rows(request)}))
    return HttpResponse(_frame().render(RequestContext(request, {"table": table})))


def _size(request: HttpRequest) -> tuple[int, int]:
    return int(request.GET["octets"]), int(request.GET.get("elements", ROWS * VALUES)) // ROWS


def _rows(request: HttpRequest) -> list[Any]:
    start = Person.objects.filter(sort_name__gte=request.GET.get("from", "m"))
    names = start.order_by("sort_name", "pk").values("pk", "given_name", "tussenvoegsel", "family_name")
    return list(names[:ROWS])


@lru_cache(maxsize=16)
def _template(octets: int, values: int) -> Template:
    cell = "<td>{{ row.given_name }} {{ row.family_name }}</td>" * (values // 2)
    filler = "x" * max(octets // ROWS - 25 * values, 0)
    return Template(
        "<!doctype html><table>{% for row in rows %}<tr>" + cell + f"<td>{filler}</td></tr>" + "{% endfor %}</table>"
    )


@lru_cache(maxsize=1)
def _frame() -> Template:
    return Template('{% extends "base.html" %}{% block content %}{{ table }}{% endblock %}')


urlpatterns = [path("bare/", bare)]
