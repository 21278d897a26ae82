"""A programme line, an event on it, the list of invitations, and people who said yes to it."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsletter.queries.choosing import Selection
from tests.smtp import SmtpServer

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 9, 1, 10, 0, tzinfo=AMSTERDAM)
DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings):
    """Count tries for each test apart: where the clock stands still, an hour never ends."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def now(time_machine):
    """The first of September 2026, ten o'clock; the clock stands still there."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def make_line(db):
    """Return a function that stores a programme line, all in one theme."""
    from network.models import ProgrammeLine, Theme

    words = {"name": "Gelijke kansen", "name_en": "Equal chances", "slug": "gelijke-kansen"}

    def make(number=6, name="Institutioneel racisme"):
        theme, _new = Theme.objects.get_or_create(number=2, defaults={**words, "level": "x", "valid_from": 2022})
        return ProgrammeLine.objects.create(
            number=number, slug=f"lijn-{number}", theme=theme, name=name, name_en=name, valid_from=2022
        )

    return make


@pytest.fixture
def line(make_line):
    return make_line()


@pytest.fixture
def event(line):
    from events.models import Event

    event = Event.objects.create(
        slug="kennisatelier",
        kind="kennisatelier",
        title="Aanpak institutioneel racisme",
        held_on=DAY + timedelta(days=55),
        starts_at=time(10),
        ends_at=time(12, 30),
        online=True,
        capacity=3,
    )
    event.lines.add(line)
    return event


@pytest.fixture
def invitations(db):
    from newsletter.models import Newsletter

    words = {"name": "Uitnodigingen voor bijeenkomsten", "name_en": "Invitations to events"}
    return Newsletter.objects.create(slug="uitnodigingen", **words)


@pytest.fixture
def agree():
    """Return a function that puts a person on a list, with their consent."""
    from newsletter.models import Subscription

    def put(person, newsletter, **fields):
        facts = {"wording": "Ja, stuur mij uitnodigingen", "source": "form", "agreed_at": NOW - timedelta(days=90)}
        return Subscription.objects.create(person=person, newsletter=newsletter, **facts, **fields)

    return put


@pytest.fixture
def make_reader(make_person, line, invitations, agree):
    """Return a function that stores a person on the line who said yes to invitations."""

    def make(given_name="Samira", family_name="Amrani", **fields):
        person = make_person(given_name, family_name, **fields)
        person.lines.add(line)
        agree(person, invitations)
        return person

    return make


@pytest.fixture
def campaign(event, invitations, colleague, now):
    """An invitation to the event, as it is when it was just made."""
    from newsletter.actions import campaigns

    return campaigns.create(event=event, by=colleague, now=now)


@pytest.fixture
def asked():
    """Return a function that makes a selection of rows, by property."""

    def select(**rows):
        provinces = tuple(rows.pop("provinces", ()))
        return Selection(**{name: tuple(row.pk for row in found) for name, found in rows.items()}, provinces=provinces)

    return select


@pytest.fixture
def server(tmp_path, settings):
    """A mail server that takes what it is given, unless a test tells it otherwise."""
    server = SmtpServer(tmp_path / "smtp")
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    settings.EMAIL_TIMEOUT = settings.POST_ANSWER_TIMEOUT = 5
    yield server
    server.close()


@pytest.fixture
def deliver(server):
    """Return the postman, who works at once and within the transaction of the test."""
    from post import postman

    def run(at=NOW, **how):
        return postman.deliver(clock=lambda: at, in_thread=False, **how)

    return run


@pytest.fixture
def released(campaign, make_reader, colleague):
    """The invitation, released to three readers."""
    from newsletter.actions import releases

    for number, name in enumerate(("Samira", "Joost", "Fatma"), 1):
        make_reader(name, address=f"{name.lower()}{number}@gemeente.example.org")
    releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
    campaign.refresh_from_db()
    return campaign


@pytest.fixture
def received(released, server, deliver):
    """The letters of the invitation as the mail server took them, by the given name of who they are for."""
    deliver()
    return {one.recipient.rstrip("123").partition("@")[0].rstrip("123"): one for one in server.received}


@pytest.fixture
def letters_list(db):
    """The list of the newsletter."""
    from newsletter.models import Newsletter

    return Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")


@pytest.fixture
def editor(make_user):
    return make_user("editor", given_name="Ruben", family_name="de Wit")


@pytest.fixture
def issue(letters_list, editor, now):
    """An issue of the newsletter, with a subject and an opening."""
    from newsletter.actions import issues

    made = issues.create(newsletter=letters_list, title="Nieuwsbrief oktober", language="nl", by=editor, now=now)
    made.subject, made.preheader = "Stagediscriminatie: wat werkt?", "Plus: nog 8 plaatsen"
    made.body = "Beste [voornaam],\n\nIn deze brief lees je wat werkt."
    made.save()
    return made


@pytest.fixture
def letter_list(db):
    """The KIS newsletter, open for everybody, with its first words."""
    from newsletter.models import ConsentText, Newsletter

    words = {"name": "KIS-nieuwsbrief", "name_en": "KIS newsletter", "description": "Nieuws van KIS."}
    made = Newsletter.objects.create(slug="kis-nieuwsbrief", **words)
    said = {"wording": "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen.", "wording_en": "I want the KIS newsletter."}
    ConsentText.objects.create(newsletter=made, version=1, from_at=NOW - timedelta(days=400), **said)
    return made


@pytest.fixture
def make_item(issue, editor):
    """Return a function that puts an item in the issue."""
    from newsletter.actions import issues
    from newsletter.models import CampaignItem, ItemKind

    def make(kind="article", **parts):
        item = issues.add(campaign=issue, kind=ItemKind(kind), by=editor, now=NOW)
        CampaignItem.objects.filter(pk=item.pk).update(**parts)
        issue.refresh_from_db()
        item.refresh_from_db()
        return item

    return make


@pytest.fixture
def make_subscriber(make_person, letters_list, agree):
    """Return a function that stores a person who said yes to the newsletter."""

    def make(given_name="Samira", family_name="Amrani", **fields):
        person = make_person(given_name, family_name, **fields)
        agree(person, letters_list)
        return person

    return make


@pytest.fixture
def png():
    """A drawing of 800 by 400 pixels."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (800, 400), (13, 90, 97)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def subscribed(make_person, letter_list, agree):
    """Samira, who is on the newsletter."""
    person = make_person("Samira", "Amrani", "samira@gemeente.example.org")
    agree(person, letter_list)
    return person


@pytest.fixture
def shown():
    """Return a function that gives the words of a page, without its frame."""
    from bs4 import BeautifulSoup

    return lambda response: " ".join(BeautifulSoup(response.content, "lxml").main.get_text(" ").split())


@pytest.fixture
def link_in():
    """Return a function that gives the path of the only personal link in the last letter to an address."""
    from post import links
    from post.models import Letter

    def find(address):
        letter = Letter.objects.filter(address=address).order_by("-pk").first()
        ((_name, link),) = letter.mailing.links.items()
        token = links.seal(link["purpose"], int(link["subject"]), letter.person_id or 0, letter.pk)
        return link["url"].removeprefix("http://localhost:8000").removeprefix("https://kis.example.org") + f"{token}/"

    return find
