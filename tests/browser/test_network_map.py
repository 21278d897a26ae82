"""The network map in a real browser: drawn when the worker is ready, walked by keyboard, and the same in the table."""

from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from network import tasks
from network.models import Organisation, Relationship, RelationshipType

MAP = reverse("network:map")


@pytest.fixture
def chain(transactional_db):
    """Four organisations in a row, and one alone."""
    kind = RelationshipType.objects.create(
        slug="w", between="organisations", name="x", name_back="x", name_en="x", name_back_en="x"
    )
    row = [Organisation.objects.create(name=f"Organisatie {letter}", kind="netwerk") for letter in "ABCD"]
    for first, second in pairwise(row):
        Relationship.objects.create(
            kind=kind, first_organisation=first, second_organisation=second, stated_on=timezone.localdate()
        )
    return [*row, Organisation.objects.create(name="Organisatie alleen", kind="school")]


@pytest.fixture
def drawn(chain, colleague, page_of):
    """Return a function that opens the map and waits until it is drawn."""

    def open_it(**options):
        page = page_of(colleague, **options)
        page.goto(MAP)
        page.get_by_text("De maten worden berekend").wait_for()
        tasks.measure_waiting()
        page.locator("[data-drawn='5']").wait_for()
        page.get_by_text("Grootste afstand").wait_for()
        return page

    return open_it


def said(page):
    return page.locator("[data-map-status]").text_content()


def test_the_map_is_drawn_by_itself_and_every_party_is_in_the_table(drawn):
    page = drawn()

    names = page.locator("#tabel tbody th").all_text_contents()

    assert sorted(names) == sorted(page.evaluate("document.querySelector('[data-map]').networkMap.walk.data.name"))
    assert page.locator("#tabel td[data-label='Nabijheid']").first.text_content() == "0,563"


