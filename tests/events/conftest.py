"""Events, people and the letters they get."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

NOW = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)  # ten o'clock in Amsterdam


@pytest.fixture(autouse=True)
def _an_own_corner_of_redis(settings):
    """Count tries for this test alone."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid4()}"}}


@pytest.fixture
def now(time_machine) -> datetime:
    """The moment at which the tests play: 18 September 2026, ten o'clock."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def make_event(db) -> Callable:
    """Return a function that stores an event in the autumn of 2026, published unless told otherwise."""
    from events.models import Event

    def make(title: str = "Aanpak institutioneel racisme", **fields):
        number = Event.objects.count() + 1
        given = {
            "slug": f"bijeenkomst-{number}",
            "kind": "kennisatelier",
            "held_on": date(2026, 10, 26),
            "starts_at": time(10, 0),
            "online": True,
            "published_at": NOW,
            **fields,
        }
        return Event.objects.create(title=title, **given)

    return make


@pytest.fixture
def event(make_event):
    return make_event()


@pytest.fixture
def make_people(db) -> Callable:
    """Return a function that stores so many people, each with an address."""
    from network.models import MailAddress, Person

    def make(number: int, **fields):
        start = Person.objects.count()
        people = Person.objects.bulk_create(
            Person(given_name=f"Voornaam{i}", family_name=f"Achternaam{i:03}", **fields)
            for i in range(start, start + number)
        )
        MailAddress.objects.bulk_create(
            MailAddress(person=person, address=f"person{person.pk}@gemeente.example.org") for person in people
        )
        return people

    return make


@pytest.fixture
def say(now) -> Callable:
    """Return a function by which a person says whether they come."""
    from events.actions import registrations
    from events.models import AnswerSource

    def say(event, person, coming=True, source=AnswerSource.LETTER, at=now, by=None):
        return registrations.answer(event=event, person=person, coming=coming, source=source, now=at, by=by)

    return say


@pytest.fixture
def subjects(db) -> Callable:
    """Return a function that gives the subjects of the letters promised to somebody, in order."""
    from post.models import Letter

    def subjects(person=None, address=""):
        letters = Letter.objects.filter(person=person) if person else Letter.objects.filter(address=address)
        return list(letters.order_by("pk").values_list("mailing__subject", flat=True))

    return subjects
