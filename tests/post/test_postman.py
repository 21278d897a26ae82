"""What becomes of letters, whatever the mail server does. The postman here works within the test's transaction."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import F

from network.models import Affiliation, MailAddress, Organisation
from post import links, place, postman
from post.actions import delivering, mailings, stops
from post.models import Letter, LetterClass, LetterState, Parcel, ParcelState, Reason, StopSource
from tests.post.conftest import NOW

S = LetterState


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def one(mailing):
    return mailing.letters.get()


def test_everybody_gets_the_letter_they_were_promised(promise, server, deliver):
    """Q0, Q1"""
    mailing = promise(3)

    deliver()

    mailing.refresh_from_db()
    assert states(mailing) == [S.SENT] * 3
    assert dict(server.recipients) == {f"p{n}@gemeente.example.org": 1 for n in range(3)}
    assert set(mailing.letters.values_list("code", "reply", "attempts")) == {(250, "2.0.0 taken", 1)}
    assert mailing.finished_at == NOW
    assert len(server.journalled()) == 3


def test_a_letter_names_its_reader_and_bounces_to_an_address_of_its_own(promise, server, deliver, make_person):
    """M1, M23"""
    mailing = promise(["samira@gemeente.example.org"], text="Dag [naam] van [organisatie] ([adres])")
    person = one(mailing).person
    work = Organisation.objects.create(name="Gemeente Utrecht", kind="gemeente")
    Affiliation.objects.create(person=person, organisation=work, started_on="2020-01-01")

    deliver()

    (received,) = server.received
    assert received.message.get_content().strip() == "Dag Samira Amrani van Gemeente Utrecht (s…@gemeente.example.org)"
    assert links.open_bounce(received.sender.partition("+")[2].partition("@")[0]) == one(mailing).pk
    assert f"ENVID={one(mailing).pk}" in " ".join(server.commands)


def test_m21_a_mailbox_that_does_not_exist_fails_alone(promise, server, deliver):
    """F7"""
    mailing = promise(3)
    server.answer("RCPT", "550-5.1.1 no such\r\n550 5.1.1 mailbox", about="p1@")

    deliver()

    assert states(mailing) == [S.SENT, S.FAILED, S.SENT]
    failed = mailing.letters.get(state=S.FAILED)
    assert (failed.code, failed.reply) == (550, "5.1.1 no such 5.1.1 mailbox")
    mailing.refresh_from_db()
    assert mailing.finished_at
    assert not mailing.paused_at


@pytest.mark.parametrize("code", ["550 5.1.1", "450 4.2.2"])
def test_what_a_server_says_of_an_address_is_kept_without_it(promise, server, deliver, code):
    """Also when that server accepts a letter: its words outlive the address in its row."""
    mailing = promise(2)
    server.answer("RCPT", f"{code} <p1@gemeente.example.org>: no such user p1@gemeente.example.org", about="p1@")
    server.answer("DOT", "250 2.0.0 taken for p0@gemeente.example.org", about="p0@")

    deliver()

    told = mailing.letters.values_list("reply", flat=True)
    assert f"{code[4:]} …: no such user …" in told
    assert not [reply for reply in told if "@" in reply]


def test_a_server_that_refuses_our_sender_is_quoted_without_addresses(promise, server, deliver):
    mailing = promise(30)
    server.answer("MAIL", "550 5.1.8 <b-1@bounces.kis.nl>: sender rejected for p1@gemeente.example.org")

    deliver()

    mailing.refresh_from_db()
    said = {mailing.pause_reason, *mailing.parcels.values_list("trouble", flat=True)}
    assert said == {"550 5.1.8 …: sender rejected for …"}


def test_what_servers_said_before_loses_its_addresses_too(promise, server, deliver):
    mailing = promise(2)
    deliver()
    mailing.letters.update(reply="5.1.1 <p1@gemeente.example.org>: no such user")
    clean = import_module("post.migrations.0014_server_words_without_addresses").CLEAN

    with connection.cursor() as cursor:
        cursor.execute(clean)

    assert set(mailing.letters.values_list("reply", flat=True)) == {"5.1.1 …: no such user"}


def test_m22_a_mailbox_that_is_busy_is_tried_again_later_and_later(promise, server, deliver):
    """F6"""
    mailing = promise(2)
    server.answer("RCPT", "450 4.2.1 busy", about="p1@")

    deliver()
    assert states(mailing) == [S.SENT, S.DEFERRED]
    waits = []
    for _ in range(4):
        due = Parcel.objects.get(state=ParcelState.WAITING).not_before
        waits.append(due)
        deliver(now=due - timedelta(seconds=1))  # too early: nothing happens
        deliver(now=due)
    server.obey()
    deliver(now=Parcel.objects.get(state=ParcelState.WAITING).not_before)

    gaps = [(b - a).seconds // 60 for a, b in zip([NOW, *waits], waits, strict=False)]
    assert gaps == [5, 15, 30, 60]
    assert list(mailing.letters.order_by("pk").values_list("state", "attempts")) == [(S.SENT, 1), (S.SENT, 6)]
    numbers = {message.message["Message-ID"] for message in server.received if "p1@" in message.recipient}
    assert len(numbers) == 1


def test_m22_after_four_days_we_give_up(promise, server, deliver):
    mailing = promise(1)
    server.answer("RCPT", "450 4.2.1 busy")
    Parcel.objects.update(attempt=delivering.MOST_ATTEMPTS - 2)

    deliver()
    assert states(mailing) == [S.DEFERRED]
    deliver(now=NOW + timedelta(hours=4))

    whole = sum((delivering.wait_before(attempt) for attempt in range(1, delivering.MOST_ATTEMPTS)), timedelta())
    assert timedelta(days=3.8) < whole < timedelta(days=4.2)
    assert (one(mailing).state, one(mailing).reason, one(mailing).code) == (S.FAILED, Reason.GAVE_UP, 450)


def test_m21_a_server_that_closes_down_blames_nobody(promise, server, deliver):
    """F6: 421 at any point is a reason to come back, for the same letters."""
    mailing = promise(6)
    for stage in ("MAIL", "RCPT", "DATA", "DOT"):
        server.answer(stage, "421 4.3.2 closing down", times=1)

    deliver()

    assert states(mailing) == [S.SENT] * 6
    assert set(server.recipients.values()) == {1}
    assert server.connections > 4


def test_f10_a_cut_after_the_dot_is_unknown_and_never_sent_again(promise, server, deliver):
    """The server has the letter, but we did not hear so."""
    mailing = promise(5)
    server.cut("DOT", about="p2@", keeping=True, times=1)

    deliver()
    deliver(now=NOW + timedelta(days=1))

    assert states(mailing) == [S.SENT, S.SENT, S.UNKNOWN, S.SENT, S.SENT]
    assert mailing.letters.get(state=S.UNKNOWN).reason == Reason.NO_ANSWER
    assert set(server.recipients.values()) == {1}
    mailing.refresh_from_db()
    assert mailing.finished_at


def test_f10_silence_after_the_dot_is_unknown(promise, server, deliver, settings):
    settings.POST_ANSWER_TIMEOUT = 1
    mailing = promise(3)
    server.hang("DOT", about="p1@", times=1)

    deliver()

    assert states(mailing) == [S.SENT, S.UNKNOWN, S.SENT]


def test_f11_one_connection_cut_at_the_third_letter_miscounts_none(promise, server, deliver, settings):
    settings.POST_CONNECTIONS = 1
    mailing = promise(6)
    server.cut("DOT", about="p2@", times=1)

    deliver()

    assert states(mailing) == [S.SENT, S.SENT, S.UNKNOWN, S.SENT, S.SENT, S.SENT]
    assert len(server.received) == 5


def test_f9_a_cut_in_the_middle_of_a_letter_sends_it_again(promise, make_server, deliver):
    """So large that the server hangs up before our system could pass on the final dot."""
    server = make_server(receive_buffer=65536, offers=("PIPELINING", "8BITMIME"))
    mailing = promise(2, text="Dag [voornaam]\n" + f"{'een lange regel ' * 60}\n" * 7_000)
    server.cut("BODY", times=1)

    deliver()

    assert states(mailing) == [S.SENT] * 2
    assert set(server.recipients.values()) == {1}


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_f8_a_silent_server_holds_nobody_for_ever(promise, server, deliver, settings, stage):
    """M20: the other connections go on meanwhile."""
    settings.EMAIL_TIMEOUT = 1
    mailing = promise(8)
    server.hang(stage, times=1)

    deliver()

    assert states(mailing) == [S.SENT] * 8
    assert set(server.recipients.values()) == {1}


def test_a_server_that_is_away_leaves_everything_waiting(promise, server, deliver):
    mailing = promise(3)
    server.answer("CONNECT", "554 no")

    deliver()

    assert states(mailing) == [S.WAITING] * 3
    assert set(mailing.letters.values_list("attempts", flat=True)) == {0}
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.trouble) == (ParcelState.WAITING, "554 no")
    server.obey()
    deliver(now=NOW + timedelta(minutes=1))
    assert states(mailing) == [S.SENT] * 3


@pytest.mark.parametrize("stage", ["MAIL", "AUTH"])
def test_f7_a_refusal_of_the_sender_pauses_the_mailing_and_blames_nobody(promise, server, deliver, settings, stage):
    settings.EMAIL_HOST_USER = "kis"
    settings.EMAIL_HOST_PASSWORD = "geheim"
    server.offers += ("AUTH PLAIN",)
    mailing = promise(30)
    server.answer(stage, "535 5.7.8 we do not know you")

    deliver()

    mailing.refresh_from_db()
    assert mailing.paused_at
    assert "we do not know you" in mailing.pause_reason
    assert set(states(mailing)) == {S.WAITING}
    server.obey()
    mailings.go_on(mailing=mailing, now=NOW)
    deliver(now=NOW + timedelta(minutes=1))
    assert set(states(mailing)) == {S.SENT}


def test_f7_a_server_that_turns_against_us_after_many_letters_pauses_the_mailing_as_soon(promise, server, deliver):
    mailing = promise(400)
    server.answer("RCPT", "550 5.7.1 blocked")
    server.answer("RCPT", "250 2.1.5 ok", times=300)

    deliver()

    mailing.refresh_from_db()
    assert mailing.paused_at
    assert 20 <= mailing.letters.filter(state=S.FAILED).count() <= 30


def test_m25_refusals_for_reasons_about_us_pause_the_mailing(promise, server, deliver):
    """F7: within 50 refusals; nobody is suppressed."""
    mailing = promise(100)
    server.answer("RCPT", "550 5.7.26 not authenticated")

    deliver()

    mailing.refresh_from_db()
    assert mailing.paused_at
    assert 20 <= mailing.letters.filter(state=S.FAILED).count() <= 50
    assert mailing.letters.filter(state=S.WAITING).count() >= 50


def test_a_service_letter_is_never_paused_but_tried_again(make_person, server, deliver):
    letter = mailings.send_service(to="samira@gemeente.example.org", subject="Code", text="1234", now=NOW)
    server.answer("MAIL", "550 5.7.1 no", times=1)

    deliver()
    deliver(now=NOW + timedelta(minutes=1))

    letter.refresh_from_db()
    assert letter.state == S.SENT


def test_a_server_without_pipelining_is_spoken_to_politely(promise, make_server, deliver):
    server = make_server(offers=())
    mailing = promise(["a@x.example.org", "weg@x.example.org", "b@x.example.org"], text="Dag [voornaam], één")
    server.answer("RCPT", "550 5.1.1 gone", about="weg@")

    deliver()

    assert states(mailing) == [S.SENT, S.FAILED, S.SENT]
    assert server.received[0].message.get_content().strip() == "Dag Samira, één"
    assert all(received.raw.isascii() for received in server.received), "8-bit text only where it is offered"
    assert not any("BODY=8BITMIME" in said for said in server.commands)


def test_a_server_that_knows_no_ehlo_is_greeted_the_old_way(promise, make_server, deliver):
    server = make_server()
    server.answer("EHLO", "502 what?")
    mailing = promise(2)

    deliver()

    assert states(mailing) == [S.SENT] * 2


def test_a_server_that_takes_a_letter_without_recipients_gets_an_empty_one(promise, server, deliver, settings):
    """RFC 2920 section 3.1: 354 although RCPT was refused."""
    settings.POST_CONNECTIONS = 1
    mailing = promise(3)
    server.answer("RCPT", "550 5.1.1 gone", about="p1@")
    server.answer("DATA", "354 go on anyway")

    deliver()

    assert states(mailing) == [S.SENT, S.FAILED, S.SENT]
    assert len(server.received) == 2


def test_a_letter_larger_than_the_server_takes_pauses_its_mailing(promise, make_server, deliver):
    make_server(offers=("PIPELINING", "SIZE 2000"))
    mailing = promise(3, text="x\n" * 2000)

    deliver()

    mailing.refresh_from_db()
    assert mailing.paused_at
    assert set(states(mailing)) == {S.WAITING}


def test_m18_a_special_local_part_needs_a_server_that_knows_it(promise, make_server, deliver):
    make_server(offers=("PIPELINING", "8BITMIME"))
    mailing = promise(["josé@gemeente.example.org", "info@café.example.org"])

    deliver()

    assert list(mailing.letters.order_by("pk").values_list("state", "reason", "attempts")) == [
        (S.FAILED, Reason.NEEDS_SMTPUTF8, 0),
        (S.SENT, "", 1),
    ]
    server = make_server()
    again = promise(["josé@gemeente.example.org"])
    deliver()
    assert states(again) == [S.SENT]
    assert dict(server.recipients) == {"josé@gemeente.example.org": 1}


def test_m19_an_impossible_address_fails_without_an_attempt(promise, server, deliver):
    mailing = promise([f"{'a' * 65}@gemeente.example.org", "goed@gemeente.example.org"])

    deliver()

    assert list(mailing.letters.order_by("pk").values_list("state", "reason")) == [
        (S.FAILED, Reason.BAD_ADDRESS),
        (S.SENT, ""),
    ]


def test_f26_a_letter_that_cannot_be_made_fails_alone(promise, server, deliver, monkeypatch):
    from post.compiling import Letterhead

    mailing = promise(3)
    poisoned = mailing.letters.order_by("pk")[1].pk
    fill = Letterhead.fill

    def sometimes(self, who, **how):
        if who.letter == poisoned:
            raise RuntimeError("poison")
        return fill(self, who, **how)

    monkeypatch.setattr(Letterhead, "fill", sometimes)
    deliver()

    assert states(mailing) == [S.SENT, S.FAILED, S.SENT]
    assert mailing.letters.get(pk=poisoned).reason == Reason.UNFIT


def test_f26_a_letter_on_which_the_line_always_breaks_holds_up_nobody(promise, server, deliver, settings):
    settings.POST_CONNECTIONS = 1
    mailing = promise(4)
    server.cut("RCPT", about="p1@")

    deliver()

    assert states(mailing) == [S.SENT, S.DEFERRED, S.SENT, S.SENT]
    assert mailing.letters.get(state=S.DEFERRED).reason == Reason.CUT_OFF


def test_f25_a_shared_mailbox_gets_a_letter_for_each_of_its_people(promise, server, deliver):
    mailing = promise(["samen@x.example.org", "samen@x.example.org"])

    deliver()

    assert states(mailing) == [S.SENT] * 2
    assert dict(server.recipients) == {"samen@x.example.org": 2}


def test_q3_what_holds_now_wins_over_the_frozen_audience(promise, server, deliver):
    """F22, M8, Z31: an address that changed, a stop, a person who is gone or has no address any more."""
    mailing = promise(6)
    letters = list(mailing.letters.order_by("pk"))
    people = [letter.person for letter in letters]
    MailAddress.objects.filter(person=people[0]).update(address="nieuw@gemeente.example.org")
    stops.stop(person=people[1], scope=7, how=StopSource.ONE_CLICK, now=NOW)
    stops.stop(person=people[2], how=StopSource.STAFF, now=NOW)
    stops.stop(address="P3@gemeente.example.org", how=StopSource.BOUNCE, now=NOW)
    people[4].delete()
    people[5].mail_addresses.all().delete()

    deliver()

    assert list(mailing.letters.order_by("pk").values_list("state", "reason")) == [
        (S.SENT, ""),
        (S.SKIPPED, Reason.STOPPED),
        (S.SKIPPED, Reason.STOPPED),
        (S.SKIPPED, Reason.STOPPED),
        (S.SKIPPED, Reason.GONE),
        (S.SKIPPED, Reason.NO_ADDRESS),
    ]
    assert dict(server.recipients) == {"nieuw@gemeente.example.org": 1}
    assert Letter.objects.get(pk=letters[0].pk).address == "nieuw@gemeente.example.org"


def test_a_stop_of_another_list_stops_nothing_here(promise, server, deliver):
    """M7"""
    mailing = promise(1)
    stops.stop(person=one(mailing).person, scope=8, how=StopSource.PAGE, now=NOW)

    deliver()

    assert states(mailing) == [S.SENT]


def test_who_left_every_list_can_still_log_in_but_a_dead_address_gets_nothing(make_person, server, deliver):
    """Z31"""
    person = make_person(address="samira@x.example.org")
    stops.stop(person=person, how=StopSource.PAGE, now=NOW)
    stops.stop(address="dood@x.example.org", how=StopSource.BOUNCE, now=NOW)
    code = mailings.send_service(to="samira@x.example.org", person=person, subject="Code", text="1", now=NOW)
    dead = mailings.send_service(to="dood@x.example.org", subject="Code", text="1", now=NOW)

    deliver()

    code.refresh_from_db()
    dead.refresh_from_db()
    assert (code.state, dead.state) == (S.SENT, S.SKIPPED)


def test_a_scheduled_mailing_waits_for_its_time(promise, server, deliver):
    mailing = promise(1, not_before=NOW + timedelta(hours=1))

    deliver()
    assert states(mailing) == [S.WAITING]
    deliver(now=NOW + timedelta(hours=1))

    assert states(mailing) == [S.SENT]


def test_service_letters_overtake_newsletters(promise, server, deliver, settings):
    settings.POST_CONNECTIONS = 1
    promise(3)
    mailings.send_service(to="code@x.example.org", subject="Code", text="1234", now=NOW)

    deliver()

    assert server.received[0].recipient == "code@x.example.org"


def test_the_words_of_a_service_letter_are_wiped_when_it_has_left(db, server, deliver):
    letter = mailings.send_service(
        to="code@x.example.org", subject="Je code", text="Je code is 1234", html="<p>1234</p>", now=NOW
    )

    deliver()

    mailing = letter.mailing
    mailing.refresh_from_db()
    assert "1234" in str(server.received[0].message)
    assert (mailing.subject, mailing.text, mailing.html) == ("", "", "")
    assert mailing.finished_at


def test_a_claim_and_a_settling_cost_the_same_whatever_the_size(
    promise, server, deliver, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(postman, "LOOK_AGAIN", 3600)
    place.beat(now=NOW)
    promise(60)

    # recover; claim, count, mailing, people, stops, consent twice, address to confirm, pause; claim no more; settle,
    # look for other parcels, finish, with two locks and two savepoints; once a round, whether it is an end to an outage
    with django_assert_num_queries(21):
        deliver()


def test_every_letter_is_rewritten_in_place(promise, server, deliver):
    """HOT updates: no index may stand on a column that changes when a letter is settled."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'post_letter'")
        indexes = " ".join(row[0].partition("USING")[2] for row in cursor.fetchall())
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'post_letter'")
        (options,) = cursor.fetchone()
    changing = {"state", "code", "reply", "reason", "attempts", "settled_at", "address"}
    assert not [name for name in changing if name in indexes]
    assert options == ["fillfactor=45"]


def test_letters_count_once_and_add_up(promise, server, deliver):
    """Q0"""
    from post import queries

    mailing = promise(5)
    server.answer("RCPT", "550 5.1.1 gone", about="p1@")
    server.answer("RCPT", "450 4.2.1 busy", about="p2@")
    server.cut("DOT", about="p3@", times=1)
    stops.stop(person=mailing.letters.order_by("pk")[4].person, scope=7, how=StopSource.PAGE, now=NOW)

    deliver()

    told = queries.progress(mailing)
    assert told == queries.Progress(promised=5, sent=1, deferred=1, failed=1, skipped=1, unknown=1)
    assert (told.ended, told.percentage) == (4, 80)
    assert mailing.letters.filter(state=F("state")).count() == mailing.promised


def test_a_test_letter_goes_to_the_colleague_and_speaks_of_somebody_else(make_mailing, make_person, server, deliver):
    somebody = make_person("Samira")
    mailing = make_mailing(letter_class=LetterClass.TEST)
    mailings.promise_to(mailing=mailing, address="collega@kis.example.org", person=somebody, now=NOW)

    deliver()

    (received,) = server.received
    assert received.recipient == "collega@kis.example.org"
    assert received.message.get_content().strip() == "Dag Samira"
