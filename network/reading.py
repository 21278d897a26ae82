"""Read the files with reference data, and refuse a broken one in one clear sentence before anything is written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from network.models.organisation import OrganisationKind
from network.models.relationship import Between
from network.provinces import Province

FOLDER = Path(__file__).parent / "reference"
Row = Mapping[str, Any]

# What every row of a list must say, and as what.
THEME = {"number": int, "slug": str, "name": str, "name_en": str, "level": str}
LINE = {"number": int, "theme": int, "slug": str, "name": str, "name_en": str}
TARGET_GROUP = {"slug": str, "name": str, "name_en": str, "core": bool}
WORK_ROLE = {"slug": str, "name": str, "name_en": str}
PARTNER = {
    "name": str,
    "kind": str,
    "target_group": str,
    "programme_lines": str,
    "relation": str,
    "source_note": str,
}
MUNICIPALITY = {"code": str, "name": str, "province": str}
TIE = {"slug": str, "between": str, "name": str, "name_back": str, "name_en": str, "name_back_en": str}
MAY_BE_EMPTY = {"source_note"}


class BrokenReference(Exception):
    """A file with reference data does not say what it must; the message tells which, where and what."""


@dataclass(frozen=True)
class Reference:
    """The facts of the programme, each row checked and each name it uses known."""

    valid_from: int
    themes: list[Row]
    lines: list[Row]
    target_groups: list[Row]
    cells: Mapping[int, list[str]]
    work_roles: list[Row]
    partners: list[Row]
    municipalities: list[Row]
    ties: list[Row]


def read(folder: Path = FOLDER) -> Reference:
    """Return the reference data of this folder.

    :raises BrokenReference: with the file, the row and what is wrong.
    """
    told = read_yaml(folder / "programme.yaml")
    reference = Reference(
        valid_from=_year(told),
        themes=rows(told, "themes", THEME, key="number"),
        lines=rows(told, "programme_lines", LINE, key="number"),
        target_groups=rows(told, "target_groups", TARGET_GROUP, key="slug"),
        cells=_cells(told),
        work_roles=rows(told, "community_roles", WORK_ROLE, key="slug"),
        partners=_partners(folder / "partners.csv"),
        municipalities=_table(folder / "municipalities.csv", MUNICIPALITY, key="code"),
        ties=_table(folder / "ties.csv", TIE, key="slug"),
    )
    _check_names(reference)
    return reference


def read_yaml(path: Path) -> dict[str, Any]:
    """Return what a YAML file says; it must name things at its top.

    :raises BrokenReference: when it cannot be read, or is no such file.
    """
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as trouble:
        raise BrokenReference(f"{path.name} cannot be read: {' '.join(str(trouble).split())}.") from trouble
    if not isinstance(told, dict):
        raise BrokenReference(f"{path.name} must hold names with values, such as `themes:`.")
    return told


def rows(told: Mapping[str, Any], name: str, shape: Mapping[str, type], *, key: str) -> list[Row]:
    """Return the rows of a list in a file, each of this shape and each with its own key.

    :raises BrokenReference: when a row is not.
    """
    found = told.get(name)
    if not isinstance(found, list) or not found:
        raise BrokenReference(f"The reference data has no list `{name}`.")
    for number, row in enumerate(found, start=1):
        _check_shape(row, shape, f"`{name}`, row {number}")
    _check_once([row[key] for row in found], f"`{name}`", key)
    return found


def _check_shape(row: Any, shape: Mapping[str, type], where: str) -> None:
    if not isinstance(row, dict):
        raise BrokenReference(f"{where} must be a row of names with values.")
    for name, kind in shape.items():
        if type(row.get(name)) is not kind:
            raise BrokenReference(f"{where} needs `{name}` as {kind.__name__}, and has {row.get(name)!r}.")
        if row[name] == "" and name not in MAY_BE_EMPTY:
            raise BrokenReference(f"{where} has an empty `{name}`.")
    if None in row:
        raise BrokenReference(f"{where} has more columns than the first row: {row[None]}.")


def _check_once(keys: list[Any], where: str, name: str) -> None:
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise BrokenReference(f"{where} has {name} {twice!r} twice.")


def _year(told: Mapping[str, Any]) -> int:
    if not isinstance(told.get("valid_from"), int):
        raise BrokenReference("The reference data must say from which year it holds, as `valid_from: 2022`.")
    return int(told["valid_from"])


def _cells(told: Mapping[str, Any]) -> dict[int, list[str]]:
    cells = told.get("programme_line_target_groups")
    if not isinstance(cells, dict) or not all(isinstance(groups, list) for groups in cells.values()):
        raise BrokenReference("`programme_line_target_groups` must give each line number a list of target groups.")
    return cells


def _partners(path: Path) -> list[Row]:
    checked = _table(path, PARTNER, key="name")
    return [{**row, "lines": _line_numbers(row, path.name)} for row in checked]


def _table(path: Path, shape: Mapping[str, type], *, key: str) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as trouble:
        raise BrokenReference(f"{path.name} cannot be read: {trouble}.") from trouble
    return rows({path.name: found}, path.name, shape, key=key)


def _line_numbers(row: Row, file_name: str) -> list[int]:
    numbers = row["programme_lines"].split(";")
    if not all(number.isdecimal() for number in numbers):
        said = row["programme_lines"]
        raise BrokenReference(f"{file_name}: the lines of {row['name']} must be numbers with ; between, not {said!r}.")
    return [int(number) for number in numbers]


def _check_names(reference: Reference) -> None:
    """Every theme, line, target group and kind that is used must be one of those given."""
    themes = {row["number"] for row in reference.themes}
    lines = {row["number"] for row in reference.lines}
    groups = {row["slug"] for row in reference.target_groups}
    for line in reference.lines:
        _check_known([line["theme"]], themes, f"Line {line['number']}", "theme")
    _check_known(reference.cells, lines, "`programme_line_target_groups`", "line")
    for number, named in reference.cells.items():
        _check_known(named, groups, f"Line {number}", "target group")
    for partner in reference.partners:
        _check_known(partner["lines"], lines, partner["name"], "line")
        _check_known([partner["target_group"]], groups, partner["name"], "target group")
        _check_known([partner["kind"]], set(OrganisationKind.values), partner["name"], "kind of organisation")
    for municipality in reference.municipalities:
        _check_known([municipality["province"]], set(Province.values), municipality["name"], "province")
    for tie in reference.ties:
        _check_known([tie["between"]], set(Between.values), tie["slug"], "kind of party")


def _check_known(used: Iterable[Any], known: set[Any], who: str, what: str) -> None:
    stranger = next((name for name in used if name not in known), None)
    if stranger is not None:
        raise BrokenReference(f"{who} names the {what} {stranger!r}, which is not in the reference data.")
