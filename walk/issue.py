"""What an editor does with a newsletter: make it out of items, look it over, send it, and read it as everybody can."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from playwright.sync_api import Page, expect

from bench.report import Figure, at_least, exactly
from walk import campaigns, readers, results, returned
from walk.browser import Visit
from walk.events import ATELIER
from walk.inbox import Inbox, Letter, doubles

QUOTE = "Bel een ouder eerst met goed nieuws. Dan luistert hij ook als het moeilijk wordt."


def walk(visit: Visit, inbox: Inbox, editor: Page, stamp: str) -> Iterator[Figure]:
    """Make an issue with an event and a contribution, pass the pre-flight, and follow it to mailbox and archive."""
    issue = begin(editor, stamp)
    add(editor, issue, "contribution", {"text": QUOTE, "name": "Els, teamleider in Friesland"})
    add_event(editor, issue)
    yield exactly("walk.moved", "items in their new order after arrow up", move_up(editor), "", 2)
    subject = f"Stages: wat werkt? ({stamp})"
    saved_while_typing(editor, subject)
    visit.inspect("nieuwsbrief-maken", f"{issue}maken/", of=editor)
    visit.inspect("nieuwsbrief-onderdeel", f"{issue}{first_item(editor)}", of=editor)
    letters = yield from send(visit, inbox, editor, issue, subject)
    yield from follow(visit, inbox, editor, issue, letters, stamp=stamp)
    visit.inspect("nieuwsbrief-archief", "/nieuwsbrief/archief/")
    with visit.visitor() as stranger:
        stranger.goto("/nieuwsbrief/archief/")
        stranger.get_by_role("link", name=subject).click()
        greeting = stranger.get_by_text("Beste lezer,", exact=True).count()
        yield exactly("walk.archive", "greetings to nobody in particular in the archive", greeting, "", 1)


def begin(page: Page, stamp: str) -> str:
    """Begin an issue; return its address."""
    page.goto("/verzendingen/")
    page.locator("a[href$='/nieuw/nieuwsbrief/']").click()
    page.locator("[name=title]").fill(f"Nieuwsbrief {stamp}")
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/maken/")
    return page.url.removesuffix("maken/")


def add(page: Page, issue: str, kind: str, words: dict[str, str]) -> None:
    """Add an item of this kind with these words."""
    page.goto(f"{issue}maken/")
    page.locator(f"button[name=kind][value={kind}]").click()
    page.wait_for_url("**/onderdelen/*/")
    for name, value in words.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/maken/#onderdelen")


def add_event(page: Page, issue: str) -> None:
    """Add an item about the kennisatelier."""
    page.goto(f"{issue}maken/")
    page.locator("button[name=kind][value=event]").click()
    page.wait_for_url("**/onderdelen/*/")
    option = page.locator("[name=event] option", has_text=ATELIER).first.get_attribute("value")
    page.locator("[name=event]").select_option(option)
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/maken/#onderdelen")


def move_up(page: Page) -> int:
    """Move the last item up by keyboard; return at how many places another item stands than before."""
    names = page.locator("#onderdelen ol strong")
    before = names.all_inner_texts()
    page.locator("#onderdelen .drag").last.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowUp")
    expect(names.first).to_have_text(before[-1])
    return sum(1 for one, other in zip(before, names.all_inner_texts(), strict=True) if one != other)


def saved_while_typing(page: Page, subject: str) -> None:
    """Type the words and wait until they are saved without a button."""
    page.locator("[name=body]").fill("Beste [voornaam],\n\nIn deze brief lees je wat werkt.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=subject]").fill(subject)
    expect(page.locator("#bewaard[data-saved]")).to_be_visible()


def first_item(page: Page) -> str:
    """Return the page of the first item, seen from the address of the issue."""
    address = page.locator("#onderdelen ol a").first.get_attribute("href") or ""
    return f"maken/{address.partition('/maken/')[2]}"


def send(
    visit: Visit, inbox: Inbox, page: Page, issue: str, subject: str
) -> Generator[Figure, None, dict[int, Letter]]:
    """Pass the pre-flight, release, undo that, release again, and compare what was promised with what came."""
    visit.inspect("nieuwsbrief-bekijk", f"{issue}bekijk/", of=page)
    page.goto(f"{issue}bekijk/")
    yield exactly("walk.preflight", "things to mend before the newsletter", page.locator(".checks .bad").count(), "", 0)
    before = inbox.newest()
    release(page, issue)
    results.undo(page)
    release(page, issue)
    results.leave_now(page)
    campaigns.wait_until_finished(page)
    letters = {number: inbox.read(number) for number in inbox.numbers(subject, after=before)}
    sent = campaigns.counted(page, "sent")
    yield at_least("walk.newsletter", "newsletters that the product says it sent", sent, "", 200)
    yield exactly("walk.newsletter_delivered", "newsletters delivered in the catcher", len(letters), "", sent)
    yield exactly("walk.newsletter_doubled", "newsletters that came twice", doubles(letters.values()), "", 0)
    return letters


def release(page: Page, issue: str) -> None:
    """Release the issue; what only asks for attention in the pre-flight is answered with a reason."""
    page.goto(f"{issue}verstuur/")
    if page.locator("[name=anyway]").count():
        page.locator("[name=anyway]").fill("Dit is een proefronde.")
    page.locator("main form button.btn--main").click()
    page.wait_for_url(issue)


def follow(
    visit: Visit, inbox: Inbox, page: Page, issue: str, letters: dict[int, Letter], *, stamp: str
) -> Iterator[Figure]:
    """Let one newsletter come back and one reader ask why and leave; read in the results what came of it."""
    following = begin(page, f"{stamp}, het volgende")
    before = returned.left_out(page, following)
    bounced = returned.personal({number: letter.recipient for number, letter in letters.items()})
    inbox.send_back(bounced)
    letter = next(letter for number, letter in letters.items() if number != bounced)
    with visit.visitor() as reader:
        reader.goto(letter.link("/waarom/"))
        visit.inspect("nieuwsbrief-waarom", reader.url)
        words = reader.locator("blockquote").count()
        yield exactly("walk.newsletter_why", "newsletters that show the words their reader agreed to", words, "", 1)
        readers.leave(reader, letter)
    made = results.read(page, issue)
    yield exactly("walk.newsletter_back", "newsletters that came back, in the results", made["came back"], "", 1)
    yield exactly("walk.newsletter_left", "readers who left through the newsletter", made["left"], "", 1)
    yield from returned.handled(visit, page, "newsletter", letters[bounced].recipient)
    after = returned.left_out(page, following)
    yield exactly("walk.newsletter_left_out", "people more whom the next newsletter leaves out", after - before, "", 1)
