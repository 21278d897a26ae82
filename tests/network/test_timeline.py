from datetime import UTC, date, datetime

import pytest

from network.queries import contact_moments
from network.signals import organisation_timeline_asked, timeline_asked
from network.timeline import Entry, Kind, timeline_of, timeline_of_organisation


@pytest.fixture
def room_above():
    """Return a function that lets a room above answer for a person's timeline."""
    receivers = []

    def answer(*entries):
        def receiver(person, user, **kwargs):
            return list(entries)

        timeline_asked.connect(receiver, weak=False)
        receivers.append(receiver)

    yield answer
    for receiver in receivers:
        timeline_asked.disconnect(receiver)


def told(entries):
    return [entry.title for entry in entries]


def test_own_and_other_entries_stand_together_newest_first(
    room_above, make_person, make_moment, make_organisation, make_affiliation, colleague
):
    person = make_person()
    make_affiliation(person, make_organisation("Divosa"), started_on=date(2024, 1, 1), ended_on=date(2026, 5, 1))
    make_moment(person, held_on=date(2026, 3, 2))
    room_above(Entry(datetime(2026, 4, 1, 9, tzinfo=UTC), "mail", "Nieuwsbrief april", kind="post"))

    entries = timeline_of(person, colleague)

    assert told(entries) == [
        "Opgenomen in het netwerk",
        "Ging weg bij Divosa",
        "Nieuwsbrief april",
        "Telefoon",
        "Begon bij Divosa",
    ]


def test_real_contact_is_what_counts_also_from_another_room(room_above, make_person, make_moment, colleague):
    person = make_person()
    make_moment(person)
    room_above(
        Entry(datetime(2026, 4, 1, tzinfo=UTC), "mail", "Nieuwsbrief", kind="post"),
        Entry(datetime(2026, 5, 1, tzinfo=UTC), "calendar-check", "Was bij de talkshow", kind="event", counts=True),
    )

    assert told(timeline_of(person, colleague, Kind.CONTACT)) == ["Was bij de talkshow", "Telefoon"]
    assert told(timeline_of(person, colleague, Kind.POST)) == ["Nieuwsbrief"]
    assert told(timeline_of(person, colleague, Kind.EVENT)) == ["Was bij de talkshow"]


def test_a_contact_moment_names_who_else_was_there(make_person, make_moment, colleague):
    samira, theo, inge = make_person(), make_person("Theo", "Mensah"), make_person("Inge", "Graaf", tussenvoegsel="de")
    make_moment(samira, theo, inge, channel="visit")

    entry = timeline_of(samira, colleague, Kind.CONTACT)[0]

    assert (entry.title, entry.note, entry.by) == (
        "Bezoek met Inge de Graaf en Theo Mensah",
        "lijn 4",
        colleague.get_full_name(),
    )


def test_many_people_are_counted(make_person, make_moment, make_organisation, colleague):
    organisation = make_organisation()
    people = [make_person("Abel", f"Naam{letter}") for letter in "abcde"]
    make_moment(*people, organisations=[organisation], channel="meeting")

    entries = timeline_of_organisation(organisation, colleague)

    assert told(entries) == ["Overleg met Abel Naama, Abel Naamb en 3 anderen"]


def test_a_removed_moment_is_not_told(make_person, make_moment, colleague):
    person = make_person()
    moment = make_moment(person)
    moment.removed_at = moment.logged_at
    moment.save()

    assert list(timeline_of(person, colleague, Kind.CONTACT)) == []


def test_a_member_reads_no_contact_moments_about_oneself(make_person, make_moment, make_user):
    """A person gets their file through the privacy officer, who leaves out what is about others."""
    member = make_user("member")
    person = make_person(user=member)
    make_moment(person)

    assert list(timeline_of(person, member, Kind.CONTACT)) == []


