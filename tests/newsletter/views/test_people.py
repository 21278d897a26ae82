from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from newsletter.actions import subscriptions
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import EndSource
from post import links
from post.models import Letter, Stop
from tests.newsletter.conftest import NOW

YES = {
    "source": "meeting",
    "agreed_on": "2026-08-31",
    "wording": "Mogen we je uitnodigingen sturen?",
    "proof": "lijst van de werksessie in Utrecht",
}


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


def lists_of(person):
    return f"/verzendingen/persoon/{person.pk}/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


def test_the_page_of_a_person_fetches_their_lists(desk, make_reader):
    person = make_reader()
    section = BeautifulSoup(desk.get(f"/netwerk/personen/{person.pk}/").content, "lxml").select_one(
        f"[hx-get='{lists_of(person)}']"
    )

    fragment = desk.get(lists_of(person), headers={"HX-Request": "true"})

    assert section.a["href"] == lists_of(person)
    assert "<html" not in fragment.content.decode()
    assert "zei ja op 3 juni 2026 (formulier op de website)" in text(fragment)


def test_a_yes_is_recorded_with_its_proof(desk, make_person, invitations, colleague):
    """T1, P1"""
    person = make_person()

    response = desk.post(f"{lists_of(person)}uitnodigingen/ja/", YES)

    place = Subscription.objects.get()
    assert response.url == f"/netwerk/personen/{person.pk}/"
    assert (place.wording, place.source, place.proof) == (YES["wording"], "meeting", YES["proof"])
    assert place.agreed_at.isoformat() == "2026-08-30T22:00:00+00:00"
    assert AuditLine.objects.get(action="subscription.begun").actor == colleague


@pytest.mark.parametrize("missing", [*YES, "future"])
def test_a_yes_without_proof_or_of_tomorrow_is_none(desk, make_person, invitations, missing):
    person = make_person()
    told = {**YES, "agreed_on": "2026-09-02"} if missing == "future" else {**YES, missing: ""}

    page = desk.post(f"{lists_of(person)}uitnodigingen/ja/", told)

    assert page.status_code == 200
    assert not Subscription.objects.exists()


def test_who_left_comes_back_by_their_own_hand_alone(desk, make_reader, invitations):
    """P10"""
    person = make_reader()
    subscriptions.end(person=person, newsletter=invitations, how=EndSource.PAGE, now=NOW)

    page = desk.post(f"{lists_of(person)}uitnodigingen/ja/", YES)

    assert "Alleen de persoon zelf kan dat terugdraaien" in text(page)
    assert "Leg een ja vast" not in text(desk.get(lists_of(person)))
    assert not Subscription.objects.holding().exists()


def test_a_yes_is_recorded_once(desk, make_reader, invitations):
    person = make_reader()

    page = desk.post(f"{lists_of(person)}uitnodigingen/ja/", YES)

    assert "staat al op de lijst" in text(page)
    assert Subscription.objects.count() == 1


def test_who_asks_a_colleague_is_taken_off_after_a_question(desk, make_reader, invitations, colleague):
    person = make_reader()
    asked = text(desk.get(f"{lists_of(person)}uitnodigingen/af/"))
    before = Subscription.objects.holding().count()

    desk.post(f"{lists_of(person)}uitnodigingen/af/")

    assert "Er gaat geen post van deze lijst meer naar deze persoon" in asked
    assert before == 1
    assert Subscription.objects.get().ended_how == "staff"
    assert set(Stop.objects.values_list("scope", "by")) == {(invitations.pk, colleague.pk)}


def test_who_was_taken_off_is_told_once_and_takes_it_back_by_the_letter(desk, client, make_reader, invitations):
    person = make_reader()
    desk.post(f"{lists_of(person)}uitnodigingen/af/")
    desk.post(f"{lists_of(person)}uitnodigingen/af/")
    told = Letter.objects.get(mailing__letter_class="service")
    stop = Stop.objects.get(person=person)

    client.post(f"/ongedaan/{links.seal('undo_stop', stop.pk, person.pk, told.pk)}/", {"keuze": "ja"})

    assert "Een collega van KIS schreef op dat je dit vroeg." in " ".join(told.mailing.text.split())
    assert told.mailing.links["undo"]["subject"] == stop.pk
    assert Subscription.objects.holding().get().source == "undo"
    assert not Stop.objects.holding().exists()


def test_who_was_not_on_the_list_gets_no_mail_about_leaving_it(desk, make_person, invitations):
    person = make_person()
    asked = text(desk.get(f"{lists_of(person)}uitnodigingen/af/"))

    desk.post(f"{lists_of(person)}uitnodigingen/af/")

    assert "staat nu niet op de lijst" in asked
    assert not Letter.objects.exists()
    assert Stop.objects.filter(person=person, scope=invitations.pk).exists()


def test_a_yes_is_offered_again_to_who_lost_their_place_by_silence(desk, make_reader):
    person = make_reader()
    Subscription.objects.update(ended_at=NOW - timedelta(days=1), ended_how=EndSource.EXPIRED)

    offered = "Leg een ja vast" in text(desk.get(lists_of(person)))
    Stop.objects.create(person=person, scope=None, how="page", at=NOW)

    assert offered
    assert "Leg een ja vast" not in text(desk.get(lists_of(person)))


@pytest.mark.parametrize("number", [1, 30])
def test_the_lists_are_asked_for_in_one_go(desk, make_reader, agree, number):
    person = make_reader()
    for each in range(number):
        words = {"slug": f"lijst-{each}", "name": "Lijst", "name_en": "List"}
        agree(person, Newsletter.objects.create(**words), ended_at=NOW - timedelta(days=1), ended_how="page")

    with CaptureQueriesContext(connection) as queries:
        desk.get(lists_of(person))

    assert len(queries) <= 13


@pytest.mark.parametrize(("role", "statuses"), [("privacy_officer", [200, 403, 403]), ("member", [404, 404, 404])])
def test_who_may_see_and_who_may_record(client, make_user, make_reader, invitations, role, statuses):
    person = make_reader()
    client.force_login(make_user(role))

    seen = client.get(lists_of(person)).status_code
    asked = client.get(f"{lists_of(person)}uitnodigingen/ja/").status_code
    taken = client.post(f"{lists_of(person)}uitnodigingen/af/").status_code

    assert [seen, asked, taken] == statuses
    assert Subscription.objects.holding().count() == 1
