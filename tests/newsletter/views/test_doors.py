"""Who may open which page (S44): every address of this room, for every role."""

import pytest
from bs4 import BeautifulSoup

COLLEAGUES = ["line_staff", "editor", "administrator", "platform_coordinator", "privacy_officer"]
WRITERS = COLLEAGUES[:3]
FOR_COLLEAGUES = [
    "/verzendingen/",
    "/verzendingen/lopend/",
    "/verzendingen/verstuurd/",
    "/verzendingen/start/",
    "/verzendingen/{released}/",
    "/verzendingen/{released}/brief/",
    "/verzendingen/{released}/brieven/wacht/",
    "/verzendingen/{released}/antwoorden/komt/",
    "/verzendingen/{released}/bekijk/brief/0/",
]
FOR_WRITERS = [
    "/verzendingen/nieuw/",
    "/verzendingen/{draft}/wie/",
    "/verzendingen/{draft}/wie/krijgt-hem/",
    "/verzendingen/{draft}/tekst/",
    "/verzendingen/{draft}/bekijk/",
    "/verzendingen/{draft}/verstuur/",
    "/verzendingen/{draft}/verwijderen/",
    "/verzendingen/{released}/stop/",
    "/verzendingen/{released}/niet-gelukt.csv",
]
POSTS = [
    "/verzendingen/{draft}/kopie/",
    "/verzendingen/{draft}/proef/",
    "/verzendingen/{released}/pauze/",
    "/verzendingen/{released}/verder/",
]


@pytest.fixture
def pages(released, colleague, now):
    from newsletter.actions import campaigns

    draft = campaigns.copy(campaign=released, by=colleague, now=now)
    return lambda addresses: [address.format(draft=draft.pk, released=released.pk) for address in addresses]


@pytest.mark.parametrize("role", [*COLLEAGUES, "member"])
def test_each_role_opens_what_it_may(client, make_user, pages, role):
    client.force_login(make_user(role))

    seen = {client.get(page).status_code for page in pages(FOR_COLLEAGUES)}
    written = {client.get(page).status_code for page in pages(FOR_WRITERS)}
    pressed = {client.post(page).status_code for page in pages(POSTS)}

    at_kis = role in COLLEAGUES
    assert seen == ({200} if at_kis else {404})
    assert written == ({200} if role in WRITERS else {403} if at_kis else {404})
    assert pressed == ({302} if role in WRITERS else {403} if at_kis else {404})


def test_who_is_not_logged_in_is_asked_to(client, pages):
    everything = pages(FOR_COLLEAGUES + FOR_WRITERS)

    assert {client.get(page).url.partition("?")[0] for page in everything} == {"/account/inloggen/"}
    assert {client.post(page).status_code for page in pages(POSTS)} == {302}


def test_what_changes_something_is_not_done_by_looking(client, colleague, pages):
    """Z17"""
    client.force_login(colleague)

    assert {client.get(page).status_code for page in pages(POSTS)} == {405}


def test_a_campaign_that_does_not_exist_is_not_found(client, colleague):
    client.force_login(colleague)

    assert client.get("/verzendingen/999999/").status_code == 404
    assert client.get("/verzendingen/999999/wie/").status_code == 404


def test_every_link_on_every_page_leads_somewhere(client, colleague, pages):
    """Also the way back from a page that asks whether you are sure."""
    client.force_login(colleague)
    html = [page for page in pages(FOR_COLLEAGUES + FOR_WRITERS) if not page.endswith(".csv")]

    leads = {page: BeautifulSoup(client.get(page).content, "lxml").select("main a[href]") for page in html}
    empty = {page: links for page, links in leads.items() if any(link["href"] in ("", "#") for link in links)}
    targets = {link["href"].partition("#")[0] for links in leads.values() for link in links}

    assert empty == {}
    assert {target: client.get(target).status_code for target in targets if target.startswith("/verzend")} == {
        target: 200 for target in targets if target.startswith("/verzend")
    }


@pytest.mark.parametrize(("role", "leads"), [("line_staff", True), ("privacy_officer", False)])
def test_who_only_reads_meets_no_link_to_a_page_that_is_closed(client, make_user, campaign, role, leads):
    client.force_login(make_user(role))

    page = client.get("/verzendingen/").content.decode()
    rules = client.get("/verzendingen/regels/").content.decode()

    assert campaign.title in page
    assert ("/verzendingen/akkoord/" in rules) is leads
    assert (f"/verzendingen/{campaign.pk}/wie/" in page, "/verzendingen/akkoord/" in page) == (leads, leads)
