"""Names and addresses with which a letter, a header or a whole mailing could break."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from post.models import Mailing

NAMES = (
    "Anna\r\nBcc: all@example.org\r\n\r\nHello",
    "\r\n.\r\nMAIL FROM:<x@example.org>",
    ".",
    "{{ 7 * 7 }} {% include 'x' %}",
    "[naam] [link:unsubscribe]",
    "=?utf-8?B?QW5uYQ0KQmNjOiB4?=",
    "<script>alert(1)</script>\"'&",
    "\u202eannA\u0000".replace("\u0000", "\u0001"),
    "👩‍👩‍👧" * 20,
    "é" * 100,
)
ADDRESSES = ("no address at all", "two@at@example.org", "a\r\nRCPT TO:<x@example.org>", "<>@example.org")
EACH = 20  # so many people get each of the names


@contextmanager
def given(mailing: Mailing) -> Iterator[None]:
    """Let some who are to get this mailing have these names and addresses for a while."""
    from network.models import MailAddress, Person

    numbers = list(mailing.letters.order_by("pk").values_list("person", flat=True)[:: mailing.promised // 300])
    people = list(Person.objects.filter(pk__in=numbers[: EACH * len(NAMES)]))
    rows = list(MailAddress.objects.filter(person__in=numbers[-len(ADDRESSES) :]))
    names = {person.pk: person.given_name for person in people}
    addresses = {row.pk: row.address for row in rows}
    longest = Person._meta.get_field("given_name").max_length
    for place, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(given_name=NAMES[place % len(NAMES)][:longest])
    for row, address in zip(rows, ADDRESSES, strict=True):
        MailAddress.objects.filter(pk=row.pk).update(address=address)
    try:
        yield
    finally:
        for pk, name in names.items():
            Person.objects.filter(pk=pk).update(given_name=name)
        for pk, address in addresses.items():
            MailAddress.objects.filter(pk=pk).update(address=address)
