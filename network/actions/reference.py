from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models, transaction

from accounts.actions import audit
from network.models import (
    LinePartner,
    LineTargetGroup,
    Municipality,
    Organisation,
    ProgrammeLine,
    RelationshipType,
    TargetGroup,
    Theme,
    WorkRole,
)
from network.reading import Reference, Row
from network.signals import reference_loaded

Stored = TypeVar("Stored", bound=models.Model)


@dataclass
class Report:
    """How many rows of each kind were new, changed or unchanged, and which facts were changed."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    def count(self, what: str, outcome: str, number: int = 1) -> None:
        """Add to "new", "changed" or "unchanged"."""
        self.counts.setdefault(what, Counter())[outcome] += number

    def total(self, outcome: str) -> int:
        return sum(counter[outcome] for counter in self.counts.values())


@transaction.atomic
def load(reference: Reference) -> Report:
    """Store the reference data, as often as you like; the rooms above load their own in the same transaction.

    Official facts (names, numbers, themes, cells, what a partner is to a line) always become what the files say.
    Everything else is filled when a row is new and belongs to the colleagues from then on: the name under which we
    know a partner, its kind, region and tags, further target groups and lines, and the day on which something ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE network_theme IN SHARE ROW EXCLUSIVE MODE")  # one load at a time
    report = Report()
    _load_programme(reference, report)
    _load_municipalities(reference, report)
    _load_ties(reference, report)
    _load_partners(reference, report)
    reference_loaded.send(Report, report=report)
    if report.total("new") or report.total("changed"):
        audit.write("network.reference_loaded", by=None, new=report.total("new"), changed=report.total("changed"))
    return report


def put(
    rows: models.Manager[Stored] | models.QuerySet[Stored],
    *,
    report: Report,
    found_by: Mapping[str, Any],
    official: Mapping[str, Any],
    at_first: Mapping[str, Any] | None = None,
) -> Stored:
    """Store one row: its official facts always, the others only when it is new; count it in the report."""
    what = str(rows.model._meta.verbose_name_plural)
    row = rows.filter(**found_by).first()
    if row is None:
        report.count(what, "new")
        return rows.create(**found_by, **official, **(at_first or {}))
    other = [name for name, value in official.items() if getattr(row, name) != value]
    for name in other:
        setattr(row, name, official[name])
    if other:
        row.save(update_fields=other)
        report.changes.append(f"{row._meta.verbose_name} {row.pk}: {', '.join(other)}")
    report.count(what, "changed" if other else "unchanged")
    return row


def _load_programme(reference: Reference, report: Report) -> None:
    years = {"valid_from": reference.valid_from}
    for row in reference.themes:
        facts = _only(row, "slug", "name", "name_en", "level")
        put(Theme.objects, report=report, found_by={"number": row["number"]}, official=facts | years)
    for position, row in enumerate(reference.target_groups):
        facts = _only(row, "name", "name_en", "core") | {"position": position}
        put(TargetGroup.objects, report=report, found_by={"slug": row["slug"]}, official=facts)
    for position, row in enumerate(reference.work_roles):
        facts = _only(row, "name", "name_en") | {"position": position}
        put(WorkRole.objects, report=report, found_by={"slug": row["slug"]}, official=facts)
    themes = Theme.objects.in_bulk(field_name="number")
    for row in reference.lines:
        facts = _only(row, "slug", "name", "name_en") | {"theme": themes[row["theme"]]} | years
        line = put(ProgrammeLine.objects, report=report, found_by={"number": row["number"]}, official=facts)
        _load_cells(line, reference.cells.get(line.number, []), report)


def _load_municipalities(reference: Reference, report: Report) -> None:
    """Store the municipalities in one go; one that was abolished stays, for the people who are on it."""
    known = {row.code: (row.name, row.province) for row in Municipality.objects.all()}
    fresh = [row for row in reference.municipalities if known.get(row["code"]) != (row["name"], row["province"])]
    Municipality.objects.bulk_create(
        (Municipality(**row) for row in fresh),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "province"],
    )
    what = str(Municipality._meta.verbose_name_plural)
    changed = [row for row in fresh if row["code"] in known]
    report.changes += [f"{Municipality._meta.verbose_name} {row['code']}" for row in changed]
    report.count(what, "new", len(fresh) - len(changed))
    report.count(what, "changed", len(changed))
    report.count(what, "unchanged", len(reference.municipalities) - len(fresh))


def _load_ties(reference: Reference, report: Report) -> None:
    for position, row in enumerate(reference.ties):
        facts = _only(row, "between", "name", "name_back", "name_en", "name_back_en") | {"position": position}
        put(RelationshipType.objects, report=report, found_by={"slug": row["slug"]}, official=facts)


def _load_cells(line: ProgrammeLine, slugs: list[str], report: Report) -> None:
    """Make the line name exactly these target groups."""
    for group in TargetGroup.objects.filter(slug__in=slugs):
        put(LineTargetGroup.objects, report=report, found_by={"line": line, "target_group": group}, official={})
    dropped, _rows = line.named_target_groups.exclude(target_group__slug__in=slugs).delete()
    report.count(str(LineTargetGroup._meta.verbose_name_plural), "changed", dropped)


def _load_partners(reference: Reference, report: Report) -> None:
    lines = ProgrammeLine.objects.in_bulk(field_name="number")
    groups = TargetGroup.objects.in_bulk(field_name="slug")
    for row in reference.partners:
        _adopt(row["name"])
        at_first = {"name": row["name"], "kind": row["kind"]}
        found_by = {"official_name": row["name"]}
        partner = put(Organisation.objects, report=report, found_by=found_by, official={}, at_first=at_first)
        partner.target_groups.add(groups[row["target_group"]])
        for number in row["lines"]:
            _load_partnership(partner, lines[number], _only(row, "relation", "source_note"), report)


def _adopt(name: str) -> None:
    """Recognise a partner that a colleague recorded before the reference data knew it."""
    if not Organisation.objects.filter(official_name=name).exists():
        Organisation.objects.filter(name__iexact=name, official_name="").update(official_name=name)


def _load_partnership(partner: Organisation, line: ProgrammeLine, facts: Row, report: Report) -> None:
    """Make the organisation partner of the line, unless a colleague ended that."""
    partnerships = LinePartner.objects.filter(organisation=partner, line=line)
    if partnerships.exists() and not partnerships.filter(ended_on=None).exists():
        return report.count(str(LinePartner._meta.verbose_name_plural), "unchanged")
    found_by = {"organisation": partner, "line": line, "ended_on": None}
    put(LinePartner.objects, report=report, found_by=found_by, official=facts)
    return None


def _only(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
