"""Asking the readers of a list again: who is asked, what a yes leaves behind, and who loses their place."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditLine
from network.models import MailAddress, Restriction
from newsletter.actions import bringing_in, renewals, subscriptions
from newsletter.actions.renewals import CannotAnswer, CannotRenew, CannotUndo
from newsletter.models import Newsletter, Preference, Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.models.subscription import ConsentSource, EndSource
from newsletter.queries import renewals as known
from newsletter.queries.audiences import LeftOut
from newsletter.queries.bringing_in import sort_out
from newsletter.queries.growth import growth_of
from newsletter.queries.renewals import Wanted
from post import missed
from post.actions import mailings, reports
from post.models import Letter, LetterClass, LetterState, Mailing, Stop
from tests.newsletter.conftest import NOW
from tests.post import bounces

AT_THE_END = NOW + timedelta(days=30)
HALFWAY = NOW + timedelta(days=15)


@pytest.fixture
def readers(make_person, letter_list, agree):
    found = [make_person(name, address=f"{name.lower()}@gemeente.example.org") for name in ("Samira", "Joost", "Fatma")]
    for person in found:
        agree(person, letter_list)
    return found


@pytest.fixture
def renewal(readers, letter_list, editor, now):
    return begin(letter_list, editor)


@pytest.fixture
def delivered(renewal, deliver):
    """A renewal of which the letters arrived."""
    deliver()
    return renewal


def begin(newsletter, by, **wanted):
    return renewals.begin(newsletter=newsletter, wanted=Wanted(**wanted), days=30, by=by, now=NOW)


def ask_of(renewal, name):
    return RenewalAsk.objects.get(renewal=renewal, person__given_name=name)


def on_list(newsletter):
    places = Subscription.objects.holding().filter(newsletter=newsletter)
    return set(places.values_list("person__given_name", flat=True))


def carry(at):
    return renewals.carry(now=at)


def test_each_reader_gets_one_letter_with_the_words_and_the_day(renewal, server, deliver):
    deliver()

    assert sorted(server.recipients) == [f"{name}@gemeente.example.org" for name in ("fatma", "joost", "samira")]
    letter = server.received[0].message
    text = letter.get_body(("plain",)).get_content()
    assert "1 oktober 2026" in text
    assert "/blijven/" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_only_who_said_yes_before_or_never_confirmed_is_asked(readers, letter_list, editor, now, make_person, agree):
    confirmed = make_person("Ahmed")
    agree(confirmed, letter_list, confirmed_at=NOW - timedelta(days=90))
    Subscription.objects.filter(person=readers[0]).update(agreed_at=NOW - timedelta(days=900))

    old = known.preview(letter_list, Wanted(agreed_before=(NOW - timedelta(days=400)).date()), NOW)
    unproven = known.preview(letter_list, Wanted(unconfirmed=True), NOW)

    assert (old.count, unproven.count) == (1, 3)


def test_who_cannot_be_asked_now_is_told_and_keeps_the_place(readers, letter_list, editor, now, make_person, agree):
    agree(make_person("Without", address=None), letter_list)
    Stop.objects.create(person=readers[0], scope=None, how="page", at=NOW)
    Preference.objects.create(person=readers[1], paused_until=NOW.date() + timedelta(days=9), changed_at=NOW)

    told = known.preview(letter_list, Wanted(), NOW)
    renewal = begin(letter_list, editor)
    carry(AT_THE_END)

    assert told.left_out == [(LeftOut.NO_ADDRESS, 1), (LeftOut.STOPPED, 1), (LeftOut.PAUSED, 1)]
    assert list(renewal.asks.values_list("person__given_name", flat=True)) == ["Fatma"]
    assert {"Without", "Samira", "Joost"} <= on_list(letter_list)


def test_p1_a_yes_is_a_new_consent_with_its_words_version_time_and_how(delivered, letter_list):
    later = NOW + timedelta(days=3)

    renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=later)

    old, new = Subscription.objects.filter(person__given_name="Samira").order_by("pk")
    assert (old.ended_at, old.ended_how) == (later, EndSource.RENEWED)
    assert (new.wording, new.text, new.source) == (
        delivered.text.wording,
        letter_list.texts.get(),
        ConsentSource.RENEWAL,
    )
    assert (new.asked_at, new.confirmed_at, new.agreed_at, new.form) == (NOW, later, later, "/blijven/")


def test_staying_twice_is_once(delivered):
    for _time in range(2):
        renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=NOW)

    assert Subscription.objects.filter(person__given_name="Samira").count() == 2


def test_who_says_nothing_in_time_loses_the_place_and_nothing_else(delivered, letter_list, editor):
    renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=NOW)

    early = carry(AT_THE_END - timedelta(seconds=1)) and on_list(letter_list)
    carry(AT_THE_END)

    gone = Subscription.objects.get(person__given_name="Joost")
    assert early == {"Samira", "Joost", "Fatma"}
    assert on_list(letter_list) == {"Samira"}
    assert (gone.ended_at, gone.ended_how) == (AT_THE_END, EndSource.EXPIRED)
    assert not Stop.objects.exists()
    assert AuditLine.objects.get(action="newsletter.renewal_carried_out").facts == {"dropped": 2, "unreached": 0}
    assert Letter.objects.filter(address=editor.email).count() == 1


def test_p11_who_asked_us_meanwhile_not_to_use_their_data_keeps_the_place(delivered, letter_list):
    """Lifting brings everything back: their silence is no answer, for no reminder reached them."""
    person = ask_of(delivered, "Samira").person
    Restriction.objects.create(person=person, asked_on=NOW.date(), restricted_at=NOW)

    carry(AT_THE_END)

    assert on_list(letter_list) == {"Samira"}
    assert ask_of(delivered, "Samira").answer == RenewalAnswer.UNREACHED


@pytest.fixture
def waiting(delivered, letter_list, readers):
    """A newsletter of the list that was promised to its readers and waits for its moment, after the renewal ends."""
    mailing = mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title="Oktober",
        subject="Oktober",
        text="Dag",
        scope=letter_list.pk,
        now=NOW,
    )
    people = MailAddress.objects.filter(person__in=readers).values_list("person", "address")
    mailings.freeze(mailing=mailing, people=people, now=NOW)
    Mailing.objects.filter(pk=mailing.pk).update(not_before=AT_THE_END)
    return Mailing.objects.get(pk=mailing.pk)


def became(mailing):
    return dict(mailing.letters.values_list("person__given_name", "state"))


def test_p1_a_newsletter_that_waited_no_longer_goes_to_who_lost_the_place(delivered, waiting, deliver):
    """Q3: the audience was frozen, their consent was not."""
    renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=NOW)
    carry(AT_THE_END)

    deliver(AT_THE_END)

    skipped, sent = LetterState.SKIPPED, LetterState.SENT
    assert became(waiting) == {"Samira": sent, "Joost": skipped, "Fatma": skipped}
    assert set(waiting.letters.filter(state=skipped).values_list("reason", flat=True)) == {"no_consent"}
    waiting.refresh_from_db()
    assert missed.reachable(waiting, missed.missed(waiting)) == []


def test_who_got_the_place_back_or_came_back_gets_it_after_all(delivered, waiting, deliver, letter_list, editor, agree):
    carry(AT_THE_END)
    Subscription.objects.create(
        person=ask_of(delivered, "Fatma").person,
        newsletter=letter_list,
        wording="Ja",
        source="form",
        agreed_at=AT_THE_END,
    )
    deliver(AT_THE_END)
    renewals.undo(renewal=delivered, by=editor, now=AT_THE_END)
    waiting.refresh_from_db()

    assert became(waiting)["Fatma"] == LetterState.SENT
    assert len(missed.reachable(waiting, missed.missed(waiting))) == 2


def test_m8_what_a_worker_has_in_hand_is_held_back_at_once(delivered):
    heard = []

    with mock.patch("post.halts.tell", side_effect=lambda *said: heard.extend(said)):
        carry(AT_THE_END)

    scope = delivered.newsletter_id
    people = delivered.asks.values_list("person", flat=True)
    assert sorted(heard) == sorted(f"stopped person:{number} {scope}" for number in people)


def test_a_parcel_costs_one_look_more_when_no_renewal_ended(delivered, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert known.lost_since(delivered.newsletter_id, NOW, [1, 2, 3]) == set()


def test_who_never_got_the_letter_keeps_the_place(renewal, letter_list):
    carry(AT_THE_END)

    assert on_list(letter_list) == {"Samira", "Joost", "Fatma"}
    assert set(renewal.asks.values_list("answer", flat=True)) == {RenewalAnswer.UNREACHED}


def test_of_whom_the_letter_came_back_keeps_the_place(delivered, letter_list):
    letter = Letter.objects.get(person__given_name="Samira")
    reports.take(raw=bounces.dsn(letter), now=NOW)

    carry(AT_THE_END)

    assert on_list(letter_list) == {"Samira"}


def test_who_left_and_came_back_in_the_meantime_stays(delivered, letter_list, agree, readers):
    subscriptions.end(person=readers[0], newsletter=letter_list, how=EndSource.PAGE, now=NOW)
    said = {"wording": "Ja", "source": "form", "agreed_at": NOW + timedelta(days=5)}
    Subscription.objects.create(person=readers[0], newsletter=letter_list, **said)

    carry(AT_THE_END)

    assert on_list(letter_list) == {"Samira"}


def test_halfway_who_said_nothing_gets_one_reminder(delivered, server, deliver):
    renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=NOW)
    renewals.go(ask=ask_of(delivered, "Joost"), now=NOW)

    first, second = carry(HALFWAY), carry(HALFWAY + timedelta(days=1))

    reminder = delivered.mailings.order_by("pk").last()
    assert (first, second) == (1, 0)
    assert list(reminder.letters.values_list("person__given_name", flat=True)) == ["Fatma"]
    assert "hoorden" in reminder.text


def test_who_wants_none_for_now_gets_no_reminder(delivered, readers):
    Preference.objects.create(person=readers[0], paused_until=HALFWAY.date() + timedelta(days=2), changed_at=NOW)
    Preference.objects.create(person=readers[1], fewer=True, changed_at=NOW)

    carry(HALFWAY)

    reminder = delivered.mailings.order_by("pk").last()
    assert list(reminder.letters.values_list("person__given_name", flat=True)) == ["Fatma"]


def test_the_letter_leads_to_why_it_came(delivered, server, client, shown):
    text = server.received[0].message.get_body(("plain",)).get_content()
    address = next(word for word in text.split() if "/waarom/" in word)

    said = shown(client.get(f"/waarom/{address.partition('/waarom/')[2]}"))

    assert "We vragen lezers van deze lijst opnieuw of ze willen blijven" in said
    assert "“Ja, stuur mij uitnodigingen”" in said


def test_carrying_out_twice_changes_nothing_more(delivered):
    assert (carry(AT_THE_END), carry(AT_THE_END + timedelta(days=1))) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_carry_it_out_once(readers, letter_list, editor):
    renewal = begin(letter_list, editor)
    Letter.objects.filter(person__isnull=False).update(state=1)
    counted, both = [], threading.Barrier(2)

    def beat():
        both.wait()
        counted.append(carry(AT_THE_END))
        connection.close()

    beats = [threading.Thread(target=beat) for _number in range(2)]
    for each in beats:
        each.start()
    for each in beats:
        each.join()

    renewal.refresh_from_db()
    assert sum(counted) == 1
    assert Subscription.objects.filter(ended_how=EndSource.EXPIRED).count() == 3


def test_p10_no_file_brings_back_who_lost_the_place(delivered, letter_list, editor):
    carry(AT_THE_END)

    told = {"wording": "Ja", "proof": "lijst", "agreed_at": AT_THE_END, "by": editor, "now": AT_THE_END}
    intake = bringing_in.bring_in(newsletter=letter_list, addresses=["joost@gemeente.example.org"], **told)

    assert intake.came == 0
    found = sort_out(letter_list, ["joost@gemeente.example.org"], AT_THE_END)
    assert found.left == ("joost@gemeente.example.org",)


def test_who_lost_the_place_by_silence_comes_back_with_a_later_yes(delivered, letter_list, readers, editor):
    """P10: silence is no objection, and an old yes is no new one."""
    carry(AT_THE_END)
    addresses = ["samira@gemeente.example.org", "joost@gemeente.example.org", "fatma@gemeente.example.org"]
    samira, joost, fatma = readers
    subscriptions.end(person=fatma, newsletter=letter_list, how=EndSource.PAGE, now=AT_THE_END)
    later = {"wording": "Ja", "proof": "lijst", "agreed_at": AT_THE_END + timedelta(days=1), "by": editor}

    found = sort_out(letter_list, addresses, later["agreed_at"])
    bringing_in.bring_in(newsletter=letter_list, addresses=addresses[:1], now=AT_THE_END, **later)
    by_hand = {"newsletter": letter_list, "source": ConsentSource.MEETING}
    with pytest.raises(subscriptions.CannotBegin, match="van een latere dag"):
        subscriptions.begin(person=joost, **by_hand, **later | {"agreed_at": AT_THE_END})
    subscriptions.begin(person=joost, **by_hand, **later)

    assert (found.coming, found.left) == (tuple(addresses[:2]), (addresses[2],))
    assert set(Subscription.objects.holding().values_list("person", flat=True)) == {samira.pk, joost.pk}


def test_stopped_before_the_end_nobody_loses_a_place_and_what_waits_does_not_leave(renewal, letter_list, editor):
    renewals.stop(renewal=renewal, by=editor, now=NOW)

    renewals.stop(renewal=renewal, by=editor, now=NOW)
    carried = carry(AT_THE_END)

    assert carried == 0
    assert on_list(letter_list) == {"Samira", "Joost", "Fatma"}
    assert Mailing.objects.get(renewals=renewal).cancelled_at == NOW


def test_undone_within_a_week_the_places_come_back_with_their_proof(delivered, letter_list, editor, readers):
    carry(AT_THE_END)
    Stop.objects.create(person=readers[1], scope=letter_list.pk, how="page", at=AT_THE_END)
    delivered.refresh_from_db()

    back = renewals.undo(renewal=delivered, by=editor, now=AT_THE_END + timedelta(days=2))

    samira = Subscription.objects.holding().get(person=readers[0])
    assert back == 2
    assert on_list(letter_list) == {"Samira", "Fatma"}
    assert samira.wording == "Ja, stuur mij uitnodigingen"
    assert samira.agreed_at == AT_THE_END + timedelta(days=2)
    with pytest.raises(CannotUndo):
        renewals.undo(renewal=delivered, by=editor, now=AT_THE_END + timedelta(days=2))


def test_after_a_week_it_is_final(delivered, editor):
    carry(AT_THE_END)

    with pytest.raises(CannotUndo):
        renewals.undo(renewal=delivered, by=editor, now=AT_THE_END + timedelta(days=8))


def test_staying_is_too_late_when_it_is_over(delivered, letter_list):
    carry(AT_THE_END)

    with pytest.raises(CannotAnswer):
        renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=AT_THE_END)


def test_a_renewed_reader_is_no_growth_and_no_loss(delivered, letter_list):
    before = growth_of([letter_list], 2026, NOW.date())[0].now

    renewals.stay(ask=ask_of(delivered, "Samira"), language="nl", now=NOW)

    assert growth_of([letter_list], 2026, NOW.date())[0].now == before == 3


def test_a_list_without_words_or_readers_asks_nobody(readers, letter_list, letters_list_without_words, editor, now):
    with pytest.raises(CannotRenew, match="nog geen woorden"):
        begin(letters_list_without_words, editor)
    with pytest.raises(CannotRenew, match="Niemand"):
        begin(letter_list, editor, agreed_before=NOW.date() - timedelta(days=4000))
    begin(letter_list, editor)
    with pytest.raises(CannotRenew, match="al gevraagd"):
        begin(letter_list, editor)


@pytest.fixture
def letters_list_without_words(db):
    return Newsletter.objects.create(slug="meelezers", name="Meelezers", name_en="Readers")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"ends_at": NOW}, "a_renewal_ends_after_it_began"),
        ({"stopped_at": NOW, "carried_at": NOW}, "a_renewal_is_stopped_or_carried_out"),
        ({"undone_at": NOW}, "only_a_carried_renewal_is_undone"),
    ],
)
def test_what_cannot_be_is_refused_by_the_database(renewal, facts, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Renewal.objects.filter(pk=renewal.pk).update(**facts)


def test_a_list_is_renewed_once_at_a_time_and_asks_somebody_once(renewal, editor):
    told = {"text": renewal.text, "started_by": editor, "started_at": NOW, "ends_at": AT_THE_END}
    with pytest.raises(IntegrityError, match="a_list_is_renewed_once_at_a_time"), transaction.atomic():
        Renewal.objects.create(newsletter=renewal.newsletter, **told)
    with pytest.raises(IntegrityError, match="a_renewal_asks_somebody_once"), transaction.atomic():
        RenewalAsk.objects.create(renewal=renewal, person=renewal.asks.first().person)
    with pytest.raises(IntegrityError, match="an_answer_to_a_renewal_has_its_moment"), transaction.atomic():
        renewal.asks.update(answer=RenewalAnswer.STAYED)
