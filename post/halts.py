"""Tell workers at once that somebody unsubscribed or that a mailing stands still, also in the middle of a parcel.

A parcel is looked up when it is claimed, and may take minutes at a slow server. Whoever stops something therefore also
says so with NOTIFY (heard when the transaction commits), and the worker listens while it sends (bar M8, F21).
What is said are numbers and hashes only.
"""

from __future__ import annotations

from django.db import connection

CHANNEL = "post_halts"
EVERYTHING = "everything"  # not even a service letter
ALL_LISTS = "all"


def person(number: int) -> str:
    """Name a person in what is said."""
    return f"person:{number}"


def address(hashed: bytes) -> str:
    """Name an address in what is said, by its keyed hash."""
    return f"address:{hashed.hex()}"


def held(mailing: int) -> str:
    """Say that a mailing is paused or cancelled."""
    return f"held {mailing}"


def freed(mailing: int) -> str:
    """Say that a mailing goes on."""
    return f"freed {mailing}"


def stopped(who: str, scope: int | None, *, everything: bool) -> str:
    """Say that somebody wants no more letters of a list, or of any list, or gets nothing at all."""
    return f"stopped {who} {EVERYTHING if everything else _list(scope)}"


def lifted(who: str, scope: int | None, *, everything: bool = False) -> str:
    """Say that somebody wants the letters of a list, or of every list, again, or that an address lives again."""
    return f"lifted {who} {EVERYTHING if everything else _list(scope)}"


def _list(scope: int | None) -> str:
    return ALL_LISTS if scope is None else str(scope)


def tell(*what: str) -> None:
    """Say it to every worker as soon as this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [CHANNEL, list(what)])


class Halts:
    """What a worker heard since it began: which mailings stand still, and who wants no letters any more."""

    def __init__(self) -> None:
        """Listen on a connection of its own, so that what is said comes in while the other is at work."""
        self._database = connection.copy()
        self._database.ensure_connection()
        self._database.set_autocommit(True)
        with self._database.cursor() as cursor:
            cursor.execute("LISTEN post_halts")
        self._link = self._database.connection.pgconn
        self._held: set[int] = set()
        self._stopped: set[tuple[str, str]] = set()

    def fileno(self) -> int:
        """Return the descriptor that has something to read when something is said."""
        return self._link.socket

    def hear(self) -> None:
        """Take in what was said.

        :raises psycopg.OperationalError: when the connection broke, so that nothing more would be heard.
        """
        self._link.consume_input()
        while said := self._link.notifies():
            verb, *rest = said.extra.decode().split()
            if verb == "held":
                self._held.add(int(rest[0]))
            elif verb == "freed":
                self._held.discard(int(rest[0]))
            elif verb == "stopped":
                self._stopped.add((rest[0], rest[1]))
            else:
                self._stopped.discard((rest[0], rest[1]))

    @property
    def knows_stops(self) -> bool:
        """Tell whether anybody said stop, which in most rounds nobody does."""
        return bool(self._stopped)

    def holds(self, mailing: int) -> bool:
        """Tell whether this mailing stands still."""
        return mailing in self._held

    def stops(self, *, number: int, hashed: bytes, scope: int | None, bulk: bool) -> bool:
        """Tell whether this person or address no longer gets this letter."""
        kinds = (EVERYTHING, ALL_LISTS, str(scope)) if bulk else (EVERYTHING,)
        return any((who, kind) in self._stopped for who in (person(number), address(hashed)) for kind in kinds)

    def close(self) -> None:
        """Listen no longer."""
        self._database.close()
