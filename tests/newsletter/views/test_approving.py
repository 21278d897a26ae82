from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.actions import approvals, campaigns
from newsletter.models import Approval, Audience, Campaign
from tests.newsletter.conftest import NOW

LIST = "/verzendingen/akkoord/"


@pytest.fixture
def strict(settings):
    settings.NEWSLETTER_APPROVAL_ABOVE = 1


@pytest.fixture
def second(make_user):
    return make_user("line_staff", given_name="Emre", family_name="Aksoy")


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def other(client_of, second):
    return client_of(second)


@pytest.fixture
def client_of(now):
    from django.test import Client

    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def to_many(campaign, make_reader, strict):
    """The invitation, for more people than one may send a letter to alone."""
    for name in ("Samira", "Joost"):
        make_reader(name)
    return campaign


@pytest.fixture
def asked(to_many, colleague, second):
    return approvals.ask(
        campaign=to_many, of=second, note="Graag donderdag.", version=to_many.version, by=colleague, now=NOW
    )


def page(campaign, what=""):
    return f"/verzendingen/{campaign.pk}/{what}"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def test_who_may_not_send_alone_asks_a_colleague_who_sees_it_in_the_list(desk, other, to_many, second, shown):
    """Z29"""
    review = shown(desk.get(page(to_many, "bekijk/")))
    sending = desk.get(page(to_many, "verstuur/"))
    told = {"of": second.pk, "note": "Graag donderdag.", "version": to_many.version}
    after = shown(desk.post(sending.url, told, follow=True))

    assert "Deze brief gaat naar meer dan 1 mensen" in review
    assert sending.url == page(to_many, "akkoord/vragen/")
    assert "Deze brief wacht op Emre Aksoy." in after
    assert "Graag donderdag." in shown(other.get(LIST))
    assert soup(other.get(LIST)).select_one(".subnav .count").get_text(" ", strip=True) == "1 wachten op jou"


def test_the_start_page_leads_to_what_waits_for_approval(desk, other, asked):
    assert "1 brief wacht op jouw akkoord" in soup(other.get("/verzendingen/start/")).text
    assert "jouw akkoord" not in soup(desk.get("/verzendingen/start/")).text


def test_the_second_person_approves_and_it_is_sent(other, asked, shown):
    """Z29"""
    form = soup(other.get(page(asked.campaign, "akkoord/"))).select_one("form:has([name=stamp])")
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}

    after = shown(
        other.post(page(asked.campaign, "akkoord/"), {**sent, "when": "nu", "action": "approve"}, follow=True)
    )

    assert "Vrijgegeven: 2 mensen krijgen deze brief." in after
    assert Approval.objects.get().promised == 2


def test_the_second_person_gives_it_back_and_the_writer_reads_why(desk, other, asked, shown):
    other.post(page(asked.campaign, "akkoord/"), {"action": "give_back", "answer": "Noem de dag."})

    assert "Emre Aksoy gaf deze brief terug: “Noem de dag.”" in shown(desk.get(page(asked.campaign, "bekijk/")))
    assert "teruggegeven" in shown(desk.get(LIST))


def test_giving_back_asks_why(other, asked):
    response = other.post(page(asked.campaign, "akkoord/"), {"action": "give_back", "answer": " "})

    assert soup(response).select_one("#id_answer")["aria-invalid"] == "true"
    assert Approval.objects.get().decided_at is None


def test_what_changed_under_the_eyes_of_the_second_person_is_told(other, asked, make_reader, shown):
    """Z29"""
    form = soup(other.get(page(asked.campaign, "akkoord/"))).select_one("form:has([name=stamp])")
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    make_reader("Fatma")

    after = shown(other.post(page(asked.campaign, "akkoord/"), {**sent, "when": "nu", "action": "approve"}))

    assert "van 2 naar 3" in after
    assert Campaign.objects.get().mailing is None


def test_the_asker_sees_no_button_to_approve_and_takes_it_back(desk, asked, shown):
    """Z29: nobody approves their own."""
    own = desk.get(page(asked.campaign, "akkoord/"))
    form = {"stamp": "x", "number": "2", "when": "nu", "action": "approve"}
    desk.post(page(asked.campaign, "akkoord/"), form)
    still_waits = Approval.objects.open().exists()
    desk.post(page(asked.campaign, "akkoord/"), {"action": "withdraw"})

    assert soup(own).select("[value=approve]") == []
    assert "Dit is je eigen brief" in shown(own)
    assert still_waits
    assert not Approval.objects.open().exists()


def test_a_question_that_is_over_leads_back_to_the_list(other, asked, colleague, shown):
    words = {"title": "Anders", "subject": "Anders", "body": "Anders"}
    campaigns.write(campaign=asked.campaign, version=asked.version, by=colleague, now=NOW, **words)

    response = other.get(page(asked.campaign, "akkoord/"), follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert "Niemand wacht nu op akkoord" in shown(response)


def test_asking_somebody_who_may_not_send_is_refused_by_the_form(desk, issue, second, make_subscriber):
    make_subscriber()

    response = desk.post(page(issue, "akkoord/vragen/"), {"of": second.pk, "version": issue.version})

    assert soup(response).select_one("#id_of")["aria-invalid"] == "true"
    assert not Approval.objects.exists()


def test_a_letter_that_a_colleague_changed_meanwhile_is_not_asked_unseen(desk, to_many, second, shown):
    told = {"of": second.pk, "version": to_many.version - 1}

    assert "Niet gevraagd." in shown(desk.post(page(to_many, "akkoord/vragen/"), told))


def test_nothing_waits_says_so(desk, shown):
    assert "Er wacht niets op jou" in shown(desk.get(LIST))


def test_the_list_asks_the_database_the_same_however_many_wait(other, desk, colleague, second, invitations):
    def ask(number):
        made = Campaign.objects.create(
            title=f"Brief {number}", newsletter=invitations, audience=Audience.objects.create(), created_by=colleague
        )
        facts = {"version": 1, "number": 3, "asked_by": colleague, "asked_of": second}
        Approval.objects.create(campaign=made, asked_at=NOW - timedelta(hours=number), **facts)

    def queries(browser):
        with CaptureQueriesContext(connection) as asked:
            browser.get(LIST)
        return len(asked)

    ask(0)
    with_one = queries(other), queries(desk)
    for number in range(1, 30):
        ask(number)

    assert (queries(other), queries(desk)) == with_one


def test_the_rules_of_each_kind_of_letter_are_told(desk, settings, shown):
    settings.NEWSLETTER_MOST_IN_30_DAYS, settings.POST_QUIET_HOURS = 6, "21:00-07:00"
    settings.NEWSLETTER_APPROVAL_ABOVE = 500

    told = shown(desk.get("/verzendingen/regels/"))

    assert "Ja: hooguit 6 in dertig dagen" in told
    assert "Ja: van 21.00 – 07.00 uur blijft hij hier." in told
    assert "Aan meer dan 500 mensen: een tweede persoon" in told


def test_the_page_to_ask_says_what_must_be_mended_first_and_asks_nothing(
    desk, issue, make_item, make_subscriber, editor
):
    make_subscriber()
    item = make_item("article", heading="")

    page = BeautifulSoup(desk.get(f"/verzendingen/{issue.pk}/akkoord/vragen/").content, "html.parser")

    said = page.select_one("main .msg--bad:not([data-trouble])")
    assert "Een onderdeel heeft geen kop." in said.text
    assert f"/onderdelen/{item.pk}/" in said.a["href"]
    assert not page.select("main [name=of]")
