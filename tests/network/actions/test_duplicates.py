from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from network.actions import duplicates
from network.models import DuplicatePair, MailAddress, PhoneNumber
from network.models.duplicate_pair import PartyKind

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
PERSON, ORGANISATION = PartyKind.PERSON, PartyKind.ORGANISATION


@pytest.fixture
def divosa(make_organisation):
    return make_organisation("Divosa")


@pytest.fixture
def twice(make_person, make_affiliation, divosa):
    """Somebody who stands in the network twice."""
    people = make_person("Joost", "Berg", tussenvoegsel="van der"), make_person("J.", "van der Berg")
    for person in people:
        make_affiliation(person, divosa)
    return people


def pairs():
    return set(DuplicatePair.objects.values_list("first_person", "second_person"))


def test_who_stands_twice_is_found(twice, make_person, make_affiliation, divosa):
    make_affiliation(make_person("Theo", "Mensah"), divosa)

    scanned = duplicates.scan(kind=PERSON, now=NOW)

    assert scanned.new == 1
    assert pairs() == {(twice[0].pk, twice[1].pk)}
    assert DuplicatePair.objects.get().reasons == ["initials_fit", "same_employer"]


@pytest.mark.parametrize("how", ["address", "phone", "postcode", "name"])
def test_each_thing_two_records_share_brings_them_together(how, make_person):
    one = make_person("Sevda", "Yıldız", None, postcode="3511 LX" if how == "postcode" else "")
    other = make_person("Sevda", "Yildiz", None, postcode="3511 LX" if how == "postcode" else "")
    for person in (one, other):
        if how == "address":
            MailAddress.objects.create(person=person, address="s.yildiz@example.org")
        elif how == "phone":
            PhoneNumber.objects.create(person=person, number="+31612345678")

    duplicates.scan(kind=PERSON, now=NOW)

    assert pairs() == {(one.pk, other.pk)}


def test_names_that_begin_with_another_letter_meet(make_person, make_affiliation, divosa):
    people = make_person("Karim", "Yahya", None), make_person("Karim", "Jahja", None)
    for person in people:
        make_affiliation(person, divosa)

    duplicates.scan(kind=PERSON, now=NOW)

    assert len(pairs()) == 1


def test_a_second_scan_finds_the_same_and_forgets_who_is_alike_no_more(twice):
    duplicates.scan(kind=PERSON, now=NOW)
    assert (duplicates.scan(kind=PERSON, now=NOW).known, len(pairs())) == (1, 1)

    twice[1].affiliations.all().delete()
    twice[1].given_name = "Piet"
    twice[1].save()

    assert duplicates.scan(kind=PERSON, now=NOW).gone == 1
    assert pairs() == set()


def test_no_duplicate_stays_no_duplicate(twice, colleague):
    duplicates.scan(kind=PERSON, now=NOW)
    duplicates.dismiss(pair=DuplicatePair.objects.get(), by=colleague, now=NOW)

    duplicates.scan(kind=PERSON, now=NOW)

    assert DuplicatePair.objects.get().dismissed_by == colleague
    assert not DuplicatePair.objects.open().exists()


def test_organisations_are_found_by_name_abbreviation_and_website(make_organisation):
    delft, gemeente = make_organisation("Delft"), make_organisation("Gemeente Delft")
    vng, whole = make_organisation("VNG"), make_organisation("Vereniging van Nederlandse Gemeenten")
    vng.phone_numbers.create(number="+31703738393")
    whole.phone_numbers.create(number="+31703738393")
    make_organisation("Divosa")

    duplicates.scan(kind=ORGANISATION, now=NOW)

    found = set(DuplicatePair.objects.values_list("first_organisation", "second_organisation"))
    assert found == {(delft.pk, gemeente.pk), (vng.pk, whole.pk)}


def test_a_pair_that_is_gone_cannot_be_decided(twice, colleague):
    duplicates.scan(kind=PERSON, now=NOW)
    pair = DuplicatePair.objects.get()
    twice[1].delete()

    with pytest.raises(duplicates.CannotDecide):
        duplicates.dismiss(pair=pair, by=colleague, now=NOW)


@pytest.mark.parametrize(
    ("ends", "refusal"),
    [((1, 0), "a_duplicate_pair_has_one_order"), ((0, 1), "two_people_are_compared_once")],
)
def test_the_database_keeps_a_pair_once_and_in_order(ends, refusal, twice):
    DuplicatePair.objects.create(first_person=twice[0], second_person=twice[1], score=60, found_at=NOW)

    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        DuplicatePair.objects.create(first_person=twice[ends[0]], second_person=twice[ends[1]], score=60, found_at=NOW)
