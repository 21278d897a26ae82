"""See a letter as one person would get it, made by the same code that sends it."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import NamedTuple

from django.utils import timezone

from network.models import Affiliation, MailAddress, Person
from post.compiling import Letterhead
from post.fields import Addressee
from post.models import Mailing


class Preview(NamedTuple):
    """A filled letter."""

    subject: str
    html: str
    text: str


def fill_for(mailing: Mailing, person: Person) -> Preview:
    """Return the letter as this person would get it; its links lead nowhere. The mailing need not be stored.

    :raises CannotCompile: when it cannot become a letter.
    """
    octets = b"".join(Letterhead(mailing, inert=True).fill(addressee(person), eight_bit=False, at=timezone.localtime()))
    return read(octets)


def addressee(person: Person) -> Addressee:
    """Return what the merge fields need of a person; `lookup.look_up` asks the same for 500 at once."""
    address = MailAddress.objects.filter(person=person, preferred=True).values_list("address", flat=True).first()
    work = Affiliation.objects.holding_on(timezone.localdate()).filter(person=person).select_related("organisation")
    current = work.first()
    return Addressee(
        letter=0,
        person=person.pk or 0,
        address=address or "",
        given_name=person.given_name,
        tussenvoegsel=person.tussenvoegsel,
        family_name=person.family_name,
        organisation=current.organisation.name if current else "",
    )


def read(octets: bytes) -> Preview:
    """Read a letter from the wire as a mail program would."""
    lines = octets.removesuffix(b".\r\n").split(b"\r\n")
    unstuffed = b"\r\n".join(line.removeprefix(b".") for line in lines)
    message = message_from_bytes(unstuffed, policy=policy.default)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    return Preview(
        str(message["subject"] or ""), html.get_content() if html else "", text.get_content() if text else ""
    )
