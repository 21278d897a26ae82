"""Which columns an export can have, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from network.models import (
    Affiliation,
    ContactMoment,
    Export,
    LinePartner,
    MailAddress,
    Organisation,
    Person,
    PhoneNumber,
)
from network.models.export import ExportOf
from network.queries.merges import standing_for

AT_ONCE = 1000


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it says of a row, and whether it is ticked to begin with."""

    label: Any
    says: Callable[[Any], Any]
    usual: bool = True


def _many(*names: Any) -> str:
    return ", ".join(str(name) for name in names if name)


def _works(attribute: str) -> Callable[[Person], str]:
    return lambda person: _many(*(_of(role, attribute) for role in person.current_affiliations))  # type: ignore[attr-defined]


def _of(role: Affiliation, attribute: str) -> str:
    return role.organisation.name if attribute == "organisation" else role.title


def _numbers(party: Any) -> str:
    return _many(*(known.number for known in party.phone_numbers.all()))


def _lines(party: Any) -> str:
    return _many(*(line.number for line in party.lines.all()))


COLUMNS: dict[str, dict[str, Column]] = {
    ExportOf.PEOPLE: {
        "family_name": Column(_("Last name"), lambda person: person.family_name),
        "given_name": Column(_("First name"), lambda person: person.given_name),
        "tussenvoegsel": Column(_("Infix"), lambda person: person.tussenvoegsel),
        "organisation": Column(_("Organisation"), _works("organisation")),
        "title": Column(_("Role at the organisation"), _works("title")),
        "role": Column(_("Role in the field"), lambda person: person.work_role, usual=False),
        "address": Column(_("E-mail address"), lambda person: _many(*(a.address for a in person.preferred_addresses))),
        "phone": Column(_("Phone"), _numbers, usual=False),
        "lines": Column(_("Programme lines"), _lines, usual=False),
        "tags": Column(_("Tags"), lambda person: _many(*person.tags.all()), usual=False),
        "region": Column(_("Region"), lambda person: person.get_province_display(), usual=False),
        "municipality": Column(_("Municipality"), lambda person: person.municipality, usual=False),
        "last_contact": Column(_("Last contact"), lambda person: person.last_contact_on, usual=False),
    },
    ExportOf.ORGANISATIONS: {
        "name": Column(_("Name"), lambda organisation: organisation.name),
        "kind": Column(_("Kind"), lambda organisation: organisation.get_kind_display()),
        "groups": Column(_("Target groups"), lambda organisation: _many(*organisation.target_groups.all())),
        "lines": Column(
            _("Partner of line"), lambda party: _many(*(each.line.number for each in party.current_partnerships))
        ),
        "region": Column(_("Region"), lambda organisation: organisation.get_province_display()),
        "municipality": Column(_("Municipality"), lambda organisation: organisation.municipality, usual=False),
        "website": Column(_("Website"), lambda organisation: organisation.website),
        "phone": Column(_("Phone"), _numbers, usual=False),
        "tags": Column(_("Tags"), lambda organisation: _many(*organisation.tags.all()), usual=False),
        "last_contact": Column(_("Last contact"), lambda organisation: organisation.last_contact_on),
        "ended": Column(_("Ended on"), lambda organisation: organisation.ended_on, usual=False),
    },
    ExportOf.CONTACTS: {
        "day": Column(_("Day"), lambda moment: moment.held_on),
        "channel": Column(_("Kind of contact"), lambda moment: moment.get_channel_display()),
        "line": Column(_("Programme line"), lambda moment: moment.line.number),
        "summary": Column(_("What it was about"), lambda moment: moment.summary, usual=False),
        "people": Column(_("People"), lambda moment: _many(*(p.full_name for p in moment.people.all())), usual=False),
        "organisations": Column(_("Organisations"), lambda moment: _many(*moment.organisations.all())),
        "by": Column(_("Recorded by"), lambda moment: moment.logged_by.get_full_name(), usual=False),
    },
}


def first_names(export: Export, most: int) -> list[tuple[int, str]]:
    """Return who stand at the top of a list of people or organisations, by key and name; of other exports nobody."""
    model: Any = {ExportOf.PEOPLE: Person, ExportOf.ORGANISATIONS: Organisation}.get(ExportOf(export.of))
    if model is None:
        return []
    parties = model.objects.visible_to(export.asked_by).filter(pk__in=_keys(export)).by_name()[:most]
    return [(party.pk, party.full_name if model is Person else party.name) for party in parties]


def rows(export: Export, today: date) -> Iterator[list[str]]:
    """Yield the heading and then each row that who asked may still see; never all at once in memory."""
    columns = [COLUMNS[export.of][name] for name in export.columns]
    yield [str(column.label) for column in columns]
    for row in _fetched(export, today).iterator(chunk_size=AT_ONCE):
        yield [_text(column.says(row)) for column in columns]


def _text(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "d-m-Y")
    return "" if value is None else str(value)


def _fetched(export: Export, today: date) -> QuerySet[Any]:
    user, keys = export.asked_by, _keys(export)
    if export.of == ExportOf.CONTACTS:
        people = Prefetch("people", Person.objects.visible_to(user).by_name())
        moments = ContactMoment.objects.visible_to(user).filter(pk__in=keys).select_related("line", "logged_by")
        return moments.prefetch_related(people, "organisations").order_by("-held_on", "-pk")
    if export.of == ExportOf.ORGANISATIONS:
        partners = Prefetch(
            "line_partnerships",
            LinePartner.objects.holding_on(today).select_related("line"),
            to_attr="current_partnerships",
        )
        parties: QuerySet[Any] = Organisation.objects.visible_to(user).filter(pk__in=keys).by_name()
        parties = parties.select_related("municipality").prefetch_related("target_groups", "phone_numbers", partners)
        return parties.prefetch_related("tags")
    current = Affiliation.objects.holding_on(today).select_related("organisation")
    preferred = MailAddress.objects.filter(preferred=True)
    found = Person.objects.visible_to(user).filter(pk__in=keys).select_related("work_role", "municipality")
    # Taggit's manager can be prefetched, though its types do not say so.
    found = found.prefetch_related("tags")  # type: ignore[misc]
    return found.prefetch_related(
        "lines",
        Prefetch("phone_numbers", PhoneNumber.objects.order_by("pk")),
        Prefetch("affiliations", current, to_attr="current_affiliations"),
        Prefetch("mail_addresses", preferred, to_attr="preferred_addresses"),
    ).by_name()


def _keys(export: Export) -> Collection[int]:
    """Return the rows that were asked for; of who was merged since, the record that stayed."""
    if export.of == ExportOf.CONTACTS:
        return export.keys
    if export.of == ExportOf.ORGANISATIONS:
        return standing_for(Organisation, export.keys)
    return standing_for(Person, export.keys)


def file_name(export: Export) -> str:
    """Return a name that says what is in the file, never of whom."""
    return f"kis-{ExportOf(export.of).value}-{timezone.localdate():%Y%m%d}.{export.format}"
