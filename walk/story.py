"""The main job, from the first login to the last answer, told as figures that must agree."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bench.report import Figure, at_least, exactly
from demo.world.cast import EDITOR, PASSWORD
from walk import campaigns, events, issue, keyboard, network, newsletter, readers, results, returned
from walk.browser import Visit
from walk.events import DUTCH, PLACES, Meeting
from walk.inbox import Inbox, Letter, doubles

YES, NO, LEAVING, SCANNED = PLACES + 5, 20, 5, 10
WORDS = (
    "Beste [voornaam],",
    "We praten niet over de vraag óf institutioneel racisme bestaat, maar over wat je ertegen kunt doen. "
    "Werk je bij [organisatie] en herken je de vraag? Dan ben je erg welkom.",
    "Met groet,\nNadia Bouzid",
)


@dataclass(frozen=True)
class Journey:
    """The browser, the inbox, whose login it is, what makes this walk different from every other, and the database."""

    visit: Visit
    inbox: Inbox
    login: tuple[str, str]
    stamp: str
    database: str


@dataclass(frozen=True)
class Sent:
    """An invitation that went out, with the letters that arrived."""

    meeting: Meeting
    promised: int
    letters: list[Letter]

    def personal(self) -> Iterator[Letter]:
        """Return the letters to a mailbox that belongs to one reader: there, who did what is beyond doubt."""
        readers = Counter(letter.recipient for letter in self.letters)
        return (letter for letter in self.letters if readers[letter.recipient] == 1)


@dataclass(frozen=True)
class Coming:
    """A second invitation, on its way to everybody but those who left."""

    campaign: str
    promised: int
    subject: str
    newest: int
    gone: set[str]


def walk(journey: Journey) -> Iterator[Figure]:
    """Do the main job and tell each figure as soon as it is known."""
    began = time.monotonic()
    visit = journey.visit
    visit.inspect("inloggen", "/account/inloggen/")
    with visit.visitor() as staff:
        keyboard.sign_in(staff, *journey.login)
        visit.inspect("start", "/", of=staff)
        sent = yield from invite(journey, staff)
        letters = sent.personal()
        yield look_without_touching(staff, sent, list(islice(letters, SCANNED)))
        coming = yield from leave_and_write_again(journey, staff, list(islice(letters, LEAVING + 1)))
        yield from answer(journey, staff, sent, list(islice(letters, YES + NO)))
        yield from follow_the_second(journey, staff, coming)
        yield from let_one_come_back(journey, staff, coming)
        yield read_timeline(journey, staff, sent)
        yield from newsletter.walk(visit, journey.inbox, journey.stamp, sent.letters[-1])
        yield from network.walk(visit, staff, journey.database)
    with visit.visitor() as editor:
        keyboard.sign_in(editor, EDITOR.address, PASSWORD)
        yield from issue.walk(visit, journey.inbox, editor, journey.stamp)
    yield exactly("walk.complaints", "what the browsers complained about", len(visit.complaints), "", 0)
    yield exactly("walk.axe", f"faults that axe found on {visit.pages_checked} pages", len(visit.faults), "", 0)
    yield Figure("walk.seconds", "how long the walk took", time.monotonic() - began, "s")


def invite(journey: Journey, staff: Page) -> Generator[Figure, None, Sent]:
    """Invite people to the kennisatelier and follow the letters until each has arrived."""
    visit = journey.visit
    meeting = events.the_atelier(staff, journey.stamp)
    visit.inspect("bijeenkomst", meeting.address, of=staff)
    campaign = campaigns.make(staff, meeting)
    counts = campaigns.choose(staff)
    moved = sum(1 for before, after in pairwise(counts) if before != after)
    yield exactly("walk.live_count", "ticks that moved the live count", moved, "", len(counts) - 1)
    campaigns.save_audience(staff)
    campaigns.left_out(staff, campaign, "geen-toestemming")
    subject = f"Kom je om 15.00 uur? Aanpak institutioneel racisme ({journey.stamp})"
    campaigns.write(staff, campaign, subject, WORDS)
    name, letter = campaigns.look(staff)
    yield exactly("walk.preview", "greetings by name in the preview", letter.count(f"Beste {name.split()[0]},"), "", 1)
    for step in ("wie", "tekst", "bekijk"):
        visit.inspect(f"verzending-{step}", f"{campaign}{step}/", of=staff)
    yield try_out(journey, staff, campaign)
    return (yield from send(journey, staff, meeting, campaign, subject))


def try_out(journey: Journey, staff: Page, campaign: str) -> Figure:
    """Send the letter to oneself; its links may not be those of a person."""
    before = journey.inbox.newest()
    campaigns.try_out(staff, campaign)
    proof = journey.inbox.wait_for(journey.login[0], after=before)
    live = [link for link in proof.links if urlsplit(link).path.startswith(("/antwoord/", "/uitschrijven/"))]
    return exactly("walk.test", "links in the test letter that record something", len(live), "", 0)


def send(journey: Journey, staff: Page, meeting: Meeting, campaign: str, subject: str) -> Generator[Figure, None, Sent]:
    """Release an invitation, undo that and release it again; compare what was promised with what arrived."""
    before = journey.inbox.newest()
    campaigns.release(staff, campaign)
    journey.visit.inspect("verzending-wacht", staff.url, of=staff)
    results.undo(staff)
    undone = journey.inbox.numbers(subject, after=before)
    yield exactly("walk.release_undone", "letters that left of a release that was undone", len(undone), "", 0)
    promised = campaigns.release(staff, campaign)
    results.leave_now(staff)
    staff.screenshot(path=journey.visit.pictures / "verzending-onderweg.png", full_page=True)
    campaigns.wait_until_finished(staff)
    journey.visit.inspect("verzending-klaar", staff.url, of=staff)
    letters = [journey.inbox.read(number) for number in journey.inbox.numbers(subject, after=before)]
    yield at_least("walk.promised", "letters promised", promised, "", 200)
    yield exactly("walk.sent", "letters that the product says it sent", campaigns.counted(staff, "sent"), "", promised)
    yield exactly("walk.delivered", "letters delivered in the catcher", len(letters), "", promised)
    yield exactly("walk.doubled", "letters that came twice", doubles(letters), "", 0)
    yield exactly("walk.results", "… sent, on the page of results", results.read(staff, campaign)["sent"], "", promised)
    for name, page in (("resultaten", "/verzendingen/resultaten/"), ("afzender", "/verzendingen/afzender/")):
        journey.visit.inspect(name, page, of=staff)
    return Sent(meeting, promised, letters)


def look_without_touching(staff: Page, sent: Sent, letters: list[Letter]) -> Figure:
    """Let a mail scanner open every link of some letters: nothing may change."""
    for letter in letters:
        readers.scan(letter)
    answered = events.standing_of(staff, sent.meeting).answered
    return exactly("walk.scanned", f"answers after a scanner opened all links of {SCANNED} letters", answered, "", 0)


def leave_and_write_again(journey: Journey, staff: Page, letters: list[Letter]) -> Generator[Figure, None, Coming]:
    """Let people leave with one click: the next letter leaves them out, also when it already waits for its moment."""
    *at_once, later = letters
    meeting = events.plan(staff, f"Vervolg institutioneel racisme ({journey.stamp})")
    campaign = campaigns.make(staff, meeting)
    campaigns.choose(staff)
    campaigns.save_audience(staff)
    before = campaigns.left_out(staff, campaign, "afgemeld")
    for letter in at_once:
        readers.leave_by_mail_program(letter)
    after = campaigns.left_out(staff, campaign, "afgemeld")
    yield exactly("walk.unsubscribed", "people more whom the next letter leaves out", after - before, "", LEAVING)
    subject = f"Wij gaan verder met je gesprek ({journey.stamp})"
    campaigns.write(staff, campaign, subject, WORDS)
    newest = journey.inbox.newest()
    promised = campaigns.release(staff, campaign, at=datetime.now(DUTCH) + timedelta(minutes=2))
    campaigns.pause(staff)
    journey.visit.inspect("uitschrijven", later.one_click)
    with journey.visit.visitor() as reader:
        readers.leave(reader, later)
    campaigns.go_on(staff)
    return Coming(campaign, promised, subject, newest, {letter.recipient for letter in letters})


def answer(journey: Journey, staff: Page, sent: Sent, letters: list[Letter]) -> Iterator[Figure]:
    """Let people answer, the first of each by keyboard alone, while the page of the event stands open."""
    journey.visit.inspect("antwoord", letters[0].link("/antwoord/ja/"))
    staff.goto(sent.meeting.address)
    for number, letter in enumerate(letters):
        choice = "ja" if number < YES else "nee"
        by = keyboard if number in (0, YES) else readers
        with journey.visit.visitor() as reader:
            by.answer(reader, letter, choice)
    standing = events.wait_for_standing(staff, coming=PLACES, waiting=YES - PLACES, declined=NO)
    yield exactly("walk.answered", "answers on the page of the event", standing.answered, "", YES + NO)
    yield exactly("walk.registered", "people who come: as many as there are places", standing.coming, "", PLACES)
    yield exactly("walk.waiting", "people on the waiting list", standing.waiting, "", YES - PLACES)
    journey.visit.inspect("bijeenkomst-vol", sent.meeting.address, of=staff)


def follow_the_second(journey: Journey, staff: Page, coming: Coming) -> Iterator[Figure]:
    """Wait for the second letter: who left while it waited is skipped, and nobody who left gets it."""
    staff.goto(coming.campaign)
    campaigns.wait_until_finished(staff, seconds=180)
    skipped = campaigns.counted(staff, "skipped")
    yield exactly("walk.skipped", "people skipped who left while the letter waited", skipped, "", 1)
    arrived = journey.inbox.numbers(coming.subject, after=coming.newest).values()
    unwanted = sum(1 for address in arrived if address in coming.gone)
    yield exactly("walk.after_no", "letters to people who had left", unwanted, "", 0)
    yield exactly("walk.second", "letters of the second invitation delivered", len(arrived), "", coming.promised - 1)


def let_one_come_back(journey: Journey, staff: Page, coming: Coming) -> Iterator[Figure]:
    """Let one letter come back, as the mail server of its reader would: it counts, and the next letter stays away."""
    following = campaigns.make(staff, events.plan(staff, f"Nabespreking institutioneel racisme ({journey.stamp})"))
    campaigns.choose(staff)
    campaigns.save_audience(staff)
    before = returned.left_out(staff, following)
    recipients = journey.inbox.numbers(coming.subject, after=coming.newest)
    number = returned.personal(recipients)
    journey.inbox.send_back(number)
    journey.visit.inspect("teruggekomen", returned.RETURNED, of=staff)
    staff.goto(coming.campaign)
    yield exactly("walk.came_back", "letters that came back", campaigns.counted(staff, "bounced"), "", 1)
    yield from returned.handled(journey.visit, staff, "came_back", recipients[number])
    after = returned.left_out(staff, following)
    yield exactly("walk.came_back_left_out", "people more whom the next letter leaves out", after - before, "", 1)


def read_timeline(journey: Journey, staff: Page, sent: Sent) -> Figure:
    """Read on the page of somebody who comes: the letter, the invitation and the answer."""
    staff.goto(f"{sent.meeting.address}?stand=coming")
    staff.locator("main table tbody th a").first.click()
    staff.wait_for_url("**/netwerk/personen/*/")
    journey.visit.inspect("persoon", staff.url, of=staff)
    told = staff.locator(".timeline > li", has_text=sent.meeting.title).count()
    return at_least("walk.timeline", "lines about the event on a timeline", told, "", 3)