def test_a_day_stands_below_the_hours_of_that_day(make_person, make_moment, room_above, colleague):
    person = make_person()
    make_moment(person, held_on=date(2026, 3, 2))
    room_above(Entry(datetime(2026, 3, 2, 8, tzinfo=UTC), "mail", "Uitnodiging", kind="post"))

    assert told(timeline_of(person, colleague))[1:] == ["Uitnodiging", "Telefoon"]


def test_ties_and_tasks_stand_on_both_timelines(make_person, make_organisation, make_tie, make_task, colleague):
    delft, divosa, person = make_organisation(), make_organisation("Divosa"), make_person()
    make_tie(delft, divosa, started_on=date(2024, 1, 1), ended_on=date(2025, 1, 1))
    make_tie(person, make_person("Theo", "Mensah"), started_on=date(2025, 2, 1))
    done = datetime(2026, 2, 1, tzinfo=UTC)
    make_task("Bel over de pilot", organisation=delft, person=person, done_at=done)
    make_task("Nog niet klaar", organisation=delft)

    assert told(timeline_of_organisation(delft, colleague)) == [
        "Klaar: Bel over de pilot",
        "Relatie voorbij: werkt samen met Divosa",
        "Relatie begon: werkt samen met Divosa",
    ]
    assert told(timeline_of(person, colleague))[1:] == ["Klaar: Bel over de pilot", "Relatie begon: kent Theo Mensah"]


def test_each_part_of_a_long_timeline_is_the_same_as_in_the_whole(room_above, make_person, make_moment, colleague):
    """Only a part of the moments is fetched; other entries stand before, between and after them."""
    person = make_person()
    for number in range(12):
        make_moment(person, held_on=date(2026, 1, 1 + 2 * number), summary=f"Gesprek {number}")
    room_above(*(Entry(datetime(2026, 1, day, 9, tzinfo=UTC), "mail", f"Brief {day}") for day in (1, 2, 3, 14, 30)))
    entries = timeline_of(person, colleague)

    def words(entries):
        return [entry.text or entry.title for entry in entries]

    whole = words(entries)
    assert len(entries) == len(whole) == 18
    assert [words(entries[begin : begin + 4]) for begin in range(0, 20, 4)] == [
        whole[begin : begin + 4] for begin in range(0, 20, 4)
    ]
    assert words([entries[17], entries[0]]) == [whole[17], whole[0]]
    assert whole == words(sorted(entries, key=lambda entry: entry.at, reverse=True))


@pytest.mark.parametrize("role", ["line_staff", "privacy_officer", "member"])
def test_what_is_counted_is_what_may_be_read(role, make_user, make_person, make_moment, make_organisation):
    person, organisation, user = make_person(), make_organisation(), make_user(role)
    for removed_at in (None, None, datetime(2026, 4, 1, tzinfo=UTC)):
        make_moment(person, organisations=[organisation], removed_at=removed_at)

    for party in (person, organisation):
        moments, number = contact_moments.with_party(party, user)

        assert number == moments.count() == (0 if role == "member" else 2)


def test_of_an_organisation_what_rooms_above_tell_stands_with_its_contact_and_can_be_asked_by_kind(
    make_organisation, make_moment, colleague
):
    divosa = make_organisation("Divosa")
    make_moment(organisations=[divosa], held_on=date(2026, 3, 2))
    day = datetime(2026, 4, 1, tzinfo=UTC)

    def answer(organisation, user, **_rest):
        return [
            Entry(day, "users", "Talkshow", kind="event", counts=True),
            Entry(day, "send", "Gevraagd", kind="event"),
        ]

    organisation_timeline_asked.connect(answer)

    assert told(timeline_of_organisation(divosa, colleague)) == ["Talkshow", "Gevraagd", "Telefoon"]
    assert told(timeline_of_organisation(divosa, colleague, Kind.CONTACT)) == ["Talkshow", "Telefoon"]
    assert told(timeline_of_organisation(divosa, colleague, Kind.EVENT)) == ["Talkshow", "Gevraagd"]
