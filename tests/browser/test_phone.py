"""The rows of pages under the top bar: in full where there is room, behind one button on a phone (A2, A3)."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role

PHONE = {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def nadia(make_user):
    return make_user(Role.LINE_STAFF)


def test_on_a_wide_screen_the_row_of_pages_stands_there_and_has_no_button(page_of, nadia):
    page = page_of(nadia)
    page.goto("/netwerk/taken/")

    expect(page.get_by_role("link", name="Dubbelen")).to_be_visible()
    expect(page.get_by_role("button", name="Meer in Netwerk")).to_be_hidden()


def test_on_a_phone_a_button_opens_it_also_by_keyboard(page_of, nadia):
    page = page_of(nadia, **PHONE)
    page.goto("/netwerk/taken/")
    expect(page.get_by_role("link", name="Dubbelen")).to_be_hidden()

    page.get_by_role("button", name="Meer in Netwerk").press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Dekking"
    page.get_by_role("link", name="Dubbelen").click()
    page.wait_for_url("**/netwerk/dubbelen/")
