"""What an audience asks, and whom it chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag, TaggedItem

from network.models import Affiliation, LinePartner, Organisation, Person, ProgrammeLine, TargetGroup, WorkRole
from network.models import Selection as SavedSelection
from network.models.person import PersonQuerySet
from network.models.selection import Of
from network.provinces import Province
from network.queries.people import members
from newsletter.models import Audience
from web.keys import keys_of


@dataclass(frozen=True)
class Selection:
    """What is asked of an audience, by key; of an audience that is stored or of a form that is not yet."""

    lines: tuple[int, ...] = ()
    target_groups: tuple[int, ...] = ()
    work_roles: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    selections: tuple[int, ...] = ()
    provinces: tuple[str, ...] = ()

    @classmethod
    def of(cls, audience: Audience) -> Selection:
        """Return what a stored audience asks."""
        chosen = {name: _keys(getattr(audience, name).values_list("pk", flat=True)) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(audience.provinces)))

    @classmethod
    def of_form(cls, cleaned: Mapping[str, Any]) -> Selection:
        """Return what a valid form asks."""
        chosen = {name: _keys(row.pk for row in cleaned[name]) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(cleaned["provinces"])))

    @classmethod
    def of_query(cls, query: QueryDict) -> Selection:
        """Return what the query of a URL names, and leave out what is no key."""
        chosen = {name: _keys(keys_of(query.getlist(name))) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(set(query.getlist("provinces")) & set(Province.values))))

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @property
    def query(self) -> str:
        """This selection for in a URL: keys only, nothing about a person."""
        return urlencode(asdict(self), doseq=True)


# The properties that point at rows, with what they are called; beside them stand the provinces.
PROPERTIES: dict[str, tuple[Any, type[Model]]] = {
    "lines": (_("Programme lines"), ProgrammeLine),
    "target_groups": (_("Target groups"), TargetGroup),
    "work_roles": (_("Role in the field"), WorkRole),
    "tags": (_("Tags"), Tag),
    "selections": (_("Selections"), SavedSelection),
}
MANY = tuple(PROPERTIES)


def _keys(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(rows))


def chosen(audience: Audience | Selection, day: date) -> PersonQuerySet:
    """Find the people an audience is about: any value of a property will do, all properties asked must hold.

    Works through organisations where the person has an affiliation that holds on this day. Nothing asked is nobody.
    """
    asked = audience if isinstance(audience, Selection) else Selection.of(audience)
    if not asked:
        return Person.objects.none()
    found: PersonQuerySet = Person.objects.in_use()
    if asked.lines:
        partners = LinePartner.objects.holding_on(day).filter(line__in=asked.lines).values("organisation")
        on_the_line = Person.lines.through.objects.filter(programmeline__in=asked.lines).values("person")
        found = found.filter(_in_any(on_the_line, _working_at(partners, day)))
    if asked.target_groups:
        serving = Organisation.target_groups.through.objects.filter(targetgroup__in=asked.target_groups)
        found = found.filter(pk__in=_working_at(serving.values("organisation"), day))
    if asked.work_roles:
        found = found.filter(work_role__in=asked.work_roles)
    if asked.tags:
        tagged = _tagged(Organisation, asked.tags)
        found = found.filter(_in_any(_tagged(Person, asked.tags), _working_at(tagged, day)))
    if asked.selections:
        found = found.filter(_in_selections(asked.selections, day))
    if asked.provinces:
        located = Organisation.objects.filter(province__in=asked.provinces).values("pk")
        living = Person.objects.filter(province__in=asked.provinces).values("pk")
        found = found.filter(_in_any(living, _working_at(located, day)))
    return found


def _in_selections(keys: Iterable[int], day: date) -> Q:
    """Return the condition that somebody is in one of these saved selections; a deleted one holds nobody."""
    asked = SavedSelection.objects.standing().filter(pk__in=keys, of=Of.PEOPLE)
    return _in_any(*[members(selection, Person.objects.all(), day).values("pk") for selection in asked])


def _in_any(first: QuerySet[Any, Any] | None = None, *others: QuerySet[Any, Any]) -> Q:
    """Return the condition that somebody is in one of these.

    As one set, which PostgreSQL joins. Two sets with “or” between them it can only keep in memory to look people up in;
    what does not fit there, from a quarter of a million people on, it would read again for each of them.
    """
    if first is None:
        return Q(pk__in=[])
    return Q(pk__in=first.order_by().union(*[other.order_by() for other in others]) if others else first)


def _working_at(organisations: QuerySet[Any, Any], day: date) -> QuerySet[Any, Any]:
    return Affiliation.objects.holding_on(day).filter(organisation__in=organisations).values("person")


def _tagged(model: type[Model], tags: Iterable[int]) -> QuerySet[Any, Any]:
    """Find what carries one of these tags, by key: a filter on the name would miss tags that differ in case."""
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return TaggedItem.objects.filter(tag__in=tags, **label).values("object_id")


def described(selection: Selection) -> list[tuple[str, list[str]]]:
    """Return what is asked in words: each property with the names of its values."""
    found = []
    for name, (label, model) in PROPERTIES.items():
        if keys := getattr(selection, name):
            found.append((str(label), [str(row) for row in model._default_manager.filter(pk__in=keys)]))
    if selection.provinces:
        found.append((str(_("Region")), [str(Province(code).label) for code in selection.provinces]))
    return found
