"""Bringing in a file, writing what it says, and taking it back."""

from datetime import UTC, datetime, timedelta

import pytest

from network.actions import import_work, imports
from network.actions.imports import Account

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
ACCOUNT = Account("Uitnodigen voor de jaarbijeenkomst", "public", "Deelnemerslijst 2025")


@pytest.fixture
def bring(colleague):
    """Return a function that brings in a file and has it checked."""

    def bring_in(text, kind="people", name="lijst.csv"):
        content = text.encode() if isinstance(text, str) else text
        file = imports.bring_in(kind=kind, name=name, content=content, by=colleague, now=NOW)
        imports.map_columns(file=file, chosen=file.columns, account=ACCOUNT, by=colleague, now=NOW)
        import_work.carry_on(now=NOW)
        file.refresh_from_db()
        return file

    return bring_in


@pytest.fixture
def write(colleague):
    def start(file):
        imports.start(file=file, by=colleague, now=NOW)
        import_work.carry_on(now=NOW)
        file.refresh_from_db()

    return start


@pytest.fixture
def take_back(colleague):
    def undo(file):
        imports.start_undo(file=file, by=colleague, now=NOW + timedelta(days=1))
        import_work.carry_on(now=NOW + timedelta(days=1))
        file.refresh_from_db()

    return undo
