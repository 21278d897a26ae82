"""The ways from us to an organisation: through people we speak with, the strongest first, and never through a seal."""

from datetime import date, timedelta

import pytest

from network.models import Organisation, OtherContact, Person, Relationship, RelationshipType
from network.models.organisation import OrganisationQuerySet
from network.models.person import PersonQuerySet
from network.queries import introductions
from network.queries.introductions import ways_to
from network.templatetags.introductions import step_words

TODAY = date(2026, 9, 18)


@pytest.fixture
def target(make_organisation):
    return make_organisation("Doel", "werkgever")


@pytest.fixture
def tie(db):
    """Return a function that ties two people or two organisations."""

    def tie(first, second, **fields):
        kind = "organisation" if isinstance(first, Organisation) else "person"
        between = {"person": "people", "organisation": "organisations"}[kind]
        knows, _new = RelationshipType.objects.get_or_create(
            slug=f"kent-{kind}", between=between, name="kent", name_back="kent", name_en="k", name_back_en="k"
        )
        ends = {f"first_{kind}": first, f"second_{kind}": second}
        return Relationship.objects.create(kind=knows, **{"stated_on": TODAY, **ends, **fields})

    return tie


@pytest.fixture
def make_known(make_person, make_moment):
    """Return a function that stores somebody with whom a colleague spoke so many days ago."""

    def make(name, days_ago=10):
        person = make_person(name, "Jansen")
        make_moment(person, held_on=TODAY - timedelta(days=days_ago))
        return person

    return make


def ends(way):
    return [step.second for step in way.steps]


def test_somebody_we_speak_with_who_works_there(target, make_known, make_affiliation, colleague):
    person = make_known("Anouk")
    make_affiliation(person, target)

    [way] = ways_to(target, colleague, TODAY)

    assert ends(way) == [("person", person.pk), ("organisation", target.pk)]


def test_through_a_tie_between_people_and_where_somebody_worked_before(
    target, make_known, make_person, make_affiliation, tie, colleague
):
    known, stranger = make_known("Anouk"), make_person("Bo", "Vos")
    tie(stranger, known)
    make_affiliation(stranger, target, ended_on=date(2026, 1, 1))

    [way] = ways_to(target, colleague, TODAY)

    assert ends(way) == [("person", known.pk), ("person", stranger.pk), ("organisation", target.pk)]


def test_through_a_tie_between_organisations(target, make_known, make_organisation, make_affiliation, tie, colleague):
    known, partner = make_known("Anouk"), make_organisation("Divosa")
    make_affiliation(known, partner)
    tie(partner, target)

    [way] = ways_to(target, colleague, TODAY)

    assert ends(way) == [("person", known.pk), ("organisation", partner.pk), ("organisation", target.pk)]


def test_through_who_came_to_us_half_as_strong_as_through_who_spoke_with_us(
    target, make_known, make_person, make_affiliation, work_line, colleague
):
    spoken, came = make_known("Anouk", days_ago=100), make_person("Bo", "Vos")
    for number in (1, 2):
        facts = {"line": work_line, "kind": "attendance", "reference": f"event:{number}"}
        OtherContact.objects.create(person=came, held_on=TODAY - timedelta(days=100 * number), **facts)
    for person in (spoken, came):
        make_affiliation(person, target)

    first, second = ways_to(target, colleague, TODAY)

    assert [first.via, second.via] == [spoken.pk, came.pk]
    assert second.strength == pytest.approx(first.strength / 2 * 12 / 11)
    parties = introductions.parties_on([second], colleague)
    assert step_words(second.steps[0], parties) == "Bo Vos kwam op 2 bijeenkomsten van ons, het laatst op 10 juni 2026"


def test_with_whom_only_a_colleague_spoke_who_left_is_known_half_as_well(
    target, make_known, make_affiliation, make_user, make_moment, make_person, colleague
):
    gone = make_user("line_staff", given_name="Lars", family_name="Vos", is_active=False)
    ours, hers = make_known("Anouk", days_ago=100), make_person("Bo", "Vos")
    make_moment(hers, held_on=TODAY - timedelta(days=100), logged_by=gone)
    for person in (ours, hers):
        make_affiliation(person, target)

    first, second = ways_to(target, colleague, TODAY)

    assert [first.via, second.via] == [ours.pk, hers.pk]
    assert second.strength == pytest.approx(first.strength / 2)
    parties = introductions.parties_on([second], colleague)
    assert "Lars Vos (werkt niet meer bij KIS) sprak" in step_words(second.steps[0], parties)


