import pytest
from bs4 import BeautifulSoup

from newsletter.actions import approvals, issues, releases
from newsletter.models import Campaign, LinkCheck
from tests.newsletter.conftest import NOW


@pytest.fixture
def desk(client, editor, now):
    client.force_login(editor)
    return client


@pytest.fixture
def place(issue):
    return f"/verzendingen/{issue.pk}/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def text(response):
    return " ".join(soup(response).main.get_text(" ").split())


def test_the_links_are_checked_when_an_editor_asks(desk, place, make_item):
    """Z17"""
    make_item(heading="Een", url="https://kis.nl/a")
    desk.get(f"{place}bekijk/")
    before = LinkCheck.objects.count()

    page = desk.post(f"{place}controle/links/", follow=True)

    assert before == 0
    assert "We kijken 1 link na." in text(page)
    assert "De links worden nagekeken." in text(page)
    assert soup(page).select_one("#controle li[hx-get]")["hx-get"] == f"{place}bekijk/"


def test_every_number_of_the_check_leads_to_its_list(desk, place, issue, letters_list, editor, make_subscriber):
    make_subscriber("Samira", "Jansen")
    earlier = issues.create(newsletter=letters_list, title="September", language="nl", by=editor, now=NOW)
    Campaign.objects.filter(pk=earlier.pk).update(subject="September", body="Hallo.")
    releases.release(campaign=earlier, by=editor, now=NOW, version=1, anyway="nodig")
    page = soup(desk.get(f"{place}bekijk/"))

    listed = desk.get(page.select_one("#controle a[href*='andere-post']")["href"])

    assert "Jansen" in text(listed)


def test_a_list_that_does_not_exist_is_not_there(desk, place):
    assert desk.get(f"{place}controle/geen/").status_code == 404


def test_the_last_page_shows_what_must_be_mended_and_has_no_button(desk, place, make_item, make_subscriber):
    make_subscriber()
    make_item("article", text="Zonder kop")

    page = desk.get(f"{place}verstuur/")

    assert "Deze brief kan nog niet weg" in text(page)
    assert "Een onderdeel heeft geen kop." in text(page)
    assert not soup(page).select_one("form.card button.btn--main")


def test_the_last_page_asks_why_and_keeps_the_reason_when_it_refuses(desk, place, issue, make_item, make_subscriber):
    make_subscriber()
    make_item(heading="Een", text="x", url="https://kis.nl/a")
    version = Campaign.objects.get(pk=issue.pk).version
    asked = soup(desk.get(f"{place}verstuur/"))

    refused = desk.post(f"{place}verstuur/", {"when": "nu", "version": version})
    sent = desk.post(f"{place}verstuur/", {"when": "nu", "version": version, "anyway": "De site ligt eruit."})

    assert asked.select_one("textarea[name=anyway][required]")
    assert "Schrijf waarom je de brief toch verstuurt." in text(refused)
    assert sent.url == place


@pytest.fixture
def asked_of_me(issue, editor, make_user, make_subscriber, make_item, settings):
    """The issue with a link that nobody checked; a colleague asks this editor to approve it."""
    settings.NEWSLETTER_APPROVAL_ABOVE = 1
    for name in ("Samira", "Joost"):
        make_subscriber(name, "Jansen")
    make_item(heading="Een", url="https://kis.nl/a")
    issue.refresh_from_db()
    asking = {"note": "", "version": issue.version, "by": make_user("editor"), "now": NOW}
    return approvals.ask(campaign=issue, of=editor, **asking)


def test_who_approves_reads_what_the_check_warns_of_and_stays_on_that_page(desk, place, asked_of_me):
    """Z17 Z29"""
    page = soup(desk.get(f"{place}akkoord/"))
    checked = desk.post(f"{place}controle/links/", {"from": page.select_one("#controle [name=from]")["value"]})

    assert "De controle waarschuwt:" in page.select_one(".field:has(textarea[name=anyway]) .msg").get_text()
    assert checked.url == f"{place}akkoord/#controle"