def test_one_walks_along_the_ties_with_the_arrow_keys_and_opens_with_enter(drawn, chain):
    page = drawn(reduced_motion="reduce")
    canvas = page.get_by_role("application", name="Netwerkkaart")
    canvas.focus()

    page.keyboard.press("ArrowRight")
    assert said(page) == "Organisatie B (netwerk), banden: 2."
    walked = set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        walked.add(said(page))
    assert any("Vanaf Organisatie B: vastgelegde relatie." in words for words in walked)
    page.locator("#gekozen h2").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisaties/*/")


def test_one_goes_past_all_neighbours_one_by_one_and_hears_how_many_there_are(drawn):
    page = drawn(reduced_motion="reduce")
    page.get_by_role("application", name="Netwerkkaart").focus()
    page.keyboard.press("n")

    heard = []
    for key in ("n", "n", "n", "p", "b"):
        page.keyboard.press(key)
        heard.append(said(page))

    beside = [words.partition(" (")[0] for words in heard[:2]]
    assert sorted(beside) == ["Organisatie A", "Organisatie C"]
    assert [words.partition(". ")[2] for words in heard[:4]] == [
        f"Nummer {number} van 2 naast Organisatie B: vastgelegde relatie." for number in (1, 2, 1, 2)
    ]
    assert heard[4] == "Organisatie B (netwerk), banden: 2."


def test_every_tie_of_the_map_stands_in_the_table(drawn):
    page = drawn()
    data = page.evaluate("document.querySelector('[data-map]').networkMap.walk.data")
    names, ends = data["name"], data["ties"]
    ties = [" – ".join(sorted((names[a], names[b]))) for a, b in zip(ends[::3], ends[1::3], strict=True)]

    page.locator("#tabel .tabs a[href*=banden]").click()
    page.locator("#tabel[data-keep]").wait_for()

    rows = page.locator("#tabel tbody tr").all()
    assert sorted(ties) == sorted(
        " – ".join(sorted([row.locator("th").text_content(), row.locator("td[data-label=Naar]").text_content()]))
        for row in rows
    )


def test_somebody_is_found_by_words_that_go_nowhere(drawn):
    page = drawn()

    page.get_by_label("Zoek op de kaart", exact=True).last.fill("alleen")
    page.get_by_role("button", name="Organisatie alleen").click()

    assert said(page) == "Organisatie alleen (school), banden: 0."
    page.locator("#gekozen h2", has_text="Organisatie alleen").wait_for()
    assert "alleen" not in page.url


def test_a_focus_narrows_the_map_and_the_table_and_the_page_keeps_it(drawn, chain):
    page = drawn()
    page.get_by_role("application", name="Netwerkkaart").focus()
    page.keyboard.press("ArrowRight")

    page.get_by_role("radio", name="1 stap", exact=True).check(force=True)
    page.locator("#tabel .badge--brand").wait_for()

    assert page.locator("#tabel tbody th").all_text_contents() == ["Organisatie B", "Organisatie C", "Organisatie A"]
    page.reload()
    page.locator("[data-drawn='5']").wait_for()
    assert said(page) == "Organisatie B en wie ernaast staat: 3."


def test_who_is_chosen_stands_out_until_escape_lets_go(drawn):
    page = drawn(reduced_motion="reduce")
    page.get_by_role("application", name="Netwerkkaart").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#gekozen h2").wait_for()
    bright = """() => {
      const { picture, walk } = document.querySelector("[data-map]").networkMap;
      return walk.data.name.filter((_name, place) => picture.bright(place));
    }"""

    beside = page.evaluate(bright)
    page.keyboard.press("Escape")

    assert sorted(beside) == ["Organisatie A", "Organisatie B", "Organisatie C"]
    assert len(page.evaluate(bright)) == 5
    assert said(page) == "De hele kaart: 5."
    assert page.locator("#gekozen").is_hidden()


def test_a_press_on_the_legend_brings_a_kind_forward_and_one_more_puts_it_back(drawn):
    page = drawn()
    kind = page.get_by_role("button", name="school (1)")

    kind.click()
    pressed, heard = kind.get_attribute("aria-pressed"), said(page)
    kind.click()

    assert (pressed, heard) == ("true", "Naar voren gehaald: school (1).")
    assert (kind.get_attribute("aria-pressed"), said(page)) == ("false", "De hele kaart: 5.")


def test_names_stand_over_no_name_and_no_dot_except_those_of_the_largest(drawn):
    page = drawn()

    boxes = page.evaluate("""() => {
      const names = new NetworkNames(400, 200);
      for (const y of [65, 90, 100, 118]) names.take([196, y - 5, 204, y + 5, "dot"]);
      return [names.place(200, 100, 5, 60), names.place(20, 80, 5, 300), names.place(20, 80, 5, 300, true)];
    }""")

    assert boxes == [[209, 91.5, 269, 108.5], None, [1, 56, 301, 73]]


def test_the_map_fills_the_screen_by_one_key(drawn):
    page = drawn()
    page.get_by_role("application", name="Netwerkkaart").focus()

    page.keyboard.press("f")
    page.locator(".map-page:fullscreen").wait_for()

    assert page.get_by_role("button", name="Vol scherm").get_attribute("aria-pressed") == "true"


def test_the_keyboard_zooms(drawn):
    page = drawn()
    page.get_by_role("application", name="Netwerkkaart").focus()
    scale = "document.querySelector('[data-map]').networkMap.picture.camera.scale"
    before = page.evaluate(scale)

    page.keyboard.press("+")
    larger = page.evaluate(scale)
    page.keyboard.press("-")
    page.keyboard.press("-")
    smaller = page.evaluate(scale)
    page.keyboard.press("0")

    assert smaller < before < larger
    assert page.evaluate(scale) == before


def test_the_picture_is_saved_as_png(drawn):
    page = drawn()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Wat op het scherm staat (PNG)").click()

    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_on_a_phone_the_list_comes_first_and_the_map_is_one_press_away(chain, colleague, page_of):
    page = page_of(colleague, viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto(MAP)

    assert page.locator("#tabel tbody th").count() == 5
    assert not page.get_by_role("application", name="Netwerkkaart").is_visible()
    page.get_by_role("button", name="Toon de kaart").click()
    assert page.get_by_role("application", name="Netwerkkaart").is_visible()


def test_without_a_script_the_table_and_the_button_are_there(chain, colleague, open_context):
    page = open_context(colleague, java_script_enabled=False).new_page()
    page.goto(MAP)

    page.get_by_role("button", name="Bereken kaart en maten").click()
    tasks.measure_waiting()
    page.get_by_role("link", name="Kijk of ze klaar zijn").click()

    page.get_by_role("img", name="Het netwerk als plaatje").wait_for()
    page.get_by_role("link", name="Naam").click()
    assert page.locator("#tabel tbody th").first.text_content() == "Organisatie A"


@pytest.mark.parametrize("path", [MAP, f"{MAP}?als=tabel", f"{MAP}?kind=media", reverse("network:map_reason")])
def test_every_page_of_the_map_is_accessible_for_all(path, chain, axe_faults, colleague):
    assert axe_faults(path, colleague) == []


def test_the_drawn_map_with_somebody_chosen_is_accessible_for_all(drawn, chain, axe_faults, colleague):
    drawn()

    def choose(page):
        page.locator("[data-drawn='5']").wait_for()
        page.get_by_role("application", name="Netwerkkaart").focus()
        page.keyboard.press("ArrowRight")
        page.locator("#gekozen h2").wait_for()
        page.evaluate("scrollTo(0, 0)")  # else the bar at the top covers fields, which axe takes for small ones

    assert axe_faults(MAP, colleague, prepare=choose) == []
    assert axe_faults(reverse("network:map_node", args=[chain[0].pk]), colleague) == []


def test_who_has_no_ties_is_left_out_of_the_picture_by_one_press(drawn):
    page = drawn()
    loose = page.get_by_role("button", name="laat weg wie geen banden heeft (1)")

    loose.click()
    heard = said(page)
    loose.click()

    assert heard == "De hele kaart: 4."
    assert said(page) == "De hele kaart: 5."
