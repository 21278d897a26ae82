"""A worker that dies, at any moment, loses no letter and doubles none."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from network.models import MailAddress, Person
from post import journal, owner, postman, tasks
from post.actions import delivering, mailings, recovering, stops
from post.journal import Journal, Mark
from post.models import LetterClass, LetterState, Mailing, Parcel, ParcelState, Reason, StopSource
from tests.post.conftest import NOW, assert_books_are_true

S = LetterState
ROOT = Path(__file__).parents[2]
real = pytest.mark.django_db(transaction=True)


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def crowd(count, **fields):
    """Promise a mailing to so many people, in the database that other processes see."""
    people = Person.objects.bulk_create(Person(given_name="Samira", family_name=f"A{n}") for n in range(count))
    MailAddress.objects.bulk_create(
        MailAddress(person=person, address=f"p{n}@x.example.org") for n, person in enumerate(people)
    )
    mailing = mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title="t",
        subject="s",
        text="Dag [naam]\n" * 50,
        scope=7,
        now=timezone.now(),
        **fields,
    )
    wanted = MailAddress.objects.values_list("person_id", "address")
    mailings.freeze(mailing=mailing, people=wanted, now=timezone.now())
    return mailing


@pytest.fixture
def dead():
    """The name of a worker on this machine that is gone."""
    name = owner.begin_round()
    owner.end_round(name)
    return name


def left_behind(mailing, whose, marks=None):
    """Let a parcel be claimed by somebody who is gone, with these marks in the journal, or without one."""
    claimed = delivering.claim(owner=whose, now=NOW)
    if marks is not None:
        kept = Journal(claimed.parcel, whose, claimed.letters)
        for place, (mark, code) in enumerate(marks):
            kept.mark(place, mark, code)
        kept.leave()
    return claimed


def test_f1_the_journal_says_what_became_of_each_letter(promise, dead, server, deliver):
    mailing = promise(5)
    marks = [(Mark.ACCEPTED, 250), (Mark.HANDED_OVER, 0), (Mark.REFUSED, 550), (Mark.LATER, 451), (Mark.UNTOUCHED, 0)]
    claimed = left_behind(mailing, dead, marks)

    recovering.recover_all(now=NOW)

    assert list(mailing.letters.order_by("pk").values_list("state", "code")) == [
        (S.SENT, 250),
        (S.UNKNOWN, None),
        (S.FAILED, 550),
        (S.DEFERRED, 451),
        (S.WAITING, None),
    ]
    assert journal.read(claimed.parcel, dead) is None
    deliver()
    deliver(now=NOW + timedelta(hours=1))
    assert states(mailing) == [S.SENT, S.UNKNOWN, S.FAILED, S.SENT, S.SENT]
    assert dict(server.recipients) == {"p3@gemeente.example.org": 1, "p4@gemeente.example.org": 1}


def test_f1_a_recovery_that_dies_half_way_leaves_everything_as_it_was(promise, dead, monkeypatch):
    """Else the next one would find a parcel without a journal, and send again what was sent."""
    mailing = promise(2)
    left_behind(mailing, dead, [(Mark.ACCEPTED, 250), (Mark.HANDED_OVER, 0)])

    def dies(**_given):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(recovering, "settle", dies)
        with pytest.raises(RuntimeError):
            recovering.recover_all(now=NOW)
    recovering.recover_all(now=NOW)

    assert states(mailing) == [S.SENT, S.UNKNOWN]


def test_one_owner_does_not_put_away_the_journal_of_the_next(settings):
    first, second = Journal(5, "first", [7]), Journal(5, "second", [7])
    second.mark(0, Mark.HANDED_OVER)

    first.put_away()

    assert journal.read(5, "second") == [journal.Entry(Mark.HANDED_OVER, 0)]
    second.put_away()
    assert not list(settings.POST_JOURNAL_DIR.glob("*.journal"))


def test_a_forgotten_journal_is_removed_after_a_week(settings):
    Journal(5, "first", [7]).leave()

    journal.remove_forgotten(now=timezone.now())
    assert journal.read(5, "first")
    journal.remove_forgotten(now=timezone.now() + timedelta(days=8))

    assert not list(settings.POST_JOURNAL_DIR.iterdir())


def test_without_a_journal_nothing_was_handed_over_here(promise, dead):
    mailing = promise(2)
    left_behind(mailing, dead)

    recovering.recover_all(now=NOW)

    assert states(mailing) == [S.WAITING] * 2
    assert Parcel.objects.get().state == ParcelState.WAITING


def test_a_worker_that_lives_keeps_its_parcel(promise):
    mailing = promise(2)
    name = owner.begin_round()
    left_behind(mailing, name)

    recovering.recover_all(now=NOW)

    assert Parcel.objects.get().owner == name
    owner.end_round(name)


def die_of_it(times):
    """Let so many workers claim what there is, and die before they hand anything over."""
    for _ in range(times):
        name = owner.begin_round()
        owner.end_round(name)
        while delivering.claim(owner=name, now=NOW):
            pass
        recovering.recover_all(now=NOW)


def test_f2_a_letter_that_kills_workers_is_set_apart_after_three_and_the_others_leave(promise, server, deliver):
    mailing = promise(3)

    die_of_it(2)
    assert [len(one.letter_ids) for one in Parcel.objects.all()] == [3]
    die_of_it(1)

    waiting = Parcel.objects.filter(state=ParcelState.WAITING)
    assert sorted(one.letter_ids for one in waiting) == [[one.pk] for one in mailing.letters.order_by("pk")]
    deliver()
    assert states(mailing) == [S.SENT] * 3


def test_f2_a_letter_alone_of_which_three_workers_died_is_given_up_with_a_reason(promise):
    mailing = promise(1)

    die_of_it(3)

    mailing.refresh_from_db()
    assert list(mailing.letters.values_list("state", "reason")) == [(S.FAILED, Reason.UNFIT)]
    assert mailing.finished_at
    assert_books_are_true(mailing)


def test_f2_a_worker_that_died_after_it_handed_something_over_is_no_reason_to_set_apart(promise, dead):
    promise(3)
    die_of_it(2)
    left_behind(Mailing.objects.get(), dead, [(Mark.ACCEPTED, 250), (Mark.UNTOUCHED, 0), (Mark.UNTOUCHED, 0)])

    recovering.recover_all(now=NOW)

    assert [len(one.letter_ids) for one in Parcel.objects.all()] == [2]


def elsewhere(name, **parts):
    _host, pid, start, number = name.split(":")
    given = {"host": "elsewhere/1", "pid": pid, "start": start, "round": number, **parts}
    return ":".join(given.values())


def run_out():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE post_parcel SET lease_until = clock_timestamp() - interval '1 hour'")


def test_a_worker_elsewhere_keeps_its_parcel_until_its_claim_runs_out(promise, dead):
    mailing = promise(2)
    left_behind(mailing, elsewhere(dead))

    recovering.recover_all(now=NOW)
    assert Parcel.objects.get().state == ParcelState.CLAIMED
    run_out()
    recovering.recover_all(now=NOW)

    assert states(mailing) == [S.UNKNOWN] * 2, "no journal that we can read: it may have sent them"


def test_a_worker_elsewhere_whose_journal_we_can_read_is_settled_from_it(promise, dead):
    """Such as a container that was replaced, with its journal on a volume."""
    mailing = promise(2)
    left_behind(mailing, elsewhere(dead), [(Mark.ACCEPTED, 250), (Mark.UNTOUCHED, 0)])
    run_out()

    recovering.recover_all(now=NOW)

    assert states(mailing) == [S.SENT, S.WAITING]


def test_after_a_restart_of_the_machine_a_missing_mark_proves_nothing(promise, dead):
    mailing = promise(2)
    before = elsewhere(dead, host=dead.split(":")[0], start="00000000-123")
    left_behind(mailing, before, [(Mark.ACCEPTED, 250), (Mark.UNTOUCHED, 0)])

    recovering.recover_all(now=NOW)

    assert states(mailing) == [S.SENT, S.UNKNOWN]


def test_the_number_of_a_dead_process_may_belong_to_another_by_now():
    name = owner.begin_round()
    owner.end_round(name)
    host, _, start, number = name.split(":")

    assert not owner.is_alive(name)
    assert not owner.is_alive(f"{host}:1:{start}:{number}"), "a living process that started at another time"
    assert not owner.is_alive("nonsense")
    assert socket.gethostname()[:60] in host


def test_a_late_word_of_a_worker_that_lost_its_claim_is_heard_when_it_is_certain(promise, dead):
    mailing = promise(3)
    claimed = left_behind(mailing, elsewhere(dead))
    run_out()
    recovering.recover_all(now=NOW)
    first, second, third = claimed.letters

    outcomes = [delivering.Outcome(first, S.SENT, 250), delivering.Outcome(second, S.DEFERRED, 450)]
    delivering.settle(claimed=claimed, result=delivering.Result(outcomes=outcomes, left=[third]), now=NOW)

    assert states(mailing) == [S.SENT, S.UNKNOWN, S.UNKNOWN]
    assert Parcel.objects.get().state == ParcelState.DONE


def test_letters_that_no_parcel_holds_are_gathered(promise, server, deliver):
    mailing = promise(3)
    Parcel.objects.all().delete()

    recovering.tidy(now=NOW)
    deliver()

    assert states(mailing) == [S.SENT] * 3


def worker(server, settings, **environment):
    """Start a real worker process on the database of this test."""
    database = connection.settings_dict
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    own = {"DATABASE_URL": url, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "POST_CONNECTIONS": "2"}
    own |= {"POST_JOURNAL_DIR": str(settings.POST_JOURNAL_DIR), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "manage.py", "deliver_post", "--once"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own, **environment}, stdout=subprocess.DEVNULL)


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@real
def test_f1_kill_9_in_the_middle_of_a_parcel_sends_each_letter_once(server, settings):
    """Q1, Q2, F1: the sink's journal against our table."""
    mailing = crowd(300)
    server.answer("DOT", "250 2.0.0 taken", delay=0.004)
    for kill in (60, 150):
        process = worker(server, settings)
        wait_until(lambda at=kill: len(server.received) >= at)
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert worker(server, settings).wait(120) == 0

    by_state = {state: set() for state in LetterState}
    for state, address in mailing.letters.values_list("state", "address"):
        by_state[LetterState(state)].add(address)
    arrived = server.recipients
    assert set(arrived.values()) == {1}, "doubled"
    assert by_state[S.SENT] | by_state[S.UNKNOWN] == {f"p{n}@x.example.org" for n in range(300)}
    assert by_state[S.SENT] <= set(arrived), "lost"
    assert set(arrived) - by_state[S.SENT] <= by_state[S.UNKNOWN]
    assert len(by_state[S.UNKNOWN]) <= 2 * 2, "at most what was on the wire: two connections, two kills"
    assert_books_are_true(mailing)
    mailing.refresh_from_db()
    assert mailing.finished_at


