"""Letters that hold themselves and are no campaign can be let go on where colleagues look: renewals and tests."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from newsletter.actions import renewals
from newsletter.models import Renewal
from newsletter.queries.renewals import Wanted
from post.actions import alarms, mailings
from post.models import LetterClass, Mailing
from tests.newsletter.conftest import NOW

RUNNING = "/verzendingen/lopend/"
WHY = "De mailserver weigert ons."


@pytest.fixture
def desk(client, editor, now):
    client.force_login(editor)
    return client


@pytest.fixture
def renewal(subscribed, letter_list, editor, now):
    """A renewal of thirty days, of which the letters held themselves after one day."""
    begun = renewals.begin(newsletter=letter_list, wanted=Wanted(), days=30, by=editor, now=NOW)
    alarms.hold(mailing=begun.mailings.get(), reason=WHY, now=NOW + timedelta(days=1))
    return begun


@pytest.fixture
def make_test(now):
    """Return a function that makes a test letter to a colleague that stands still."""

    def make(by):
        words = {"title": "Proef van de brief", "subject": "Proef", "text": "Dag", "letter_class": LetterClass.TEST}
        mailing = mailings.compose(**words, by=by, now=NOW)
        mailings.promise_to(mailing=mailing, address=by.email, now=NOW)
        mailings.pause(mailing=mailing, reason=WHY, now=NOW)
        return mailing

    return make


def state(mailing):
    return Mailing.objects.get(pk=mailing.pk).state


def test_what_holds_itself_stands_with_its_reason_where_its_mail_leads(desk, renewal, editor, make_test, shown):
    make_test(editor)

    said = shown(desk.get(RUNNING))

    assert said.count(WHY) == 2
    assert "Proef van de brief" in said
    assert "Lezers van “KIS-nieuwsbrief” krijgen de vraag" in said
    assert said.count("verder :") == 2


def test_a_renewal_that_goes_on_gives_its_readers_the_time_back(desk, renewal, editor, shown, time_machine):
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    desk.force_login(editor)

    before = shown(desk.get(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/"))
    after = shown(desk.post(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/verder/", follow=True))

    mailing = renewal.mailings.get()
    renewal.refresh_from_db()
    assert WHY in before
    assert "0 van 1 verstuurd" in before
    assert WHY not in after
    assert (mailing.paused_at, renewal.ends_at) == (None, NOW + timedelta(days=33))
    assert mailing.expires_at == renewal.ends_at
    assert AuditLine.objects.get(action="newsletter.renewal_went_on").facts == {"minutes": 3 * 24 * 60}


def test_twice_gives_no_more_time(desk, renewal, editor, time_machine):
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    desk.force_login(editor)

    for _press in range(2):
        desk.post(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/verder/")

    assert Renewal.objects.get().ends_at == NOW + timedelta(days=33)


def test_nobody_loses_their_place_while_the_letters_stand_still(renewal, subscribed):
    assert renewals.carry(now=NOW + timedelta(days=31)) == 0

    assert subscribed.subscriptions.holding().exists()


def test_a_test_letter_goes_on(desk, editor, make_test):
    proof = make_test(editor)

    desk.post(f"/verzendingen/lopend/proef/{proof.pk}/verder/")

    assert state(proof) == "running"


def test_s1_who_may_not_keep_lists_lets_no_renewal_and_no_test_of_another_go_on(
    client, colleague, editor, renewal, make_test, shown
):
    client.force_login(colleague)
    proof = make_test(editor)

    answers = [
        client.post(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/verder/").status_code,
        client.post(f"/verzendingen/lopend/proef/{proof.pk}/verder/").status_code,
    ]
    said = shown(client.get(RUNNING))

    assert answers == [403, 404]
    assert {state(proof), state(renewal.mailings.get())} == {"paused"}
    assert "Proef van de brief" not in said
    assert "verder :" not in said


def test_many_tests_cost_no_more_questions_than_one(desk, editor, make_test):
    make_test(editor)
    desk.get(RUNNING)
    with CaptureQueriesContext(connection) as one:
        desk.get(RUNNING)
    for _more in range(29):
        make_test(editor)

    with CaptureQueriesContext(connection) as many:
        desk.get(RUNNING)

    assert len(many) == len(one)
