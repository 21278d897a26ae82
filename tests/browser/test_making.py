"""Making an issue in a real browser: where the focus stays, and what is said and kept when saving fails."""

import pytest
from django.conf import settings
from django.utils import timezone

from newsletter.actions import issues
from newsletter.models import Campaign, ItemKind, Newsletter

IN_SIGHT = "one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; }"
UNSAVED = "Beste [voornaam], dit stond er nog niet."


@pytest.fixture
def editor(make_user, transactional_db):
    return make_user("editor", given_name="Ruben", family_name="de Wit")


@pytest.fixture
def issue(editor):
    """An issue with two items: Een and Twee."""
    told = {"by": editor, "now": timezone.now()}
    news = Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")
    made = issues.create(newsletter=news, title="Oktober", language="nl", **told)
    for heading in ("Een", "Twee"):
        item = issues.add(campaign=made, kind=ItemKind.ARTICLE, **told)
        item.heading = heading
        item.save()
    return made


@pytest.fixture
def making(issue, editor, open_context):
    """The page on which the issue is made. What the browser complains of is what the tests provoke."""
    page = open_context(editor).new_page()
    page.goto(f"/verzendingen/{issue.pk}/maken/")
    page.locator("#controle").wait_for()
    return page


def test_who_moves_an_item_to_the_top_by_keyboard_stays_on_that_item(making):
    making.get_by_role("button", name="Omhoog: Twee").press("Enter")

    making.locator("#onderdelen li").first.locator(".drag:focus", has=making.locator("svg")).wait_for()


def test_the_links_are_checked_where_one_writes(making):
    making.get_by_role("button", name="Kijk de links na").press("Enter")

    making.locator("#controle button:focus", has_text="Kijk de links na").wait_for()
    assert making.url.endswith("/maken/")


@pytest.mark.parametrize(("status", "said"), [(503, "[data-busy]"), (500, "[data-trouble]")])
def test_that_saving_failed_stays_in_view_and_it_is_saved_as_soon_as_that_can(making, issue, status, said):
    making.clock.install()
    making.route("**/maken/", lambda route: refuse(route, status))
    making.locator("[name=body]").fill(UNSAVED)
    making.clock.fast_forward(1_000)
    making.locator(said).wait_for()

    making.unroute("**/maken/")
    making.clock.fast_forward(20_000)

    making.locator("#bewaard", has_text="Bewaard om").wait_for()
    assert not making.locator(said).is_visible()
    assert Campaign.objects.get(pk=issue.pk).body == UNSAVED


def refuse(route, status):
    if route.request.method == "POST":
        route.fulfill(status=status, body="")
    else:
        route.continue_()


@pytest.fixture
def asked(making):
    """What the browser asks who leaves; they leave all the same."""
    kinds = []
    making.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.accept()))
    return kinds


def test_who_leaves_while_saving_fails_is_asked_first(making, asked):
    making.route("**/maken/", lambda route: refuse(route, 500))
    making.locator("[name=body]").fill(UNSAVED)
    making.locator("[data-trouble]").wait_for()

    making.goto("/verzendingen/")

    assert asked == ["beforeunload"]


def test_who_leaves_while_something_is_not_right_yet_is_asked_first(making, asked):
    making.locator("[name=body]").fill("Beste [onbekend],")
    making.locator("#bewaard", has_text="Nog niet bewaard").wait_for()

    making.goto("/verzendingen/")

    assert asked == ["beforeunload"]


def test_who_leaves_when_all_is_saved_is_not_asked(making, asked):
    making.locator("[name=body]").fill(UNSAVED)
    making.locator("#bewaard", has_text="Bewaard om").wait_for()

    making.goto("/verzendingen/")

    assert asked == []


def test_who_chose_a_picture_and_leaves_without_the_button_is_asked_first(making, asked):
    making.get_by_role("button", name="Beeld").click()
    making.locator("[name=upload]").set_input_files("static/img/nieuwsbrief-kop.png")
    making.locator("#bewaard", has_text="Bewaard om").wait_for()

    making.goto("/verzendingen/")

    assert asked == ["beforeunload"]


def test_who_was_signed_out_is_led_to_signing_in_without_being_asked(making, asked):
    making.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    making.locator("[name=body]").fill(UNSAVED)

    making.locator("[name=password]").wait_for()

    assert asked == []


def test_who_saves_with_the_button_is_not_asked(making, asked):
    making.get_by_role("button", name="Beeld").click()
    making.locator("[name=upload]").set_input_files("static/img/nieuwsbrief-kop.png")

    making.get_by_role("button", name="Bewaar en ga terug").click()

    making.locator("#onderdelen", has_text="beeld mist tekst").wait_for()
    assert asked == []


def test_what_went_wrong_is_in_sight_of_who_writes_further_down_or_up(making, issue):
    Campaign.objects.filter(pk=issue.pk).update(subject="Van een collega")
    making.locator("[name=title]").fill("Van mij")
    making.locator("#bewaard", has_text="Een collega veranderde dit net").wait_for()
    conflict = making.locator("#bewaard").evaluate(IN_SIGHT)

    making.route("**/maken/", lambda route: refuse(route, 500))
    making.locator("[name=body]").fill(UNSAVED)
    making.mouse.wheel(0, 2_000)
    making.locator("[data-trouble]").wait_for()

    assert (conflict, making.locator("[data-trouble]").evaluate(IN_SIGHT)) == (True, True)