@real
def test_f15_two_workers_at_once_never_double(server, settings):
    mailing = crowd(1200)

    workers = [worker(server, settings) for _ in range(2)]

    assert [process.wait(120) for process in workers] == [0, 0]
    assert set(states(mailing)) == {S.SENT}
    assert_books_are_true(mailing)
    assert len(server.received) == 1200
    assert set(server.recipients.values()) == {1}


@real
def test_m8_f21_who_unsubscribes_while_the_mailing_runs_gets_nothing_more(server, settings):
    """Also in a parcel that a worker has in hand: only what was on the wire at that moment may still arrive."""
    settings.POST_CONNECTIONS = 2
    mailing = crowd(300)
    server.answer("DOT", "250 2.0.0 taken", delay=0.005)
    running = threading.Thread(target=in_thread, args=[postman.deliver])
    running.start()
    wait_until(lambda: len(server.received) >= 30)

    leaving = random.Random(1).sample(list(Person.objects.order_by("pk")[80:]), 60)
    arrived_before = set()
    for person in leaving:
        stops.stop(person=person, scope=7, how=StopSource.ONE_CLICK, now=timezone.now())
        arrived_before |= set(server.recipients)
    running.join(60)

    addresses = set(MailAddress.objects.filter(person__in=leaving).values_list("address", flat=True))
    late = (addresses & set(server.recipients)) - arrived_before
    assert len(late) <= 2, "at most one letter per connection"
    assert mailing.letters.filter(state=S.SKIPPED).count() == 60 - len(addresses & set(server.recipients)) > 0
    assert set(states(mailing)) == {S.SENT, S.SKIPPED}


