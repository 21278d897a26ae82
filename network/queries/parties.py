"""What the map and its table tell of each party, read with a few queries however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from accounts.models import User
from network.graph import Who
from network.models import LinePartner, Organisation, Person, ProgrammeLine, TargetGroup
from network.models.organisation import OrganisationKind
from network.provinces import Province


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation, or a person, as the map knows them; `kind` is the work role of a person."""

    pk: int
    name: str
    kind: str
    province: str
    last_contact_on: date | None
    groups: tuple[str, ...]
    lines: tuple[int, ...]
    who: Who = Who.ORGANISATIONS

    @property
    def region(self) -> str:
        """Where they are; an organisation of no province is one of the whole country, of a person we do not know."""
        return self.province or (_("whole country") if self.who == Who.ORGANISATIONS else _("not known"))


def parties(user: User, who: Who, ids: Sequence[int], today: date) -> list[Party]:
    """Return these parties in this order, as far as this user may see them."""
    found = _organisations(user, ids, today) if who == Who.ORGANISATIONS else _people(user, ids)
    by_pk = {party.pk: party for party in found}
    return [by_pk[pk] for pk in ids if pk in by_pk]


def _organisations(user: User, ids: Sequence[int], today: date) -> Iterable[Party]:
    chosen = chosen_ids(ids)
    served = Organisation.target_groups.through.objects.filter(organisation__in=chosen)
    names = {group.pk: str(group) for group in TargetGroup.objects.all()}
    groups = _gathered(served.order_by("targetgroup__position").values_list("organisation", "targetgroup"))
    partners = LinePartner.objects.holding_on(today).filter(organisation__in=chosen).order_by("line__number")
    lines = _gathered(partners.values_list("organisation", "line__number"))
    fields = ("pk", "name", "kind", "province", "last_contact_on")
    kinds, places = _words(OrganisationKind), _words(Province)
    for pk, name, kind, province, contact in (
        Organisation.objects.visible_to(user).filter(pk__in=chosen).order_by().values_list(*fields)
    ):
        served_by = tuple(names[group] for group in groups.get(pk, ()))
        yield Party(pk, name, kinds[kind], places.get(province, ""), contact, served_by, tuple(lines.get(pk, ())))


def _people(user: User, ids: Sequence[int]) -> Iterable[Party]:
    numbers = dict(ProgrammeLine.objects.values_list("pk", "number"))
    on_lines = Person.lines.through.objects.filter(person__in=chosen_ids(ids)).order_by("programmeline__number")
    lines = _gathered(on_lines.values_list("person", "programmeline"))
    people = Person.objects.visible_to(user).filter(pk__in=chosen_ids(ids)).order_by().select_related("work_role")
    for person in people.defer("source"):
        role = str(person.work_role or "")
        place = str(Province(person.province).label) if person.province else ""
        on = tuple(numbers[line] for line in lines.get(person.pk, ()))
        yield Party(person.pk, person.full_name, role, place, person.last_contact_on, (), on, Who.PEOPLE)


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """Return the word for each value, translated once."""
    return {value: str(label) for value, label in choices.choices}


def chosen_ids(ids: Sequence[int]) -> RawSQL:
    """Return these ids as one parameter: thousands of separate ones cost more than the query itself."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
