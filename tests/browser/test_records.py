"""Records in a real browser: contact from any page with the keyboard, a municipality that fills in its province."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import (
    Affiliation,
    Attachment,
    ContactMoment,
    MailAddress,
    Municipality,
    Organisation,
    PhoneNumber,
    ProgrammeLine,
    RelationHolder,
    Relationship,
    RelationshipType,
    Task,
    Theme,
)


@pytest.fixture
def records(transactional_db, make_person, colleague):
    """An organisation with somebody who works there, a tie that fades, a holder and a task."""
    theme = Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)
    line = ProgrammeLine.objects.create(
        number=4, theme=theme, slug="werk", name="Gelijke kansen op de arbeidsmarkt", name_en="Work", valid_from=2022
    )
    utrecht = Municipality.objects.create(code="GM0344", name="Utrecht", province="NL-UT")
    divosa = Organisation.objects.create(name="Divosa", kind="vereniging", municipality=utrecht, postcode="3511 LX")
    other = Organisation.objects.create(name="VNG", kind="vereniging")
    kind = RelationshipType.objects.create(
        slug="s", between="organisations", name="werkt samen met", name_back="werkt samen met", name_en="w"
    )
    Relationship.objects.create(
        kind=kind, first_organisation=divosa, second_organisation=other, stated_on=date(2020, 1, 1), stated_by=colleague
    )
    RelationHolder.objects.create(organisation=divosa, user=colleague, started_on=date(2025, 1, 1))
    samira = make_person("Samira", "Amrani", source="de website")
    samira.mail_addresses.update(arrives="dead", came_back_at=timezone.now(), came_back_with="550 no such user")
    MailAddress.objects.create(person=samira, address="samira@example.org", preferred=False)
    PhoneNumber.objects.create(person=samira, number="+31612345678")
    Affiliation.objects.create(person=samira, organisation=divosa, title="adviseur", started_on=date(2024, 1, 1))
    Task.objects.create(what="Bel over de pilot", due_on=date(2026, 1, 1), assigned_to=colleague, organisation=divosa)
    moment = ContactMoment.objects.create(
        held_on=timezone.localdate(), line=line, channel="call", summary="Over de pilot.", logged_by=colleague
    )
    moment.people.set([samira])
    moment.organisations.set([divosa])
    return {"samira": samira, "divosa": divosa, "line": line}


def test_contact_is_recorded_from_any_page_with_the_keyboard_and_a_file(page_of, colleague, records):
    page = page_of(colleague)
    page.goto(reverse("network:organisation_detail", args=[records["divosa"].pk]))

    page.keyboard.press("Alt+KeyC")
    dialog = page.get_by_role("dialog", name="Contactmoment vastleggen")
    dialog.get_by_label("Waar ging het over?").wait_for()
    assert dialog.get_by_label("Samira Amrani").is_checked()
    page.keyboard.type("Bijgepraat over de pilot.")
    dialog.get_by_label("Programmalijn").select_option(index=1)
    dialog.locator("summary").click()
    dialog.get_by_label("Bestanden").set_input_files(
        {"name": "verslag.pdf", "mimeType": "text/plain", "buffer": b"%PDF-1.7\n%%EOF"}
    )
    dialog.get_by_role("button", name="Leg vast", exact=True).click()
    page.get_by_text("Vastgelegd. De dag van het laatste contact is bijgewerkt.").wait_for()

    moment = ContactMoment.objects.latest("pk")
    assert (moment.summary, list(moment.people.all())) == ("Bijgepraat over de pilot.", [records["samira"]])
    assert Attachment.objects.get().content_type == "application/pdf"


def test_the_shortcut_does_not_fire_while_one_types(page_of, colleague, records):
    page = page_of(colleague)
    page.goto(reverse("network:organisation_list"))

    page.get_by_label("Zoek een persoon of organisatie").focus()
    page.keyboard.press("Alt+KeyC")
    page.wait_for_timeout(300)

    assert page.locator("dialog[open]").count() == 0


def test_a_municipality_fills_in_its_province_at_once(page_of, colleague, records):
    page = page_of(colleague)
    page.goto(reverse("network:person_edit", args=[records["samira"].pk]))

    page.get_by_label("Gemeente").fill("Utrecht")
    page.keyboard.press("Tab")

    assert page.locator("#id_province").input_value() == "NL-UT"


@pytest.mark.parametrize("name", ["organisation_detail", "person_detail", "task_list", "tie_review", "thread_list"])
def test_the_pages_are_accessible_for_all(axe_faults, colleague, records, name):
    about = {"organisation_detail": "divosa", "person_detail": "samira"}.get(name)
    path = reverse(f"network:{name}", args=[records[about].pk] if about else [])

    assert axe_faults(path, colleague) == []


def test_the_dialog_is_accessible_for_all(axe_faults, colleague, records):
    def open_it(page):
        page.locator("[data-quick-contact]").click()
        page.locator("dialog[open] textarea").wait_for()

    assert axe_faults(reverse("network:organisation_detail", args=[records["divosa"].pk]), colleague, open_it) == []
