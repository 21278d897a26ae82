"""Letting a program read the API, in a real browser."""

import pytest
from django.urls import reverse


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Anton", tussenvoegsel="van der", family_name="Berg")


def prove(page) -> None:
    """Show with a password once more who one is."""
    page.locator("#id_password").fill("een-lang-wachtwoord")
    page.locator("#id_password").press("Enter")
    page.get_by_role("heading", name="Maak een sleutel").wait_for()


def make(page) -> None:
    prove(page)
    page.get_by_label("Voor welk computerprogramma").fill("website kis.nl")
    page.get_by_label("gepubliceerde bijeenkomsten").check()
    page.get_by_role("button", name="Maak deze sleutel").click()
    page.get_by_text("Kopieer het geheim nu.").wait_for()


@pytest.mark.parametrize("steps", [prove, make])
def test_a1_the_pages_on_which_a_token_is_made_are_accessible_for_all(axe_faults, administrator, steps):
    assert axe_faults(reverse("accounts:api_token_create"), administrator, steps) == []


def test_the_secret_that_is_shown_opens_the_api(page_of, administrator):
    page = page_of(administrator)
    page.goto(reverse("accounts:api_token_create"))

    make(page)

    shown = {"Authorization": f"Bearer {page.locator('pre').inner_text()}"}
    answer = page.request.get(reverse("api:events"), headers=shown)
    assert answer.json() == {"items": [], "page": 1, "pages": 1, "total": 0}
