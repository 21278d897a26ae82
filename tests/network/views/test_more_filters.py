"""People and organisations by how they can be reached, what is to be done, and how firmly KIS holds them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import PhoneNumber

PEOPLE = reverse("network:person_list")
ORGANISATIONS = reverse("network:organisation_list")


@pytest.fixture
def found(browse, names_in):
    """Return a function that lists the names which a list finds for one choice."""
    return lambda address, **asked: names_in(browse.get(address, asked))


@pytest.fixture
def two(make_person):
    return make_person("Anne", "A", postcode="3511 LX", language="en"), make_person("Bo", "B", postcode="3584 AB")


@pytest.fixture
def parties(make_organisation):
    return make_organisation("Brug", "anders", postcode="3511 LX"), make_organisation("Divosa", "vereniging")


def test_by_place_and_language(found, two, parties):
    assert [found(PEOPLE, postcode=begin) for begin in ("3511lx", "3511", "35")] == [["A, Anne"]] * 2 + [
        ["A, Anne", "B, Bo"]
    ]
    assert found(PEOPLE, language="en") == ["A, Anne"]
    assert found(ORGANISATIONS, postcode="351") == ["Brug"]


def test_what_is_no_postcode_finds_nobody_and_is_told(browse, read, two):
    page = read(browse.get(PEOPLE, {"postcode": "Utrecht"}))

    assert not page.select("tbody tr")
    assert "Postcode begint met" in page.text


def test_by_phone_number(found, two, parties):
    PhoneNumber.objects.create(person=two[0], number="+31612345678")
    PhoneNumber.objects.create(organisation=parties[1], number="+31202345678")

    assert (found(PEOPLE, phone="with"), found(PEOPLE, phone="none")) == (["A, Anne"], ["B, Bo"])
    assert (found(ORGANISATIONS, phone="with"), found(ORGANISATIONS, phone="none")) == (["Divosa"], ["Brug"])


def test_by_why_post_does_not_arrive(found, two):
    for person, how in zip(two, ("soft", "dead"), strict=True):
        person.mail_addresses.update(arrives=how, came_back_at=timezone.now())

    assert (found(PEOPLE, mail="soft"), found(PEOPLE, mail="dead")) == (["A, Anne"], ["B, Bo"])
    assert found(PEOPLE, mail="fails") == ["A, Anne", "B, Bo"]


def test_by_what_is_still_to_be_done(found, two, parties, make_task):
    today = timezone.localdate()
    make_task(person=two[0], due_on=today - timedelta(days=1))
    make_task(person=two[1], due_on=today)
    make_task(person=two[1], due_on=today - timedelta(days=9), done_at=timezone.now())
    make_task(organisation=parties[0], due_on=today)

    assert found(PEOPLE, task="open") == ["A, Anne", "B, Bo"]
    assert found(PEOPLE, task="late") == ["A, Anne"]
    assert (found(ORGANISATIONS, task="open"), found(ORGANISATIONS, task="none")) == (["Brug"], ["Divosa"])


def test_by_ties_that_faded_or_that_nobody_confirmed(found, parties, make_tie, make_organisation):
    make_tie(*parties, stated_on=date(2020, 1, 1), confirmed_by="both", confirmed_on=date(2020, 1, 2))
    fresh = make_tie(parties[0], make_organisation("VNG", "vereniging"), stated_on=timezone.localdate())

    assert found(ORGANISATIONS, tie="faded") == ["Brug", "Divosa"]
    assert found(ORGANISATIONS, tie="unconfirmed") == ["Brug", "VNG"]
    assert fresh.confirmed_by == ""


def test_by_who_holds_the_relation(found, parties, make_holder):
    make_holder(parties[0])

    assert found(ORGANISATIONS, keeping="nobody") == ["Divosa"]


def test_by_one_thread(found, parties, two, make_affiliation, make_moment):
    for person, party in zip(two, parties, strict=True):
        make_affiliation(person, party)
    make_affiliation(two[1], parties[0])
    make_moment(*two, organisations=[parties[0]], held_on=timezone.localdate())
    make_moment(two[1], organisations=[parties[1]], held_on=timezone.localdate())

    assert found(ORGANISATIONS, keeping="thread") == ["Divosa"]
