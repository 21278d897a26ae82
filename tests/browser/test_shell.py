import pytest


def test_a_visitor_finds_the_way_to_log_in(page):
    page.goto("/privacy/")

    page.get_by_role("link", name="Inloggen").click()

    assert page.url.endswith("/account/inloggen/")


def test_no_page_tells_of_trouble_or_of_being_busy_while_there_is_none(page):
    page.goto("/privacy/")

    assert not page.locator("[data-trouble]").is_visible()
    assert not page.locator("[data-busy]").is_visible()


@pytest.mark.parametrize("path", ["/privacy/", "/toegankelijkheid/", "/nergens/"])
def test_public_pages_are_accessible_for_all(axe_faults, path):
    assert axe_faults(path) == []


def test_the_start_page_is_accessible_for_all(axe_faults, colleague):
    assert axe_faults("/", colleague) == []


def test_the_menu_of_a_phone_opens_with_the_keyboard_and_shuts_with_escape(page_of, colleague):
    page = page_of(colleague, viewport={"width": 390, "height": 800})
    page.goto("/")
    menu = page.get_by_role("navigation", name="Hoofdmenu")

    page.get_by_role("button", name="Menu").press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")

    assert not menu.is_visible()
