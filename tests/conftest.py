"""What every test stands on: a plain house, and people with roles."""

import gc
import os
from collections.abc import Callable
from itertools import count

import pytest

from tests import prepared


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays till the end: half a million objects, looked at all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter) -> None:
    """Name each browser test that was skipped, and why: a skipped promise is not a kept one."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        terminalreporter.section("browser tests that did not run")
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case shortly: octets differ per worker when they hold a time, and ten megabytes are no name."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 60):
        return argname
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """Make each test database a copy of the one that `tests.prepared` migrated."""
    from django.db import connection

    connection.settings_dict["TEST"] |= {"TEMPLATE": prepared.database(os.environ["DATABASE_URL"]), "MIGRATE": False}


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_all_tables():
    """Empty what a transactional test wrote by DELETE: truncating two hundred empty tables took a second each time.

    Passes by the triggers, such as the one that guards the audit trail.
    """
    from django.db import connection, transaction
    from django.db.backends.postgresql.operations import DatabaseOperations

    def flush(self, sql_list):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(EMPTY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush, raising=False)
        yield


EMPTY = """
    DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                   AND relname <> 'django_migrations' LOOP
            EXECUTE format('DELETE FROM %s', one);
        END LOOP;
    END $$
"""


@pytest.fixture(autouse=True, scope="session")
def _a_plain_house():
    """Quick password hashes and answers, static files straight from their folders, letters that leave at once."""
    from django.conf import settings
    from django.test import override_settings

    from web import limits

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": plain}},
            WHITENOISE_AUTOREFRESH=True,
            WHITENOISE_USE_FINDERS=True,
            RELEASE_UNDO_SECONDS=0,
        ),
    ):
        patch.setattr(limits, "EVEN", 0)
        yield


NUMBERS = count(1)


@pytest.fixture(autouse=True)
def _an_own_place_for_files(settings, tmp_path_factory):
    """Keep journals and uploads out of the house, in a folder that is made only when a test writes something."""
    place = tmp_path_factory.getbasetemp() / f"house{next(NUMBERS)}"
    settings.POST_JOURNAL_DIR = place / "journal"
    settings.MEDIA_ROOT = place / "media"


@pytest.fixture
def make_user(db) -> Callable:
    """Return a function that stores a user with these roles."""
    from accounts.models import Grant, User

    def make(*roles: str, email: str = "", **fields):
        number = User.objects.count() + 1
        named = {"given_name": "Nadia", "family_name": f"Bouzid{number}", **fields}
        user = User.objects.create_user(email or f"user{number}@kis.example.org", "een-lang-wachtwoord", **named)
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def colleague(make_user):
    """A staff member on a programme line."""
    return make_user("line_staff")


@pytest.fixture
def counted(monkeypatch) -> set[int]:
    """The keys of the people that pages count among those a colleague saw (Z39)."""
    from network.actions import seeing

    keys: set[int] = set()
    monkeypatch.setattr(seeing, "note", lambda people, **_told: keys.update(people))
    return keys


@pytest.fixture
def make_person(db) -> Callable:
    """Return a function that stores a person, with an e-mail address unless told otherwise."""
    from network.models import MailAddress, Person

    def make(given_name: str = "Samira", family_name: str = "Amrani", address: str | None = "", **fields):
        person = Person.objects.create(given_name=given_name, family_name=family_name, **fields)
        if address is not None:
            MailAddress.objects.create(person=person, address=address or f"person{person.pk}@gemeente.example.org")
        return person

    return make


@pytest.fixture
def make_program(make_user) -> Callable:
    """Return a function that gives a browser for a program whose token has these scopes."""
    from datetime import timedelta

    from django.test import Client
    from django.utils import timezone

    from accounts.actions import api_tokens

    def make(*scopes: str) -> Client:
        until = timezone.localdate() + timedelta(days=30)
        told = {"by": make_user("administrator"), "now": timezone.now(), "expires_on": until}
        made = api_tokens.make(name="website kis.nl", scopes=scopes, **told)
        return Client(headers={"Authorization": f"Bearer {made.secret}"})

    return make
