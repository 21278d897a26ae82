"""What staff do with the network: contact changes the coverage, a file and a merge are undone, the map is walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from bench.report import Figure, at_least, exactly
from walk import ledger
from walk.browser import Visit

FILE = Path(__file__).resolve().parent.parent / "demo" / "example_files" / "deelnemers-jaarbijeenkomst.csv"
SILENT = re.compile(r"(\d+) zonder contact")
COVERAGE, MAP = "/netwerk/dekking/", "/netwerk/kaart/"
AT_WORK = 120_000  # milliseconds that a worker may take
# The names of the dots that are drawn while the map shows who is around one of them.
SHOWN = """(() => {
    const { walk, picture } = document.querySelector("[data-map]").networkMap;
    return [...picture.shown].map((place) => walk.data.name[place]);
})()"""


def walk(visit: Visit, staff: Page, database_url: str) -> Iterator[Figure]:
    """Walk through the network and tell each figure as soon as it is known."""
    yield contact_changes_the_matrix(visit, staff)
    yield from all_is_undone(visit, staff, database_url)
    yield from every_dot_is_in_the_table(visit, staff)


def contact_changes_the_matrix(visit: Visit, staff: Page) -> Figure:
    """Record contact with an organisation that was silent this year: its cell counts one silent less."""
    visit.inspect("dekking", COVERAGE, of=staff)
    cells = silent(staff)
    cell = min(cells, key=lambda path: cells[path])
    visit.inspect("dekking-cel", cell, of=staff)
    line = urlsplit(cell).path.split("/")[3]
    staff.goto(cell)
    links = staff.locator("#lijst .lines a[href*='/netwerk/organisaties/']")
    for organisation in [link.get_attribute("href") or "" for link in links.all()]:
        if record(staff, urlsplit(organisation).path.split("/")[3], line):
            break
    after = silent(staff).get(cell, 0)
    return exactly("walk.cell", "silent organisations fewer in the cell", cells[cell] - after, "", 1)


def silent(staff: Page) -> dict[str, int]:
    """Return how many organisations were silent this year in each cell that has some."""
    staff.goto(COVERAGE)
    cells = staff.locator("a.heat").evaluate_all(
        "cells => cells.map(cell => [cell.getAttribute('href'), cell.textContent])"
    )
    return {path: int(found[1]) for path, words in cells if (found := SILENT.search(words))}


def record(staff: Page, organisation: str, line: str) -> bool:
    """Record a phone call on this line with the first person there; tell whether there was anybody."""
    staff.goto(f"/netwerk/contact/nieuw/?organisation={organisation}")
    form = staff.locator("main form:has(input[name=channel])").last
    if not form.locator("input[name=people]").count():
        return False
    form.locator("input[name=people]").first.check()
    form.locator("label:has(input[name=channel][value=call])").click()
    option = form.locator("select[name=line] option", has_text=re.compile(rf"^{line} · "))
    form.locator("select[name=line]").select_option(option.first.get_attribute("value"))
    form.locator("[name=summary]").fill("Gebeld over de aanpak; zij doen graag mee.")
    form.get_by_role("button", name="Leg vast", exact=True).click()
    staff.wait_for_url(re.compile(r"/netwerk/(organisaties|contact)/\d+/"))
    return True


def all_is_undone(visit: Visit, staff: Page, database_url: str) -> Iterator[Figure]:
    """Import a file, make one record of two, and undo both: the database equals the start, row by row."""
    before = ledger.read(database_url)
    imported = bring_in(visit, staff)
    yield at_least("walk.imported", "rows of a file that came into the network", came_in(staff), "", 1)
    merged = merge(visit, staff)
    during = ledger.differences(before, ledger.read(database_url))
    yield at_least("walk.changed", "rows that differ meanwhile", sum(during.values()), "", 10)
    undo(staff, merged)
    undo(staff, imported)
    visit.inspect("import-ongedaan", imported, of=staff)
    left = ledger.differences(before, ledger.read(database_url))
    for table, rows in left.items():
        visit.complaints.append(f"{rows} rows of {table} differ after both undos")
    yield exactly("walk.undone", "rows that differ after both were undone", sum(left.values()), "", 0)


def bring_in(visit: Visit, staff: Page) -> str:
    """Import the example file; return the page of the import."""
    visit.inspect("importeren", "/netwerk/importeren/", of=staff)
    staff.goto("/netwerk/importeren/")
    staff.locator("input[name=kind][value=people]").check()
    staff.locator("input[type=file][name=file]").set_input_files(FILE)
    staff.get_by_role("button", name="Bekijk het bestand").click()
    staff.wait_for_url("**/kolommen/")
    visit.inspect("import-kolommen", staff.url, of=staff)
    staff.locator("[name=purpose]").fill("Deelnemers van de werksessie opnemen in het netwerk.")
    staff.locator("select[name=ground]").select_option(index=1)
    staff.locator("[name=proof]").fill("Deelnemerslijst van de werksessie, map 2026-11.")
    staff.get_by_role("button", name="Laat zien wat het zou doen").click()
    staff.wait_for_url(re.compile(r"/netwerk/importeren/\d+/"))
    begin = staff.get_by_role("button", name=re.compile("^Importeer"))
    begin.wait_for(timeout=AT_WORK)
    visit.inspect("import-vooraf", staff.url, of=staff)
    begin.click()
    staff.locator(".msg--good").wait_for(timeout=AT_WORK)
    return staff.url


def came_in(staff: Page) -> int:
    """Return how many rows the page of an import says came in new or changed something."""
    words = staff.locator(".msg--good").inner_text()
    return sum(int(number) for number in re.findall(r"\d+", words.split(".")[1]))


def merge(visit: Visit, staff: Page) -> str:
    """Make one record of the first two that may be one; return the page of the merge."""
    visit.inspect("dubbelen", "/netwerk/dubbelen/", of=staff)
    staff.goto("/netwerk/dubbelen/")
    staff.get_by_role("link", name=re.compile("^Vergelijk")).first.click()
    staff.wait_for_url(re.compile(r"/netwerk/dubbelen/\d+/"))
    visit.inspect("dubbelen-vergelijk", staff.url, of=staff)
    staff.get_by_role("button", name="Maak er één record van").click()
    staff.wait_for_url(lambda address: urlsplit(address).path.split("/")[2] != "dubbelen" or "samengevoegd" in address)
    staff.goto("/netwerk/dubbelen/samengevoegd/")
    staff.locator("main a[href*='/samengevoegd/']:not([href$='/samengevoegd/'])").first.click()
    staff.wait_for_url(re.compile(r"/samengevoegd/\d+/"))
    return staff.url


def undo(staff: Page, address: str) -> None:
    """Press *Maak ongedaan* on the page of an import or a merge, and wait until it is done."""
    staff.goto(address)
    staff.locator("form[action$='/maak-ongedaan/'] button").click()
    staff.locator(".msg--good", has_text="Ongedaan").first.wait_for(timeout=AT_WORK)


def every_dot_is_in_the_table(visit: Visit, staff: Page) -> Iterator[Figure]:
    """Open the map, look around one organisation, and find every dot of it in the table, near and far."""
    staff.goto(MAP)
    stage = staff.locator("[data-map][data-drawn]")
    stage.wait_for(timeout=AT_WORK)
    visit.inspect("kaart", MAP, of=staff)
    staff.goto(MAP)
    stage.wait_for(timeout=AT_WORK)
    names: list[str] = staff.evaluate("document.querySelector('[data-map]').networkMap.walk.data.name")
    yield at_least("walk.map", "organisations drawn on the map", len(names), "", 100)
    staff.locator("#kaart-zoek").fill(names[0])
    staff.locator("#kaart-gevonden button").first.click()
    expect(staff.locator("#gekozen")).to_be_visible()
    staff.screenshot(path=visit.pictures / "kaart-gekozen.png", full_page=True)
    yield from around_one(staff)
    missing = set(names) - in_table(staff, f"{MAP}?als=tabel")
    yield exactly("walk.table", "dots of the map that the table does not name", len(missing), "", 0)


def around_one(staff: Page) -> Iterator[Figure]:
    """Show who is one step, and two steps, around the chosen one; the table of each must name exactly who is drawn."""
    for steps, words in ((1, "1 stap"), (2, "2 stappen")):
        staff.locator(f"[data-map-focus] input[value='{steps}']").check()
        expect(staff.locator("#tabel .badge--brand")).to_contain_text(words)
        focused, drawn = staff.url, set(staff.evaluate(SHOWN))
        yield at_least(f"walk.around_{steps}", f"organisations drawn, {steps} away at most", len(drawn), "", 2)
        differ = drawn ^ in_table(staff, f"{focused}&als=tabel")
        yield exactly(f"walk.around_{steps}_table", "… that stand on the map or in the table alone", len(differ), "", 0)
        staff.goto(focused)
        staff.locator("[data-map][data-drawn]").wait_for(timeout=AT_WORK)


def in_table(staff: Page, first: str) -> set[str]:
    """Return the names on all pages of the table that begins at this address."""
    names: set[str] = set()
    address: str | None = first
    while address:
        staff.goto(address)
        names |= set(staff.locator("#tabel tbody th").all_text_contents())
        following = staff.locator("#tabel a[rel=next]")
        address = following.first.get_attribute("href") if following.count() else None
        if address and address.startswith("?"):
            address = MAP + address
    return names