def in_thread(work):
    try:
        work()
    finally:
        connections.close_all()


@real
def test_f15_writing_up_one_parcel_hides_no_other_from_a_second_worker():
    mailing = crowd(501)
    now, found = timezone.now(), []
    other = threading.Thread(
        target=in_thread, args=[lambda: found.append(delivering.claim(owner="the second", now=now))]
    )

    with transaction.atomic():
        finished = delivering.finish(mailing=mailing.pk, now=now)
        other.start()
        other.join(20)

    assert not finished
    assert len(found[0].letters) == 500


@real
def test_f23_a_pause_and_a_cancel_reach_a_parcel_that_is_being_delivered(server, settings):
    settings.POST_CONNECTIONS = 1
    mailing = crowd(200)
    server.answer("DOT", "250 2.0.0 taken", delay=0.005)
    running = threading.Thread(target=in_thread, args=[postman.deliver])
    running.start()
    wait_until(lambda: len(server.received) >= 20)

    mailings.pause(mailing=mailing, now=timezone.now())
    running.join(60)
    at_pause = len(server.received)
    assert at_pause < 150
    assert mailing.letters.filter(state=S.SENT).count() == at_pause
    mailings.go_on(mailing=mailing, now=timezone.now())
    running = threading.Thread(target=in_thread, args=[postman.deliver])
    running.start()
    wait_until(lambda: len(server.received) >= at_pause + 10)
    mailings.cancel(mailing=mailing, now=timezone.now())
    running.join(60)

    assert set(server.recipients.values()) == {1}
    assert mailing.letters.filter(state=S.SENT).count() == len(server.received) < 200
    assert set(states(mailing)) == {S.SENT, S.CANCELLED}


