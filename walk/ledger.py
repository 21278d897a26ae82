"""What the database holds of people and organisations, row by row, to compare two moments with."""

from __future__ import annotations

from collections import Counter

import psycopg
from psycopg import sql

# What remembers that something happened, or is worked out from the rest, does not count as a difference.
TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND (table_name LIKE 'network_%' OR table_name LIKE 'newsletter_%' OR table_name LIKE 'events_%'
           OR table_name IN ('taggit_taggeditem', 'post_stop'))
      AND table_name !~ '^network_(import|merge|duplicate|graph|coveragechange|bulk|snapshot)'
    ORDER BY table_name
"""

Rows = dict[str, Counter[str]]


def read(database_url: str) -> Rows:
    """Return for each table how often each of its rows stands there."""
    with psycopg.connect(database_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        return {name: _rows(connection, name) for name in names}


def differences(before: Rows, after: Rows) -> dict[str, int]:
    """Return for each table that differs how many rows are in one of the two alone."""
    found = {}
    for name in before.keys() | after.keys():
        one, other = before.get(name, Counter()), after.get(name, Counter())
        if alone := (one - other).total() + (other - one).total():
            found[name] = alone
    return found


def _rows(connection: psycopg.Connection, table: str) -> Counter[str]:
    query = sql.SQL("SELECT md5(row::text) FROM {} AS row").format(sql.Identifier(table))
    return Counter(digest for (digest,) in connection.execute(query).fetchall())
