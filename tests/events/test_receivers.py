"""What the room tells the network: the events KIS announced, and the lines on a person's timeline."""

from datetime import timedelta

import pytest

from events import receivers
from events.actions import reference
from events.actions.invitations import invite
from events.models import AnswerSource, Appearance, Event, Registration, Series
from network.actions.reference import Report
from network.actions.reference import load as load_reference
from network.models import Person
from network.reading import read
from network.timeline import Kind, timeline_of, timeline_of_organisation

pytestmark = pytest.mark.django_db


def facts(entries):
    return [(entry.title, entry.text, entry.by) for entry in entries if entry.kind == "event"]


@pytest.fixture
def loaded(db):
    return load_reference(read())


def test_the_series_of_2020_comes_with_the_reference_data(loaded):
    series = Series.objects.get()

    assert (series.name, series.organiser) == ("Inclusief lokaal beleid", "KIS")
    assert list(series.events.values_list("kind", "title", "held_on", "online", "starts_at", "lines__number")) == [
        ("talkshow", "Inclusief lokaal beleid", _day(9, 28), True, None, 10),
        ("kennisatelier", "Aanpak institutioneel racisme", _day(10, 26), True, None, 6),
        ("kennisatelier", "Inburgering en participatie statushouders", _day(11, 9), True, None, 5),
        ("werksessie", "Corona, polarisatie en lokale veerkracht", _day(12, 7), True, None, 8),
    ]
    assert all(event.summary and event.description and event.published_at for event in series.events.all())


def _day(month, day):
    from datetime import date

    return date(2020, month, day)


def test_who_was_announced_is_known_by_name_and_without_an_address(loaded):
    atelier = Event.objects.get(slug="kennisatelier-institutioneel-racisme")

    announced = [
        (one.person.full_name if one.person else one.organisation.name, one.role, one.described_as)
        for one in atelier.appearances.all()
    ]
    assert announced == [
        ("Kim Dankoor", "presentator", ""),
        ("Iris Andriessen", "spreker", "KIS"),
        ("Hanneke Felten", "spreker", "KIS"),
        ("Gemeente Amsterdam", "voorbeeld uit de praktijk", ""),
    ]
    assert Appearance.objects.count() == 9
    assert not Person.objects.exclude(mail_addresses=None).exists()
    assert Person.objects.filter(source="").count() == 0


def test_loading_again_adds_nothing_and_leaves_what_colleagues_changed(loaded, now):
    event = Event.objects.get(slug="kennisatelier-institutioneel-racisme")
    Event.objects.filter(pk=event.pk).update(title="Anders", capacity=60)
    before = (Event.objects.count(), Appearance.objects.count(), Person.objects.count(), Series.objects.count())

    again = Report()
    reference.load(report=again, now=now)

    assert (Event.objects.count(), Appearance.objects.count(), Person.objects.count(), Series.objects.count()) == before
    event.refresh_from_db()
    assert (event.title, event.capacity) == ("Anders", 60)
    assert (again.total("new"), again.total("changed")) == (0, 0)


def test_the_timeline_has_invitation_answers_and_how_it_stands(event, make_person, say, colleague, now):
    person = make_person()
    invite(event=event, people=Person.objects.filter(pk=person.pk), by=colleague, now=now)
    say(event, person)
    say(event, person, coming=False, source=AnswerSource.STAFF, by=colleague)

    entries = timeline_of(person, colleague, "event")

    who = colleague.get_full_name()
    assert sorted(facts(entries)) == sorted(
        [
            ("Uitgenodigd voor ‘Aanpak institutioneel racisme’", "", who),
            ("Komt naar ‘Aanpak institutioneel racisme’", "Via de mail", ""),
            ("Komt niet naar ‘Aanpak institutioneel racisme’", "Vastgelegd door een collega", who),
        ]
    )
    assert [entry.badge for entry in entries if entry.badge] == [("", "circle-x", "komt niet")]


@pytest.mark.parametrize(("came", "badge"), [(None, "was aangemeld"), (True, "kwam"), (False, "kwam niet")])
def test_of_an_event_that_is_over_the_timeline_says_who_came(came, badge, event, make_person, say, colleague, now):
    person = make_person()
    say(event, person)
    Registration.objects.update(came=came)
    Event.objects.update(held_on=now.date() - timedelta(days=2))

    entries = timeline_of(person, colleague, "event")

    assert "Meldde zich aan voor ‘Aanpak institutioneel racisme’" in [entry.title for entry in entries]
    assert [entry.badge[2] for entry in entries if entry.badge] == [badge]


def test_who_may_not_see_participants_reads_nothing_of_it(event, make_person, make_user, say):
    user = make_user("member")
    person = make_person(user=user)
    say(event, person)

    assert facts(timeline_of(person, user)) == []


def test_the_timeline_costs_as_much_for_one_event_as_for_thirty(
    make_event, make_person, say, colleague, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person = make_person()
    say(make_event(), person)
    assert colleague.works_at_kis  # asked once, and remembered
    with CaptureQueriesContext(connection) as one:
        timeline_of(person, colleague, "event")
    for _ in range(29):
        say(make_event(), person)

    with django_assert_num_queries(len(one)):
        timeline_of(person, colleague, "event")


@pytest.fixture
def organisation(make_people):
    """An organisation with two people, and one who left before the event."""
    from network.models import Affiliation, Organisation

    divosa = Organisation.objects.create(name="Divosa", kind="vereniging")
    *here, gone = make_people(3)
    for person in here:
        Affiliation.objects.create(person=person, organisation=divosa, title="adviseur")
    Affiliation.objects.create(person=gone, organisation=divosa, title="adviseur", ended_on=_day(1, 1))
    return divosa


def test_the_timeline_of_an_organisation_tells_per_event_how_many_of_its_people_did_what(
    organisation, event, colleague, say, now
):
    people = list(Person.objects.order_by("pk"))
    invite(event=event, people=Person.objects.all(), by=colleague, now=now)
    for person in people:
        say(event, person)
    event.registrations.filter(person__in=people[1:]).update(came=True)
    Appearance.objects.create(event=event, person=people[0], role="spreker")

    entries = timeline_of_organisation(organisation, colleague, Kind.EVENT)

    assert sorted((entry.text, entry.counts) for entry in entries) == [
        ("1 persoon van hier was erbij", True),
        ("2 mensen van hier antwoordden", False),
        ("2 mensen van hier uitgenodigd", False),
        (f"{people[0].full_name}, spreker", False),
    ]


def test_the_timeline_of_an_organisation_costs_as_much_with_many_people(
    organisation, event, colleague, say, make_people, django_assert_num_queries
):
    from network.models import Affiliation

    many = make_people(30)
    Affiliation.objects.bulk_create(
        Affiliation(person=person, organisation=organisation, title="adviseur") for person in many
    )
    for person in many[:5]:
        say(event, person)

    with django_assert_num_queries(5):
        assert len(receivers.tell_timeline_of_organisation(organisation, colleague)) == 1


def test_who_may_not_see_participants_reads_nothing_of_them(organisation, event, make_user, say):
    say(event, Person.objects.first())

    assert receivers.tell_timeline_of_organisation(organisation, make_user("member")) == []
