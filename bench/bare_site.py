"""The bare Django view that pages of the network are compared with: one indexed SELECT and one template.

Its page is as large as the page it is compared with: `?octets=` says how large. The template is compiled once, and has
as many rows and values as a page of a list; with `?elements=` as many elements as the page it is compared with, each
with a value of a row in it.
"""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from network.models import Person

ROWS, VALUES = 25, 8


def bare(request: HttpRequest) -> HttpResponse:
    """Show the people who follow somebody by name."""
    start = Person.objects.filter(sort_name__gte=request.GET.get("from", "m"))
    rows = list(start.order_by("sort_name", "pk").values("pk", "given_name", "tussenvoegsel", "family_name")[:ROWS])
    values = int(request.GET.get("elements", ROWS * VALUES)) // ROWS
    return HttpResponse(_template(int(request.GET["octets"]), values).render(Context({"rows": rows})))


@lru_cache(maxsize=16)
def _template(octets: int, values: int) -> Template:
    cell = "<td>{{ row.given_name }} {{ row.family_name }}</td>" * (values // 2)
    filler = "x" * max(octets // ROWS - 25 * values, 0)
    return Template(
        "<!doctype html><table>{% for row in rows %}<tr>" + cell + f"<td>{filler}</td></tr>" + "{% endfor %}</table>"
    )


urlpatterns = [path("bare/", bare)]
