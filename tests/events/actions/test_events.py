from datetime import date, time, timedelta

import pytest

from accounts.models import AuditLine
from events.actions import events
from events.actions.events import CannotCallOff, CannotPublish
from events.models import Event
from network.models import ProgrammeLine, Theme
from post.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    theme = Theme.objects.create(number=1, slug="thema", name="Thema", name_en="Theme", level="wijk", valid_from=2022)
    return ProgrammeLine.objects.create(
        number=6, slug="lijn", name="Lijn", name_en="Line", theme=theme, valid_from=2022
    )


def draft(title="Aanpak institutioneel racisme", **fields):
    return Event(title=title, kind="kennisatelier", held_on=date(2026, 10, 26), online=True, **fields)


def test_a_planned_event_gets_an_address_from_its_title_and_is_not_on_the_site(line, colleague):
    event = events.plan(event=draft(), lines=[line], by=colleague)

    assert (event.slug, event.published_at) == ("aanpak-institutioneel-racisme", None)
    assert list(event.lines.all()) == [line]
    assert AuditLine.objects.get(action="events.planned").object_id == event.pk


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Talkshow", ["talkshow", "talkshow-2026", "talkshow-2026-2", "talkshow-2026-3"]),
        ("Beheer", ["beheer-2026", "beheer-2026-2"]),
        ("Mijn", ["mijn-2026"]),
        ("Ömer’s café: é & 50%", ["omers-cafe-e-50"]),
        ("???", ["bijeenkomst", "bijeenkomst-2026"]),
        ("Lang " * 30, ["-".join(["lang"] * 13)]),
    ],
)
def test_every_title_finds_an_address_of_its_own(line, colleague, title, slugs):
    assert [events.plan(event=draft(title), lines=[line], by=colleague).slug for _ in slugs] == slugs


def test_the_address_stays_when_the_title_changes(line, colleague, now):
    event = events.plan(event=draft(), lines=[line], by=colleague)
    event.title = "Iets anders"

    events.change(event=event, lines=[line], by=colleague, now=now)

    event.refresh_from_db()
    assert (event.title, event.slug) == ("Iets anders", "aanpak-institutioneel-racisme")


def test_who_comes_or_waits_hears_of_another_day(make_event, make_people, say, colleague, now, subjects):
    event = make_event(capacity=1)
    coming, waiting, not_coming, invited = make_people(4)
    say(event, coming)
    say(event, waiting)
    say(event, not_coming, coming=False)
    event.held_on = date(2026, 11, 2)

    told = events.change(event=event, lines=[], by=colleague, now=now)

    assert told == 2
    changed = "Gewijzigd: ‘Aanpak institutioneel racisme’"
    assert [changed in subjects(person) for person in (coming, waiting, not_coming, invited)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("change", [{"title": "Anders"}, {"description": "Anders"}, {"capacity": 20}])
def test_nobody_is_written_to_about_the_words(event, make_person, say, colleague, now, change):
    say(event, make_person())
    before = Letter.objects.count()
    for name, value in change.items():
        setattr(event, name, value)

    assert events.change(event=event, lines=[], by=colleague, now=now) == 0
    assert Letter.objects.count() == before


def test_a_letter_speaks_the_language_of_who_gets_it(event, make_person, say, colleague, now, subjects):
    dutch, english = make_person(), make_person(language="en")
    say(event, dutch)
    say(event, english)
    event.starts_at = time(13, 0)

    events.change(event=event, lines=[], by=colleague, now=now)

    assert subjects(dutch)[-1] == "Gewijzigd: ‘Aanpak institutioneel racisme’"
    assert subjects(english)[-1] == "Changed: “Aanpak institutioneel racisme”"


def test_more_places_go_to_the_line_in_order(make_event, make_people, say, colleague, now):
    event = make_event(capacity=1)
    people = make_people(4)
    for person in people:
        say(event, person)

    promoted = events.set_capacity(event=event, capacity=3, by=colleague, now=now)

    assert promoted == 2
    assert set(event.registrations.coming().values_list("person", flat=True)) == {p.pk for p in people[:3]}
    assert AuditLine.objects.get(action="events.capacity_set").facts == {"before": 1, "after": 3}


def test_more_places_in_the_form_go_to_the_line_too(make_event, make_people, say, colleague, now):
    event = make_event(capacity=1)
    for person in make_people(3):
        say(event, person)
    event.capacity = None

    events.change(event=event, lines=[], by=colleague, now=now)

    assert event.registrations.coming().count() == 3


def test_with_fewer_places_everybody_who_comes_keeps_theirs(make_event, make_people, say, colleague, now):
    event = make_event(capacity=3)
    people = make_people(5)
    for person in people:
        say(event, person)

    assert events.set_capacity(event=event, capacity=1, by=colleague, now=now) == 0

    assert event.registrations.coming().count() == 3
    say(event, people[0], coming=False)
    assert event.registrations.coming().count() == 2


def test_more_places_after_the_begin_move_nobody(make_event, make_people, say, colleague):
    event = make_event(capacity=1)
    for person in make_people(2):
        say(event, person)

    assert events.set_capacity(event=event, capacity=5, by=colleague, now=event.begins_at) == 0


def test_calling_off_tells_who_comes_or_waits_and_why(make_event, make_people, say, colleague, now, subjects):
    event = make_event(capacity=1)
    coming, waiting, not_coming = make_people(3)
    say(event, coming)
    say(event, waiting)
    say(event, not_coming, coming=False)

    told = events.call_off(event=event, note="De spreker is ziek.\n\nTot later!", by=colleague, now=now)

    assert told == 2
    assert Event.objects.get().cancelled_at == now
    off = "Gaat niet door: ‘Aanpak institutioneel racisme’"
    assert [subjects(person).count(off) for person in (coming, waiting, not_coming)] == [1, 1, 0]
    assert "De spreker is ziek.\n\nTot later!" in Letter.objects.filter(person=coming).last().mailing.text


def test_an_event_is_called_off_once_and_before_it_begins(event, colleague, now):
    with pytest.raises(CannotCallOff):
        events.call_off(event=event, note="", by=colleague, now=event.begins_at)
    events.call_off(event=event, note="", by=colleague, now=now)
    with pytest.raises(CannotCallOff):
        events.call_off(event=event, note="", by=colleague, now=now)


def test_publishing_and_taking_down_are_written_down_once(make_event, colleague, now):
    event = make_event(published_at=None)

    events.publish(event=event, by=colleague, now=now)
    events.publish(event=event, by=colleague, now=now + timedelta(days=1))
    assert Event.objects.get().published_at == now
    events.take_down(event=event, by=colleague)
    events.take_down(event=event, by=colleague)

    assert Event.objects.get().published_at is None
    assert list(AuditLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "events.published",
        "events.taken_down",
    ]


def test_what_was_called_off_is_not_published(make_event, colleague, now):
    event = make_event(published_at=None, cancelled_at=now)

    with pytest.raises(CannotPublish):
        events.publish(event=event, by=colleague, now=now)
