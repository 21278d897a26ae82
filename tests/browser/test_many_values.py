"""Several values of a filter are ticked by keyboard, also on a phone (A2, A3)."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from network.models import ProgrammeLine, Theme

PHONE = {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def lines(db):
    theme = Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)
    told = [(4, "arbeidsmarkt", "Arbeidsmarkt"), (5, "nieuwkomers", "Nieuwkomers")]
    return [
        ProgrammeLine.objects.create(number=number, slug=slug, name=name, name_en=name, theme=theme, valid_from=2022)
        for number, slug, name in told
    ]


def test_two_lines_are_ticked_by_keyboard_and_fold_away_with_escape(page_of, make_user, make_person, lines):
    for name, line in (("Anne", lines[0]), ("Bo", lines[1]), ("Cas", None)):
        person = make_person(name, name[0])
        if line:
            person.lines.add(line)
    page = page_of(make_user(Role.LINE_STAFF), **PHONE)
    page.goto("/netwerk/personen/")
    folded = page.locator("details[data-many]").first

    folded.locator("summary").press("Enter")
    for box in folded.locator("input").all():
        box.press("Space")
    page.keyboard.press("Escape")

    expect(folded).not_to_have_attribute("open", "")
    expect(folded.locator("summary")).to_have_text("2 gekozen")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.locator("tbody th")).to_have_count(2)
    expect(page.locator(".chips .chip")).to_have_count(2)
