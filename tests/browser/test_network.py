"""The network in a real browser: recording contact with the keyboard, searching without a name in the address."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Affiliation, ContactMoment, LinePartner, Organisation, ProgrammeLine, Theme


@pytest.fixture
def small_network(transactional_db, make_person, colleague):
    """A line, an organisation with two people, and a contact moment."""
    theme = Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)
    line = ProgrammeLine.objects.create(
        number=4, theme=theme, slug="werk", name="Gelijke kansen op de arbeidsmarkt", name_en="Work", valid_from=2022
    )
    divosa = Organisation.objects.create(name="Divosa", kind="vereniging")
    LinePartner.objects.create(organisation=divosa, line=line, relation="samenwerkingspartner")
    samira = make_person("Samira", "Amrani", source="de website")
    theo = make_person("Theo", "Mensah")
    for person in (samira, theo):
        person.lines.add(line)
        person.tags.add("stages")
        Affiliation.objects.create(person=person, organisation=divosa, title="adviseur", started_on=date(2024, 1, 1))
    moment = ContactMoment.objects.create(
        held_on=date(2026, 3, 2), line=line, channel="call", summary="Over de pilot.", logged_by=colleague
    )
    moment.people.set([samira])
    moment.organisations.set([divosa])
    return {"samira": samira, "theo": theo, "divosa": divosa, "moment": moment}


def test_contact_is_recorded_with_the_keyboard_alone(page_of, colleague, small_network):
    page = page_of(colleague)
    page.goto(reverse("network:person_detail", args=[small_network["samira"].pk]))

    page.get_by_label("Gesprek", exact=True).focus()
    page.keyboard.press("Space")
    find = page.get_by_placeholder("Zoek iemand")
    find.focus()
    page.keyboard.type("mensah")
    found = page.get_by_label("Theo Mensah")
    found.wait_for()
    for _past in ("Zoek", "Samira Amrani", "Theo Mensah"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("Waar ging het over?").focus()
    page.keyboard.type("Kennisgemaakt met elkaar.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Vastgelegd. De dag van het laatste contact is bijgewerkt.").wait_for()

    moment = ContactMoment.objects.latest("pk")
    assert (moment.channel, moment.held_on, moment.people.count()) == ("talk", timezone.localdate(), 2)


def test_z38_a_search_keeps_the_name_out_of_the_address(page_of, colleague, small_network):
    page = page_of(colleague)
    page.goto(reverse("network:person_list"))

    page.get_by_label("Naam, organisatie of telefoonnummer").fill("mensah")
    page.get_by_role("search", name="Zoek personen").get_by_role("button", name="Zoek").click()
    page.get_by_role("link", name="Amrani, Samira").wait_for(state="detached")

    assert page.get_by_role("link", name="Mensah, Theo").is_visible()
    assert "search=" in page.url
    assert "mensah" not in page.url
    page.reload()
    assert page.get_by_label("Naam, organisatie of telefoonnummer").input_value() == "mensah"


def test_names_of_organisations_are_offered_while_one_types(page_of, colleague, small_network):
    page = page_of(colleague)
    page.goto(reverse("network:affiliation_create", args=[small_network["theo"].pk]))

    page.get_by_label("Organisatie", exact=True).press_sequentially("div")
    page.locator("#organisatienamen option").wait_for(state="attached")

    assert page.locator("#organisatienamen option").get_attribute("value") == "Divosa"
    assert page.get_by_label("Organisatie", exact=True).get_attribute("list") == "organisatienamen"


def test_who_types_on_sees_and_hears_below_the_name_whom_it_may_be(page_of, colleague, small_network):
    """The answer about the first name comes while the last name is typed: it takes nothing away from that."""
    page = page_of(colleague)
    page.goto(reverse("network:person_create"))

    page.get_by_label("Voornaam").focus()
    page.keyboard.type("Samira")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Amrani")
    page.get_by_role("link", name="Samira Amrani").wait_for()

    assert page.locator("[data-announcer]").text_content() == "Is het een van deze mensen? Samira Amrani"
    top = "element => element.getBoundingClientRect().top"
    assert page.locator("#lijkt-op").evaluate(top) < page.get_by_label("E-mailadressen").evaluate(top)


PAGES = {
    "person_list": None,
    "person_detail": "samira",
    "person_create": None,
    "person_edit": "samira",
    "affiliation_create": "samira",
    "organisation_list": None,
    "organisation_detail": "divosa",
    "organisation_edit": "divosa",
    "partner_create": "divosa",
    "line_work": None,
    "contact_list": None,
    "contact_create": None,
    "contact_detail": "moment",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_for_all(name, axe_faults, colleague, small_network):
    about = PAGES[name]
    address = reverse(f"network:{name}", args=[small_network[about].pk] if about else [])

    assert axe_faults(address, colleague) == []


def test_the_form_with_mistakes_is_accessible_for_all(axe_faults, colleague, small_network):
    def send_nonsense(page):
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.get_by_label("Voornaam").fill("Samira")
        page.get_by_label("Achternaam").fill("Amrani")
        page.get_by_label("Labels").fill("moslim")
        page.get_by_role("button", name="Voeg persoon toe").click()
        page.get_by_text("Is het een van deze mensen?").wait_for()

    assert axe_faults(reverse("network:person_create"), colleague, prepare=send_nonsense) == []


def test_the_empty_list_is_accessible_for_all(axe_faults, colleague, transactional_db):
    assert axe_faults(reverse("network:person_list"), colleague) == []
