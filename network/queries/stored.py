"""A filter as it is stored with a selection: names with keys and words, read back into what a list is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from taggit.models import Tag

from accounts.models import User
from network.models import Municipality, Organisation, ProgrammeLine, Selection, TargetGroup, WorkRole

from .merges import standing_for

ROWS: dict[str, Any] = {
    "line": ProgrammeLine,
    "group": TargetGroup,
    "role": WorkRole,
    "tag": Tag,
    "municipality": Municipality,
    "organisation": Organisation,
    "holder": User,
    "selection": Selection,
}
MANY = ("line", "group", "tag", "municipality", "region")  # of these one of several is enough
Asked = TypeVar("Asked")


def read(asked_class: type[Asked], stored: Mapping[str, str]) -> Asked | None:
    """Return what a stored filter asks; nothing when it asks for a row that is gone: then nobody answers to it.

    An organisation that was merged is not gone: the one into which it went is asked for.
    """
    own = {field.name for field in fields(asked_class)}  # type: ignore[arg-type]
    told: dict[str, Any] = {"elsewhere": {name: value for name, value in stored.items() if name not in own}}
    for name in own & stored.keys():
        told[name] = _value(name, stored[name])
        if told[name] is None:
            return None
    return asked_class(**told)


def _value(name: str, value: str) -> Any:
    if name == "since":
        return date.fromisoformat(value)
    if name in MANY:
        return _values(name, value.split(","))
    if name == "selection":
        return Selection.objects.standing().filter(pk=value).first()
    if name == "organisation":
        return Organisation.objects.filter(pk__in=standing_for(Organisation, [int(value)])).first()
    return ROWS[name]._default_manager.filter(pk=value).first() if name in ROWS else value


def _values(name: str, values: list[str]) -> tuple[Any, ...] | None:
    """Return the rows or words behind these; of rows that are gone the others go on, and of none left nothing."""
    if name not in ROWS:
        return tuple(values)
    return tuple(ROWS[name]._default_manager.filter(pk__in=values).order_by("pk")) or None
