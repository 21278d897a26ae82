from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.actions import renewals
from newsletter.models import Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.queries.renewals import Wanted
from post.links import seal
from tests.newsletter.conftest import NOW


@pytest.fixture
def desk(client, editor, now):
    client.force_login(editor)
    return client


@pytest.fixture
def renewal(subscribed, letter_list, editor, now):
    return renewals.begin(newsletter=letter_list, wanted=Wanted(), days=30, by=editor, now=NOW)


@pytest.fixture
def path(renewal, subscribed):
    return f"/blijven/{seal('renew', renewal.pk, subscribed.pk, 0)}/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def test_an_editor_sees_first_whom_it_would_ask_and_then_begins(desk, subscribed, letter_list, shown):
    page = f"/verzendingen/lijsten/{letter_list.pk}/opnieuw/"
    told = {"agreed_before": "", "days": "30"}

    preview = shown(desk.post(page, {**told, "action": "count"}))
    before = Renewal.objects.exists()
    after = shown(desk.post(page, {**told, "action": "begin"}, follow=True))

    assert "lezer wordt gevraagd 1" in preview
    assert "donderdag 1 oktober 2026" in preview
    assert not before
    assert "Samira Amrani" in after
    assert "Wie van de lijst gaat" in after


@pytest.mark.parametrize(("days", "good"), [("13", False), ("14", True), ("", False), ("veel", False)])
def test_people_have_two_weeks_at_least(desk, subscribed, letter_list, days, good):
    desk.post(f"/verzendingen/lijsten/{letter_list.pk}/opnieuw/", {"days": days, "action": "begin"})

    assert Renewal.objects.exists() == good


