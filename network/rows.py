"""Rows of any model as PostgreSQL writes them in JSON: read, set back in part, and put back whole, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import connection, models
from psycopg import sql

Row = dict[str, Any]
Model = type[models.Model]

# What the database works out by itself: never compared, never put back.
KEPT_BY_THE_DATABASE = frozenset({"sort_name", "plain_title", "last_contact_on", "last_known_on"})


def read(model: Model, numbers: Iterable[int]) -> dict[int, Row]:
    """Return these rows as they stand now, by their number."""
    return _fetched(model, _key(model), list(numbers))


def where(model: Model, column: str, value: int) -> dict[int, Row]:
    """Return the rows with this number in a column, by their own number."""
    return _fetched(model, column, [value])


def _fetched(model: Model, column: str, values: list[int]) -> dict[int, Row]:
    key = sql.Identifier(_key(model))
    query = sql.SQL("SELECT {key}, to_jsonb(t) FROM {table} t WHERE {column} = ANY(%s) ORDER BY {key} FOR UPDATE")
    with connection.cursor() as cursor:
        cursor.execute(query.format(key=key, table=_table(model), column=sql.Identifier(column)), [values])
        return {number: json.loads(row) if isinstance(row, str) else row for number, row in cursor.fetchall()}


def set_columns(model: Model, numbers: Iterable[int], values: Mapping[str, Any]) -> None:
    """Give these columns of these rows the values that stand in `values`, as JSON has them."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in values)
    query = sql.SQL(
        "UPDATE {table} SET ({names}) = (SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb))"
        " WHERE {key} = ANY(%s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(table=_table(model), names=names, key=sql.Identifier(_key(model))),
            [json.dumps(dict(values)), list(numbers)],
        )


def put_back(model: Model, row: Row) -> None:
    """Write a row that was deleted, with the number it had."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in _columns(model) if name in row)
    query = sql.SQL(
        "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE"
        " SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query.format(table=_table(model), names=names), [json.dumps(row)])


def delete(model: Model, numbers: Iterable[int]) -> None:
    """Delete these rows alone: what hangs on them is the caller's care, or the database refuses at the commit."""
    query = sql.SQL("DELETE FROM {table} WHERE {key} = ANY(%s)")
    with connection.cursor() as cursor:
        cursor.execute(query.format(table=_table(model), key=sql.Identifier(_key(model))), [list(numbers)])


def same(one: Row | None, other: Row | None) -> bool:
    """Tell whether two states of a row say the same, but for what the database keeps by itself."""
    if one is None or other is None:
        return one is other
    return told(one) == told(other)


def told(row: Row) -> Row:
    """Return what somebody told in a row: without what the database works out."""
    return {name: value for name, value in row.items() if name not in KEPT_BY_THE_DATABASE}


def pointing_at(model: Model) -> Iterator[tuple[Model, models.ForeignKey[Any, Any]]]:
    """Yield every foreign key of every stored model that leads to this one, also those of many-to-many rows."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if is_reverse and (relation.one_to_many or relation.one_to_one) and relation.related_model._meta.managed:  # type: ignore[union-attr]
            yield relation.related_model, relation.field  # type: ignore[misc,union-attr]


def tied_by_content_type() -> Iterator[tuple[Model, GenericForeignKey]]:
    """Yield every model that leads to any other by content type and number, such as tags."""
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield model, field


def _columns(model: Model) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if not field.generated]


def _key(model: Model) -> str:
    return str(model._meta.pk.column)


def _table(model: Model) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)
