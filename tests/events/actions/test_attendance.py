"""Attendance and contributions are real contact; being invited, or saying that one comes, is not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import AuditLine
from events import tasks
from events.actions import attendance
from events.models import Appearance
from network.models import Affiliation, Organisation, OtherContact, ProgrammeLine, Restriction, Theme
from network.timeline import Kind, timeline_of

AFTER = datetime(2026, 10, 26, 13, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def lines(event):
    theme = Theme.objects.create(number=2, slug="kansen", name="Kansen", name_en="Chances", valid_from=2022)
    for number in (4, 5):
        event.lines.add(
            ProgrammeLine.objects.create(
                number=number, slug=f"l{number}", theme=theme, name="L", name_en="L", valid_from=2022
            )
        )


@pytest.fixture
def coming(make_person, say, event):
    """Somebody of Divosa who said that she comes."""
    person = make_person()
    Affiliation.objects.create(
        person=person, organisation=Organisation.objects.create(name="Divosa", kind="vereniging")
    )
    say(event, person)
    return person


def last_contacts(person):
    person.refresh_from_db()
    return [person.last_contact_on, person.affiliations.get().organisation.last_contact_on]


def test_who_was_there_had_real_contact_on_each_line(event, lines, coming, colleague):
    attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)

    told = OtherContact.objects.values_list("line__number", "organisation__name", "kind", "held_on")
    assert set(told) == {(number, "Divosa", "attendance", event.held_on) for number in (4, 5)}
    assert last_contacts(coming) == [event.held_on, event.held_on]


def test_saying_that_one_comes_is_not_yet_contact(event, lines, coming):
    assert last_contacts(coming) == [None, None]


def test_a_correction_takes_the_contact_back(event, lines, coming, colleague):
    attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)

    attendance.record(event=event, came=[], by=colleague, now=AFTER)

    assert not OtherContact.objects.exists()
    assert last_contacts(coming) == [None, None]


def test_p11_of_who_is_not_in_the_list_nobody_says_that_they_were_not_there(event, lines, coming, colleague):
    attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)
    Restriction.objects.create(person=coming, asked_on=AFTER.date(), restricted_at=AFTER)

    attendance.record(event=event, came=[], by=colleague, now=AFTER)

    assert event.registrations.get().came is True
    assert last_contacts(coming) == [event.held_on, event.held_on]


def test_recording_twice_counts_once(event, lines, coming, colleague):
    for _time in range(2):
        attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)

    assert OtherContact.objects.count() == 2
    assert [line.facts for line in AuditLine.objects.filter(action="events.attendance_recorded")] == [{"people": 1}] * 2


def test_nobody_was_at_an_event_that_has_yet_to_begin(event, coming, colleague, now):
    with pytest.raises(attendance.CannotRecord, match="nog niet begonnen"):
        attendance.record(event=event, came=[coming.pk], by=colleague, now=now)


def test_nobody_was_at_an_event_that_was_called_off(event, coming, colleague, now):
    event.cancelled_at = now
    event.save()

    with pytest.raises(attendance.CannotRecord, match="gaat niet door"):
        attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)


def test_when_somebody_is_forgotten_the_day_the_line_and_the_organisation_stay(event, lines, coming, colleague):
    attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)

    coming.delete()

    assert set(OtherContact.objects.values_list("person", "organisation__name")) == {(None, "Divosa")}


def test_a_speaker_contributed_once_the_day_has_passed(event, lines, make_person, time_machine):
    speaker = make_person()
    Appearance.objects.create(event=event, person=speaker, role="spreker")
    counted = []

    for day in (event.held_on, event.held_on + timedelta(days=1)):
        time_machine.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Amsterdam")))
        tasks.tell_contributions()
        counted.append(OtherContact.objects.filter(person=speaker, kind="contribution").count())

    assert counted == [0, 2]


def test_the_timeline_says_that_somebody_was_there(event, lines, coming, colleague):
    attendance.record(event=event, came=[coming.pk], by=colleague, now=AFTER)

    titles = [entry.title for entry in timeline_of(coming, colleague, Kind.CONTACT)]

    assert titles == [f"Was bij “{event.title}”"]
    assert event.held_on == date(2026, 10, 26)
