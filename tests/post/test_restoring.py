"""The database is put back from a backup that was made in the middle of a mailing (bar F28)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from post import journal, owner, place, tasks
from post.actions import delivering, mailings, recovering, restoring
from post.journal import Journal, Mark
from post.models import Letter, LetterState, Mailing, MailingState, Parcel, ParcelState, Place, Reason
from post.place import Sign
from tests.post.conftest import NOW, assert_books_are_true

S = LetterState


class Backup:
    """The database as it was at one moment; the folder with the journals is not in it."""

    def __init__(self):
        self._made = transaction.savepoint()

    def put_back(self):
        transaction.savepoint_rollback(self._made)


@pytest.fixture
def today():
    """The day of the journals, which are put away by the clock of the machine."""
    return timezone.now()


@pytest.fixture(autouse=True)
def _a_small_jump(monkeypatch):
    """Numbers that were skipped stay skipped, for all tests on this database."""
    monkeypatch.setattr(restoring, "JUMP", 1000)


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def test_f28_what_left_after_the_backup_is_found(promise, server, deliver, today):
    mailing = promise(6)
    whole = Parcel.objects.get()
    Parcel.objects.filter(pk=whole.pk).update(letter_ids=whole.letter_ids[:3])
    deliver(now=today)
    Parcel.objects.create(mailing=mailing, number=2, letter_ids=whole.letter_ids[3:])
    backup = Backup()
    deliver(now=today)
    assert len(server.received) == 6
    backup.put_back()
    assert states(mailing) == [S.SENT] * 3 + [S.WAITING] * 3

    deliver(now=today)

    mailing.refresh_from_db()
    assert (mailing.state, states(mailing)) == (MailingState.FINISHED, [S.SENT] * 6)
    assert set(server.recipients.values()) == {1}
    assert_books_are_true(mailing)


def test_f28_what_had_not_left_stands_still_until_somebody_says_go_on(promise, server, deliver, today):
    mailing = promise(4)
    whole = Parcel.objects.get()
    backup = Backup()
    Parcel.objects.filter(pk=whole.pk).update(letter_ids=whole.letter_ids[:2])
    deliver(now=today)
    backup.put_back()

    deliver(now=today)

    mailing.refresh_from_db()
    assert (mailing.state, states(mailing)) == (MailingState.PAUSED, [S.SENT, S.SENT, S.WAITING, S.WAITING])
    assert "teruggezet" in mailing.pause_reason
    assert Parcel.objects.get(state=ParcelState.WAITING).letter_ids == whole.letter_ids[2:]
    mailings.go_on(mailing=mailing, now=today)
    deliver(now=today)
    assert states(mailing) == [S.SENT] * 4
    assert dict(server.recipients) == {f"p{n}@gemeente.example.org": 1 for n in range(4)}


def test_f28_the_tick_of_a_worker_notices_it_too(promise, server, deliver, today, monkeypatch):
    mailing = promise(2)
    backup = Backup()
    deliver(now=today)
    backup.put_back()
    monkeypatch.setattr("post.nudge.wake", lambda: None)

    tasks.tick()

    assert states(mailing) == [S.SENT] * 2


def test_f28_a_parcel_that_was_in_hand_when_the_backup_was_made_is_not_sent_again(promise, server, deliver, today):
    """Its journal was put away when it was settled, after the backup; nothing else was claimed since."""
    mailing = promise(2)
    gone = owner.begin_round()
    owner.end_round(gone)
    claimed = delivering.claim(owner=gone, now=today)
    kept = Journal(claimed.parcel, gone, claimed.letters)
    kept.mark(0, Mark.ACCEPTED, 250)
    kept.mark(1, Mark.HANDED_OVER)
    kept.put_away()

    recovering.recover_all(now=today)

    assert states(mailing) == [S.SENT, S.UNKNOWN]


def test_f28_what_a_worker_had_in_hand_when_it_was_killed_is_found_too(promise, today):
    """Its journal lies open, and in the database of before nobody has that parcel."""
    mailing = promise(2)
    numbers = list(mailing.letters.order_by("pk").values_list("pk", flat=True))
    open_journal = Journal(Parcel.objects.get().pk, owner.begin_round(), numbers)
    open_journal.mark(0, Mark.ACCEPTED, 250)
    open_journal.leave()
    ahead()

    restoring.look(now=today)

    assert states(mailing) == [S.SENT, S.WAITING]


def test_f28_a_letter_without_an_answer_stays_unknown_and_one_that_was_refused_failed(promise, today):
    mailing = promise(4)
    numbers = list(mailing.letters.order_by("pk").values_list("pk", flat=True))
    kept = Journal(1, owner.begin_round(), numbers)
    for number, mark in enumerate([Mark.HANDED_OVER, Mark.REFUSED, Mark.LATER, Mark.UNTOUCHED]):
        kept.mark(number, mark, 550 if mark == Mark.REFUSED else 0)
    kept.put_away()
    ahead()

    done = restoring.look(now=today)

    assert (done.found, done.unknown, done.held) == (2, 0, 1)
    told = mailing.letters.order_by("pk").values_list("state", "code", "reason")
    assert list(told) == [
        (S.UNKNOWN, None, Reason.NO_ANSWER),
        (S.FAILED, 550, ""),
        (S.WAITING, None, ""),
        (S.WAITING, None, ""),
    ]


def test_f28_a_mark_that_a_power_cut_may_have_wiped_proves_nothing(promise, today):
    mailing = promise(2)
    numbers = list(mailing.letters.order_by("pk").values_list("pk", flat=True))
    before = ":".join(["h/1", "1", "00000000-123", "ab"])
    kept = Journal(1, before, numbers)
    kept.mark(0, Mark.ACCEPTED, 250)
    kept.put_away()
    ahead()

    restoring.look(now=today)

    told = mailing.letters.order_by("pk").values_list("state", "reason")
    assert list(told) == [(S.SENT, ""), (S.UNKNOWN, Reason.RESTORED)]


def test_f28_a_letter_that_waits_again_since_is_not_taken_for_sent(promise, server, deliver, today, colleague):
    """What a journal says counts only when the database heard nothing of that letter since."""
    mailing = promise(1)
    deliver(now=today)
    again = today + timedelta(minutes=5)
    Letter.objects.update(state=S.WAITING, settled_at=again)
    Parcel.objects.update(state=ParcelState.WAITING)
    Mailing.objects.update(finished_at=None)
    ahead()

    restoring.look(now=again)

    assert states(mailing) == [S.WAITING]


def test_f28_a_letter_that_got_the_number_of_another_is_not_taken_for_sent(promise, today):
    mailing = promise(1)
    kept = Journal(1, owner.begin_round(), [mailing.letters.get().pk])
    kept.mark(0, Mark.ACCEPTED, 250)
    kept.put_away()
    Mailing.objects.update(released_at=today + timedelta(hours=1))
    ahead()

    restoring.look(now=today + timedelta(hours=1))

    assert states(mailing) == [S.WAITING]


def test_f28_a_code_that_still_waited_is_of_no_use_any_more(db, server, deliver, today):
    letter = mailings.send_service(to="a@example.org", subject="Code", text="123456", now=today)
    ahead()

    deliver(now=today)

    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (S.UNKNOWN, Reason.RESTORED)
    assert not server.received


def test_f28_nothing_new_gets_a_number_that_stands_in_letters_of_before(promise, today):
    """Links and bounce addresses hold numbers; another person or letter must not answer to them."""
    last = promise(1).letters.get().pk
    ahead()

    restoring.look(now=today)

    assert promise(["b@gemeente.example.org"]).letters.get().pk > last + 999


def test_f28_colleagues_hear_of_it_by_mail(promise, make_user, today):
    make_user("administrator", email="beheer@kis.example.org")
    promise(1)
    ahead()

    restoring.look(now=today)

    assert Letter.objects.filter(address="beheer@kis.example.org").exists()


def test_f28_a_mailing_that_stood_still_already_says_why_it_does_now(promise, today):
    mailing = promise(1)
    mailings.pause(mailing=mailing, now=today)
    ahead()

    restoring.look(now=today)

    mailing.refresh_from_db()
    assert "teruggezet" in mailing.pause_reason


def test_f28_a_worker_that_goes_on_as_before_holds_nothing(promise, server, deliver, today):
    mailing = promise(2)
    for _ in range(3):
        assert restoring.look(now=today) is None

    deliver(now=today)

    assert states(mailing) == [S.SENT] * 2
    assert Place.objects.get().beat == 4


def test_f28_one_machine_more_in_a_house_at_work_holds_nothing(promise, settings, tmp_path, today):
    place.beat(now=today)
    promise(1)
    settings.POST_JOURNAL_DIR = tmp_path / "other machine"

    assert place.beat(now=today + timedelta(seconds=20)) is Sign.GOOD
    assert Place.objects.count() == 2


def test_f28_a_machine_without_journals_after_a_silence_asks_a_person_first(promise, settings, tmp_path, today, server):
    place.beat(now=today)
    mailing = promise(1)
    settings.POST_JOURNAL_DIR = tmp_path / "new machine"

    done = restoring.look(now=today + timedelta(hours=1))

    mailing.refresh_from_db()
    assert (done.held, done.unknown, states(mailing)) == (1, 0, [S.WAITING])
    assert "nieuwe plek" in mailing.pause_reason
    assert restoring.look(now=today + timedelta(hours=1)) is None


def test_f28_the_command_says_what_it_found_and_does_so_once(promise, server, deliver, today):
    promise(2)
    backup = Backup()
    deliver(now=today)
    backup.put_back()

    assert said("post_after_restore") == (
        "0 mailings stand still. 2 letters had left after the backup and are written down;"
        " of 0 nobody knows whether they left.\n"
    )
    assert said("post_after_restore").startswith("Nothing shows")


def test_f28_with_the_journals_lost_too_everything_that_waits_is_uncertain(promise, today):
    mailing = promise(2)

    assert "of 2 nobody knows" in said("post_after_restore", "--journals-lost")

    assert states(mailing) == [S.UNKNOWN] * 2
    assert_books_are_true(mailing)


def test_what_was_put_away_is_kept_for_as_long_as_a_house_goes_back(settings, today):
    Journal(5, "first", [7]).put_away()

    journal.remove_forgotten(now=today + timedelta(days=34))
    assert len(list(journal.kept())) == 1
    journal.remove_forgotten(now=today + timedelta(days=37))

    assert not list(journal.kept())


def ahead():
    """Let the folder know more than the database, as after a restore."""
    place.beat(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE post_place SET beat = beat - 1")


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()
