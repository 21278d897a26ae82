"""F30: a page that cannot have a lock says so in time, and nothing is half written."""

from pathlib import Path

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client

from network.models import Person
from web import busy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def impatient(transactional_db, settings):
    """The connection of this test with the limits of a page: a fifth of a second for a lock."""
    settings.WEB_LOCK_TIMEOUT_MS = 200
    busy.limit(connection=connection)
    yield
    connection.close()


@pytest.fixture
def locked(impatient, make_user, make_person):
    """A person whose row somebody else holds, and a browser that tells errors as people see them."""
    person = make_person("Samira", "Amrani", source="Jaarbijeenkomst")
    client = Client(raise_request_exception=False)
    client.force_login(make_user("line_staff"))
    with psycopg.connect(_address()) as other:
        other.execute("SELECT 1 FROM network_person WHERE id = %s FOR UPDATE", [person.pk])
        yield client, person
        other.rollback()


def _address():
    asked = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{name: asked[name] for name in ("dbname", "user", "password", "host", "port") if asked.get(name)}
    )


def change(client, person, **headers):
    told = {
        "given_name": "Fatma",
        "family_name": "Amrani",
        "language": "nl",
        "source": "x",
        "addresses": "a@x.example.org",
    }
    return client.post(f"/netwerk/personen/{person.pk}/wijzig/", told, headers=headers)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_f30_a_page_that_waits_for_a_lock_says_that_it_is_busy(locked, headers):
    client, person = locked

    answer = change(client, person, **headers)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Het is nu druk; probeer het over een minuut opnieuw" in answer.content.decode()
    assert Person.objects.get(pk=person.pk).given_name == "Samira"
    assert client.get(f"/netwerk/personen/{person.pk}/").status_code == 200


def test_what_was_typed_is_sent_again_by_one_button(locked):
    client, person = locked

    page = BeautifulSoup(change(client, person).content, "lxml")

    form = page.select_one("main form")
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert form["action"] == f"/netwerk/personen/{person.pk}/wijzig/"
    assert sent.pop("csrfmiddlewaretoken")
    assert sent == {
        "given_name": "Fatma",
        "family_name": "Amrani",
        "language": "nl",
        "source": "x",
        "addresses": "a@x.example.org",
    }


def test_no_password_is_written_in_a_page_to_send_it_again(rf):
    assert busy.sent(rf.post("/", {"login": "a@example.org", "password": "geheim"})) == []


def test_another_error_of_the_database_is_no_business_of_it(rf):
    from django.db import OperationalError

    assert busy.BusyMiddleware(None).process_exception(rf.get("/"), OperationalError("gone")) is None


def test_only_the_web_processes_are_impatient(db):
    """The server of the pages asks for it; workers, migrations and this test do not."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        waits = cursor.fetchone()[0]

    asking = [path.name for path in (ROOT / "config").glob("*.py") if "be_impatient()" in path.read_text()]
    assert (waits, asking) == ("0", ["wsgi.py"])