def test_at_most_three_ways_the_strongest_first_each_through_another(target, make_known, make_affiliation, colleague):
    people = [make_known(f"P{days}", days_ago=days) for days in (700, 10, 300, 100)]
    for person in people:
        make_affiliation(person, target)

    ways = ways_to(target, colleague, TODAY)

    assert [way.via for way in ways] == [people[1].pk, people[3].pk, people[2].pk]
    assert [way.strength for way in ways] == sorted((way.strength for way in ways), reverse=True)


def test_a_confirmed_tie_is_stronger_than_a_stated_one_and_that_than_a_faded_one(
    target, make_known, make_person, make_affiliation, tie, colleague
):
    facts = [{"stated_on": date(2020, 1, 1)}, {}, {"confirmed_by": "both", "confirmed_on": TODAY}]
    vias = []
    for number, fields in enumerate(facts):
        known, inside = make_known(f"K{number}"), make_person(f"I{number}", "Vos")
        made = tie(known, inside)
        Relationship.objects.filter(pk=made.pk).update(**fields)
        make_affiliation(inside, target)
        vias.append(known.pk)

    assert [way.via for way in ways_to(target, colleague, TODAY)] == vias[::-1]


def test_an_organisation_that_nobody_near_us_knows_has_no_way(target, make_person, make_affiliation, colleague):
    make_affiliation(make_person(), target)

    assert ways_to(target, colleague, TODAY) == []


def test_what_ended_or_has_yet_to_come_is_no_step(
    target, make_known, make_person, make_affiliation, tie, make_moment, colleague
):
    ended = make_person("Bo", "Vos")
    tie(make_known("Anouk"), ended, ended_on=TODAY)
    make_affiliation(ended, target)
    make_affiliation(make_known("Cas"), target, started_on=TODAY + timedelta(days=1))
    make_affiliation(make_known("Dirk", days_ago=-1), target)

    assert ways_to(target, colleague, TODAY) == []


def test_contact_that_was_removed_is_no_step(target, make_person, make_moment, make_affiliation, colleague):
    person = make_person()
    moment = make_moment(person)
    moment.removed_at = moment.logged_at
    moment.save()
    make_affiliation(person, target)

    assert ways_to(target, colleague, TODAY) == []


@pytest.mark.parametrize("sealed", ["person", "organisation"])
def test_a_sealed_record_is_no_step_not_even_as_a_shorter_way(
    sealed, target, make_known, make_person, make_organisation, make_affiliation, tie, colleague, monkeypatch
):
    long_way, inside = make_known("Anouk"), make_person("Bo", "Vos")
    tie(long_way, inside)
    make_affiliation(inside, target)
    secret, closed = make_known("Cas", days_ago=1), make_organisation("Gesloten", "anders")
    if sealed == "person":
        make_affiliation(secret, target)
    else:
        make_affiliation(secret, closed)
        tie(closed, target)
    before = [way.via for way in ways_to(target, colleague, TODAY)]

    hide(monkeypatch, Person if sealed == "person" else Organisation, secret.pk if sealed == "person" else closed.pk)

    assert before == [secret.pk, long_way.pk]
    assert [way.via for way in ways_to(target, colleague, TODAY)] == [long_way.pk]


def hide(monkeypatch, model, pk):
    """Seal one record, as `visible_to` would."""
    queryset = PersonQuerySet if model is Person else OrganisationQuerySet
    monkeypatch.setattr(queryset, "visible_to", lambda self, user: self.exclude(pk=pk))


def test_the_number_of_queries_does_not_grow(
    target, make_known, make_affiliation, colleague, django_assert_max_num_queries
):
    for number in range(30):
        make_affiliation(make_known(f"P{number}"), target)

    with django_assert_max_num_queries(20):
        ways_to(target, colleague, TODAY)


def test_of_too_many_the_strongest_are_looked_at_and_people_before_organisations(monkeypatch):
    monkeypatch.setattr(introductions, "MOST_AT_ONCE", 2)
    reached = {("organisation", 1): 0.6, ("organisation", 2): 0.9, ("person", 9): 0.9, ("person", 8): 0.3}

    assert list(introductions.strongest(reached)) == [("person", 9), ("organisation", 2)]