def test_who_does_not_keep_lists_cannot_begin_or_stop(client, colleague, renewal, letter_list):
    client.force_login(colleague)

    assert client.get(f"/verzendingen/lijsten/{letter_list.pk}/opnieuw/").status_code == 403
    assert client.post(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/stop/").status_code == 403
    assert client.get(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/").status_code == 200


def test_z17_looking_at_the_link_changes_nothing_and_one_press_keeps_the_place(client, path, subscribed, shown):
    first = shown(client.get(path))
    client.head(path)
    looked = Subscription.objects.count(), RenewalAsk.objects.get().answer
    after = shown(client.post(path, {"keuze": "ja"}, follow=True))

    assert "Wil je “KIS-nieuwsbrief” blijven krijgen?" in first
    assert "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen." in first
    assert looked == (1, "")
    assert "Dank je, je blijft" in after
    assert Subscription.objects.holding().get().source == "renewal"


def test_one_press_stops_and_sends_the_way_back(client, path, shown, renewal):
    after = shown(client.post(path, {"keuze": "nee"}, follow=True))

    assert "Je staat niet meer op deze lijst" in after
    assert RenewalAsk.objects.get().answer == RenewalAnswer.LEFT
    assert not Subscription.objects.holding().exists()


def test_a_press_that_says_nothing_changes_nothing(client, path):
    client.post(path, {"keuze": "x"})

    assert RenewalAsk.objects.get().answer == ""


def test_when_it_is_over_the_link_says_how_it_stands(client, path, renewal, editor, shown):
    renewals.stop(renewal=renewal, by=editor, now=NOW)
    stopped = shown(client.get(path))
    refused = shown(client.post(path, {"keuze": "ja"}))

    assert "Je hoeft niets te doen" in stopped
    assert "Deze vraag is voorbij" in refused


def test_a_link_that_is_not_ours_says_so(client, renewal):
    response = client.get("/blijven/geen/")

    assert response.status_code == 404


def test_the_why_page_tells_that_we_ask(client, renewal, path, subscribed, letter_list, editor, deliver, shown):
    from newsletter.actions import issues, releases
    from newsletter.models import CampaignItem

    made = issues.create(newsletter=letter_list, title="Brief", language="nl", by=editor, now=NOW)
    made.subject = "Wat werkt?"
    made.save()
    CampaignItem.objects.create(campaign=made, position=1, kind="article", heading="Kop", text="Tekst")
    releases.release(campaign=made, by=editor, now=NOW, version=made.version, anyway="Omdat het klopt")
    letter = made.__class__.objects.get(pk=made.pk).mailing.letters.get()

    page = client.get(f"/waarom/{seal('why', made.pk, subscribed.pk, letter.pk)}/")

    assert "of je op deze lijst wilt blijven" in shown(page)
    assert soup(page).select_one(f'a[href="{path}"]')


def test_stopped_and_undone_by_a_press(desk, renewal, letter_list, shown):
    page = f"/verzendingen/lijsten/opnieuw/{renewal.pk}/"

    assert "Gestopt." in shown(desk.post(f"{page}stop/", follow=True))
    assert "niet meer ongedaan" in shown(desk.post(f"{page}ongedaan/", follow=True))
    assert "gestopt" in shown(desk.get(f"/verzendingen/lijsten/{letter_list.pk}/"))


def test_what_was_carried_out_can_be_undone(desk, renewal, editor, shown, time_machine):
    renewal.mailings.get().letters.update(state=1)
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    desk.force_login(editor)
    renewals.carry(now=NOW + timedelta(days=30))
    page = f"/verzendingen/lijsten/opnieuw/{renewal.pk}/"

    before = shown(desk.get(page))
    after = shown(desk.post(f"{page}ongedaan/", follow=True))

    assert "zei niets, van de lijst 1" in before
    assert "Eén lezer staat weer op de lijst." in after


def test_the_page_asks_the_database_the_same_for_one_and_for_thirty(desk, renewal, make_person, agree, letter_list):
    page = f"/verzendingen/lijsten/opnieuw/{renewal.pk}/"

    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(page)
        return len(asked)

    queries()
    with_one = queries()
    for number in range(29):
        person = make_person(f"Lezer{number}")
        agree(person, letter_list)
        RenewalAsk.objects.create(renewal=renewal, person=person)

    assert queries() == with_one


class TestWhoIsBehindANumber:
    @pytest.fixture
    def answered(self, renewal, make_person, agree, letter_list):
        """Samira keeps silent; the others said or did what their first name tells, and Weg left by another way."""

        def ask(name, answer):
            person = make_person(name, "Bakker")
            agree(person, letter_list)
            told = {"answer": answer, "answered_at": NOW} if answer else {}
            RenewalAsk.objects.create(renewal=renewal, person=person, **told)
            return person

        for answer in (RenewalAnswer.STAYED, RenewalAnswer.LEFT, RenewalAnswer.EXPIRED, RenewalAnswer.UNREACHED):
            ask(answer.name.title(), answer)
        Subscription.objects.filter(person=ask("Weg", "")).update(ended_at=NOW, ended_how="page")
        return f"/verzendingen/lijsten/opnieuw/{renewal.pk}/"

    @pytest.mark.parametrize(
        ("group", "names"),
        [
            ("blijft", {"Stayed Bakker"}),
            ("weg", {"Left Bakker", "Weg Bakker"}),
            ("stil", {"Samira Amrani"}),
            ("van-de-lijst", {"Expired Bakker"}),
            ("niet-bereikt", {"Unreached Bakker"}),
        ],
    )
    def test_each_number_leads_to_exactly_those_people(self, desk, answered, group, names):
        page = soup(desk.get(answered, {"groep": group}))

        assert {name.text for name in page.select("#mensen tbody a")} == names

    def test_the_numbers_are_as_long_as_their_lists(self, desk, answered):
        links = soup(desk.get(answered)).select("main .stats a")

        for link in links:
            shown = soup(desk.get(f"{answered}{link['href'].partition('#')[0]}"))
            assert len(shown.select("#mensen tbody tr")) == int(link.text)
        assert [link.text for link in links] == ["6", "1", "2", "1"]

    def test_without_a_choice_it_shows_who_loses_their_place(self, desk, answered, renewal):
        running = soup(desk.get(answered)).select_one("#h-mensen").text
        Renewal.objects.filter(pk=renewal.pk).update(carried_at=NOW)
        over = soup(desk.get(answered, {"groep": "onzin"})).select_one("#h-mensen").text

        assert running == "Wie van de lijst gaat als ze niets zeggen"
        assert over == "Wie niets zei, en van de lijst is"

    def test_who_a_colleague_may_not_see_is_not_named(self, client, answered, make_user):
        client.force_login(make_user("member"))

        assert client.get(answered, {"groep": "gevraagd"}).status_code == 404
