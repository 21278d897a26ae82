"""The database that every test database is a copy of."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import prepared


def test_the_copy_holds_what_the_migrations_of_today_make(db):
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.fixture
def house(tmp_path):
    """Return a house with one migration, which takes its SQL from elsewhere."""
    written = {
        "network/migrations/0001_first.py": "from network.namesearch import GRAMS\n",
        "network/namesearch.py": "GRAMS = 3\n",
        "config/settings.py": "",
        "requirements/dev.txt": "django==5.2.19\n",
    }
    for path, text in written.items():
        tmp_path.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(path).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "network/migrations/0001_first.py",
        "network/migrations/0002_new.py",
        "network/namesearch.py",
        "requirements/dev.txt",
    ],
)
def test_another_migration_makes_another_database(house, changed):
    before = prepared.fingerprint(house)

    house.joinpath(changed).write_text("changed = True\n")

    assert prepared.fingerprint(house) != before


def test_a_change_elsewhere_keeps_it(house):
    before = prepared.fingerprint(house)

    house.joinpath("network/views.py").write_text("")

    assert prepared.fingerprint(house) == before
