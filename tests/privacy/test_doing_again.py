"""Z41: a database that is put back from a backup does not bring back who was erased since."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditLine, Grant
from accounts.roles import Role
from network.actions import merges
from network.models import Person
from post.actions import mailings
from post.links import address_hash
from post.models import LetterClass, MailingState, Stop, StopSource
from privacy import journal, tasks
from privacy.actions import doing_again, erasing
from privacy.queries import lost
from tests.privacy.putting_back import Backup, said

pytestmark = pytest.mark.django_db
ADDRESS = "wilhelmina@gemeente.example.org"


@pytest.fixture
def erase(make_user, django_capture_on_commit_callbacks):
    officer = make_user("privacy_officer")

    def wipe(person):
        with django_capture_on_commit_callbacks(execute=True):
            erasing.erase(person=person, asked_on=date(2026, 1, 5), by=officer, now=timezone.now())

    return wipe


@pytest.fixture
def restored(make_person, erase):
    """Wilhelmina was erased after the backup that was put back; somebody else was left in peace."""
    person = make_person("Wilhelmina", "van Dongen", ADDRESS)
    make_person("Joost", "de Wit")
    backup = Backup()
    erase(person)
    backup.put_back()
    return person


@pytest.fixture
def held(colleague):
    """A newsletter that stands still."""
    told = {"letter_class": LetterClass.NEWSLETTER, "title": "x", "subject": "x", "text": "x"}
    mailing = mailings.compose(**told, now=timezone.now(), by=colleague)
    mailings.freeze(
        mailing=mailing, people=Person.objects.values_list("pk", "mail_addresses__address"), now=timezone.now()
    )
    mailings.pause(mailing=mailing, now=timezone.now())
    mailing.refresh_from_db()
    return mailing


def test_z41_who_was_erased_after_the_backup_is_erased_again_and_nobody_else(restored):
    done = doing_again.do_again(now=timezone.now())

    assert (done.erased, done.refused) == (1, [])
    assert list(Person.objects.values_list("given_name", flat=True)) == ["Joost"]
    stop = Stop.objects.get(address_hash=address_hash(ADDRESS))
    assert (stop.how, stop.lifted_at) == (StopSource.ERASURE, None)
    assert AuditLine.objects.get(action=journal.ERASED).object_id == restored.pk


def test_the_journal_holds_a_number_and_a_moment_and_nothing_of_anybody(restored):
    lines = [line for line in journal.place().read_text().splitlines() if line]

    (line,) = lines
    at, number = line.split()
    assert int(number) == restored.pk
    assert at.startswith(str(timezone.now().year))
    assert journal.place().stat().st_mode & 0o777 == 0o600


def test_the_command_counts_first_and_changes_nothing(restored):
    assert f"1 people who were erased stand in the database again: {restored.pk}." in said()
    assert Person.objects.count() == 2

    assert "1 people are erased again." in said("--yes")
    assert "0 people who were erased" in said()


def test_without_a_journal_the_command_does_not_say_that_all_is_well(db):
    with pytest.raises(CommandError, match="put back the copy"):
        said()


def test_who_works_at_kis_in_the_backup_is_told_and_the_others_are_erased(make_person, make_user, erase):
    account = make_user(email=ADDRESS)
    first, second = make_person("Wilhelmina", "van Dongen", ADDRESS, user=account), make_person("Fatma", "Yilmaz")
    grant = Grant.objects.create(user=account, role=Role.EDITOR)
    backup = Backup()
    grant.delete()
    erase(first)
    erase(second)
    backup.put_back()

    with pytest.raises(CommandError, match=str(first.pk)):
        said("--yes")

    assert list(Person.objects.all()) == [first]


def test_somebody_who_got_the_same_number_later_is_not_erased(make_person, restored):
    Person.objects.filter(pk=restored.pk).update(created_at=timezone.now() + timedelta(minutes=1))

    assert not lost()


def test_f28_nothing_goes_on_while_who_was_erased_is_back(restored, held):
    with pytest.raises(mailings.CannotSteer, match="privacy_after_restore"):
        mailings.go_on(mailing=held, now=timezone.now())
    doing_again.do_again(now=timezone.now())

    mailings.go_on(mailing=held, now=timezone.now())

    held.refresh_from_db()
    assert held.state == MailingState.RUNNING


def test_f28_no_new_letter_is_let_go_while_who_was_erased_is_back(restored, colleague):
    from newsletter.queries import gate

    before = gate.refusal(count=1, unseen=0, by=colleague, now=timezone.now())
    doing_again.do_again(now=timezone.now())

    assert "privacy_after_restore" in before
    assert gate.refusal(count=1, unseen=0, by=colleague, now=timezone.now()) == ""


def test_f28_the_command_after_a_restore_says_it_too(restored):
    out = StringIO()
    call_command("post_after_restore", stdout=out)

    assert "privacy_after_restore" in out.getvalue()


def test_a_journal_that_misses_lines_is_written_from_the_audit_trail(make_person, erase):
    person = make_person()
    erase(person)
    journal.place().unlink()

    written = tasks.keep_journal(), tasks.keep_journal()

    assert written == (1, 0)
    assert set(journal.known()[journal.ERASED]) == {person.pk}


def test_a_disk_that_takes_nothing_holds_up_no_erasure(make_person, erase, settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "file" / "erasures")
    (tmp_path / "file").write_text("no folder")
    person = make_person()

    erase(person)

    assert not Person.objects.filter(pk=person.pk).exists()
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures")
    assert tasks.keep_journal() == 1


def test_a_line_that_broke_off_spoils_no_other(make_person, erase):
    first, second = make_person(), make_person()
    erase(first)
    with journal.place().open("a") as file:
        file.write("2026-11-2")
    erase(second)

    assert set(journal.known()[journal.ERASED]) == {first.pk, second.pk}


def test_who_was_made_one_record_of_two_after_the_backup_is_erased_under_both_numbers(make_person, erase, colleague):
    kept, gone, apart = (make_person(name, "van Dongen") for name in ("Wilhelmina", "Mina", "Willem"))
    told = {"kept": kept, "by": colleague, "now": timezone.now()}
    backup = Backup()
    merges.merge(gone=gone, **told)
    mistaken = merges.merge(gone=apart, **told)
    merges.take_back(merge=mistaken, by=colleague, now=timezone.now())
    erase(kept)
    backup.put_back()

    done = doing_again.do_again(now=timezone.now())

    assert (done.erased, done.refused) == (2, [])
    assert list(Person.objects.all()) == [apart]
