"""Where the network is empty or thin, on what it leans, and the warmest way to begin there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import cast

from django.db.models import Count, F, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from network.models import Affiliation, LineFact, LinePartner, Organisation, Person, ProgrammeLine, TargetGroup
from network.models.contact_moment import OrganisationInContact
from network.provinces import Province
from network.queries.coverage import Cell, CoverageAsked, matrix
from network.signals import invitations_asked
from network.wording import enumerated

A_YEAR = timedelta(days=365)
MUCH_CONTACT = 5  # moments in a year, from which leaning on one organisation says something


class GapKind(TextChoices):
    """What a gap is, the emptiest first."""

    EMPTY = "leeg", gettext_lazy("Empty")
    QUIET = "verouderd", gettext_lazy("Gone quiet")
    THIN = "dun", gettext_lazy("Thin")
    LEANS = "leunt", gettext_lazy("Leans on one")
    PROVINCE = "regio", gettext_lazy("Region without a partner")
    IN_VAIN = "komt-niet", gettext_lazy("Invited, never came")


@dataclass(frozen=True)
class Gap:
    """A place where the network is weak, why we say so, and where to look for somebody to begin with."""

    kind: GapKind
    reason: str
    line: ProgrammeLine | None = None
    group: TargetGroup | None = None
    provinces: tuple[str, ...] = ()
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Begin:
    """With which organisation to begin, and whom of it we know best."""

    organisation: Organisation
    person: Person | None


OF_CELLS = {"gap": GapKind.EMPTY, "stale": GapKind.QUIET, "thin": GapKind.THIN}


def gaps(user: User, today: date, line: ProgrammeLine | None = None) -> list[Gap]:
    """Return every gap of all lines or of one, the emptiest first."""
    asked = CoverageAsked(today, line=line)
    lines = list(asked.lines())
    found = [*_of_cells(user, asked), *_leaning(user, today, lines), *_provinces(user, today, lines, line is None)]
    found += [] if line else _in_vain(user, today)
    order = list(GapKind)
    return sorted(found, key=lambda gap: order.index(gap.kind))


def _of_cells(user: User, asked: CoverageAsked) -> Iterator[Gap]:
    for cell in matrix(user, asked).named:
        if cell.state in OF_CELLS:
            yield Gap(OF_CELLS[cell.state], _why(cell), cell.line, cell.group)


def _why(cell: Cell) -> str:
    if cell.state == "gap":
        return _("The line names this target group, but no organisation of it is partner and we spoke with none.")
    known = ngettext("%(n)d organisation", "%(n)d organisations", cell.organisations) % {"n": cell.organisations}
    if cell.days is None:
        return _("%(known)s, and on this line we never spoke with any.") % {"known": known}
    if cell.state == "stale":
        return _("%(known)s, but the last contact was %(days)d days ago.") % {"known": known, "days": cell.days}
    return _("Only %(known)s: when the contact there changes jobs, little is left.") % {"known": known}


def _leaning(user: User, today: date, lines: list[ProgrammeLine]) -> Iterator[Gap]:
    """Find the lines on which more than half of the contact of a year was with one organisation."""
    seen = Organisation.objects.visible_to(user).standing_on(today)
    for line in lines:
        spoken = LineFact.objects.filter(line=line, spoken_on__gt=today - A_YEAR, spoken_on__lte=today)
        spoken = spoken.filter(organisation__in=seen)
        total = spoken.count() - _counted_twice(user, today, line)
        if total < MUCH_CONTACT:
            continue
        first, number = spoken.values_list("organisation").annotate(n=Count("pk")).order_by("-n", "organisation")[0]
        if number * 2 > total:
            said = {"number": number, "total": total, "name": seen.get(pk=first).name}
            reason = _("%(number)d of the %(total)d contacts in a year were with %(name)s.") % said
            yield Gap(GapKind.LEANS, reason, line, organisation=seen.get(pk=first))


def _counted_twice(user: User, today: date, line: ProgrammeLine) -> int:
    """Count how often a moment of a year stands there once more, because several organisations took part in it."""
    seen = Organisation.objects.visible_to(user).standing_on(today)
    among = {"organisation__in": seen, "contactmoment__line": line}
    when = {"contactmoment__held_on__gt": today - A_YEAR, "contactmoment__held_on__lte": today}
    links = OrganisationInContact.objects.filter(**among, **when, contactmoment__removed_at=None)
    counted = links.aggregate(links=Count("pk"), moments=Count("contactmoment", distinct=True))
    return int(counted["links"] - counted["moments"])


def _provinces(user: User, today: date, lines: list[ProgrammeLine], also_all: bool) -> Iterator[Gap]:
    """Find the provinces in which a line, or no line at all, has a partner."""
    partners = LinePartner.objects.holding_on(today).filter(organisation__in=Organisation.objects.visible_to(user))
    known = set(partners.exclude(organisation__province="").values_list("line", "organisation__province"))
    everywhere = {province for _line, province in known}
    if also_all and (missing := _missing(everywhere)):
        yield Gap(
            GapKind.PROVINCE, _("No line has a partner in %(names)s.") % {"names": _named(missing)}, provinces=missing
        )
    for line in lines:
        here = {province for of_line, province in known if of_line == line.pk}
        if missing := _missing(here):
            reason = _("This line has no partner in %(names)s.") % {"names": _named(missing)}
            yield Gap(GapKind.PROVINCE, reason, line, provinces=missing)


def _missing(present: set[str]) -> tuple[str, ...]:
    return tuple(sorted(set(Province.values) - present))


def _named(provinces: tuple[str, ...]) -> str:
    return enumerated([str(Province(code).label) for code in provinces], most=12)


def _in_vain(user: User, today: date) -> Iterator[Gap]:
    """Find the organisations that were invited often and never came; the room of the events knows."""
    answers = [cast(dict[int, tuple[int, date]], answer) for _r, answer in invitations_asked.send(Gap, today=today)]
    invited = {pk: told for answer in answers for pk, told in answer.items()}
    for organisation in Organisation.objects.visible_to(user).standing_on(today).filter(pk__in=invited).by_name():
        number, _last = invited[organisation.pk]
        reason = _("Invited to %(n)d events, and nobody ever came. A call may tell why.") % {"n": number}
        yield Gap(GapKind.IN_VAIN, reason, organisation=organisation)


class Beginnings:
    """Finds with whom to begin at a gap; each target group and region is looked up once."""

    def __init__(self, user: User, today: date) -> None:
        self.seen, self.people, self.today = (
            Organisation.objects.visible_to(user).standing_on(today),
            Person.objects.visible_to(user),
            today,
        )
        self.at, self.on_line, self.partners = cache(self._at), cache(self._on_line), cache(self._partners)

    def of(self, gap: Gap) -> Begin | None:
        """Return the organisation with the latest contact anywhere in the network that would fill this gap.

        A thin cell wants another than who is in it, a line that leans another that is its partner today.
        """
        if gap.kind == GapKind.IN_VAIN and gap.organisation:
            return Begin(gap.organisation, self._known_at(gap.organisation))
        if gap.kind == GapKind.THIN and gap.line:
            return self.at(Q(target_groups=gap.group) & ~Q(pk__in=self.on_line(gap.line.pk)))
        if gap.group:
            return self.at(Q(target_groups=gap.group))
        if gap.provinces:
            return self.at(Q(province__in=gap.provinces))
        partners = self.partners(gap.line.pk) if gap.line else ()
        return self.at(Q(pk__in=partners) & ~Q(pk=gap.organisation.pk if gap.organisation else None))

    def _on_line(self, line: int) -> tuple[int, ...]:
        facts = LineFact.objects.holding_on(self.today).filter(line=line)
        return tuple(facts.order_by().values_list("organisation", flat=True).distinct())

    def _partners(self, line: int) -> tuple[int, ...]:
        return tuple(
            LinePartner.objects.holding_on(self.today).filter(line=line).values_list("organisation", flat=True)
        )

    def _at(self, which: Q) -> Begin | None:
        found: QuerySet[Organisation] = self.seen.filter(which).order_by(
            F("last_contact_on").desc(nulls_last=True), "sort_name"
        )
        first = found.first()
        return Begin(first, self._known_at(first)) if first else None

    def _known_at(self, organisation: Organisation) -> Person | None:
        work = Affiliation.objects.holding_on(self.today).filter(organisation=organisation)
        known = self.people.filter(pk__in=work.values("person"), last_contact_on__isnull=False)
        return known.order_by("-last_contact_on", "sort_name").first()
