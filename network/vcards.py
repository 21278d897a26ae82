"""A person as an address book takes them in: vCard 3.0 (RFC 2426), which every mail program and phone reads."""

from __future__ import annotations

from datetime import date

import vobject

from network.models import Organisation, Person
from network.plain import plain


def card_of(person: Person, today: date) -> str:
    """Return the vCard of this person: name, where they work today, and how to reach them; nothing else we keep."""
    card = vobject.vCard()
    card.add("fn").value = person.full_name
    card.add("n").value = vobject.vcard.Name(
        family=person.family_name, given=person.given_name, prefix="", additional=person.tussenvoegsel
    )
    for address in person.mail_addresses.order_by("-preferred", "pk"):
        line = card.add("email")
        line.value, line.type_param = address.address, ["INTERNET", "PREF"] if address.preferred else ["INTERNET"]
    for phone in person.phone_numbers.all():
        card.add("tel").value = phone.number
    work = person.affiliations.holding_on(today).select_related("organisation__municipality").first()
    if work:
        card.add("org").value = [work.organisation.name]
        if work.title:
            card.add("title").value = work.title
        _add_place(card, work.organisation)
    return str(card.serialize(lineLength=75))


def file_name(person: Person) -> str:
    """Return a name for the file that every disk takes: joost-van-der-berg.vcf."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in plain(person.full_name))
    return "-".join(part for part in letters.split("-") if part)[:80] + ".vcf"


def _add_place(card: vobject.base.Component, organisation: Organisation) -> None:
    if organisation.postcode or organisation.municipality:
        place = card.add("adr")
        place.type_param = "WORK"
        city = organisation.municipality.name if organisation.municipality else ""
        place.value = vobject.vcard.Address(city=city, code=organisation.postcode, country="Nederland")