@real
def test_f3_a_redis_that_was_emptied_loses_nothing(server, settings):
    """Nothing but a nudge stands in Redis; the tick sees what lies there."""
    import redis

    mailing = crowd(3)
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    woken = []
    settings.POST_WORKERS = 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("post.nudge.wake", lambda: woken.append(True))
        tasks.tick()
        assert woken
        tasks.deliver()
        tasks.tick()

    assert woken == [True]
    assert states(mailing) == [S.SENT] * 3


def test_f4_without_redis_no_page_fails_and_nothing_is_lost(promise, settings, django_capture_on_commit_callbacks):
    from config.celery import app

    tried = []

    def look(connection):
        tried.append(connection)
        return connect(connection)

    with pytest.MonkeyPatch.context() as patch, app.connection_for_write("redis://127.0.0.1:1/0") as nowhere:
        connect = type(nowhere)._connection_factory
        patch.setattr(type(nowhere), "_connection_factory", look)
        patch.setattr(app, "producer_or_acquire", lambda producer=None: nowhere.Producer())
        with django_capture_on_commit_callbacks(execute=True):
            mailing = promise(1)

    assert states(mailing) == [S.WAITING]
    assert tried == [nowhere], "the page waits for one try, not for Redis to come back"


@real
def test_f5_a_database_that_breaks_in_the_middle_loses_nothing_and_doubles_nothing(server, settings):
    settings.POST_CONNECTIONS = 2
    mailing = crowd(100)
    server.answer("DOT", "250 2.0.0 taken", delay=0.005)
    broke = []

    def run():
        try:
            postman.deliver()
        except Exception as error:
            broke.append(error)

    running = threading.Thread(target=in_thread, args=[run])
    running.start()
    wait_until(lambda: len(server.received) >= 20)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    running.join(60)
    assert broke

    server.obey()
    postman.deliver()

    assert set(server.recipients.values()) == {1}
    assert set(states(mailing)) == {S.SENT}, "the answers to what was on the wire were still heard"
    assert len(server.received) == 100


def test_f12_a_full_disk_shows_before_a_letter_is_handed_over(promise, server, deliver, monkeypatch):
    mailing = promise(2)

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        deliver()

    monkeypatch.undo()
    assert not server.received
    deliver()
    assert states(mailing) == [S.SENT] * 2
