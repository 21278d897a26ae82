import pytest

from network.models import MailAddress, Person


@pytest.fixture
def found():
    return lambda words: [person.full_name for person in Person.objects.matching(words).by_name()]


@pytest.mark.parametrize(
    "words", ["yildiz", "Yıldız", "YILDIZ fatma", "fat yıl", "f.yildiz", "@divosa.example.org", "Divosa"]
)
def test_a_person_is_found_by_each_word(words, found, make_person, make_organisation, make_affiliation):
    fatma = make_person("Fatma", "Yıldız", "F.Yildiz@divosa.example.org")
    make_affiliation(fatma, make_organisation("Divosa"))
    make_person("Theo", "Mensah", "t.mensah@tno.example.org")

    assert found(words) == ["Fatma Yıldız"]


def test_the_middle_of_an_address_is_not_a_name(found, make_person):
    """Everybody at example.org would be found by `example`."""
    make_person("Theo", "Mensah", "t.mensah@tno.example.org")

    assert found("example") == []


def test_people_stand_in_the_dutch_order(make_person):
    for given, infix, family in [("Joost", "van der", "Berg"), ("Øyvind", "", "Ask"), ("Élise", "", "Zwart")]:
        make_person(given, family, tussenvoegsel=infix)
    make_person("Emre", "Özdemir")

    names = [person.name_in_lists for person in Person.objects.by_name()]

    assert names == ["Ask, Øyvind", "Berg, Joost van der", "Özdemir, Emre", "Zwart, Élise"]


def test_a_member_sees_oneself_alone(make_user, make_person):
    member = make_user("member")
    own = make_person("Samira", "Amrani", user=member)
    make_person("Theo", "Mensah")

    assert list(Person.objects.visible_to(member)) == [own]


def test_colleagues_see_everybody(make_person, colleague):
    make_person()

    assert Person.objects.visible_to(colleague).count() == 1


def test_two_people_may_share_one_mailbox(make_person):
    first = make_person(address="info@buurthuis.example.org")
    second = make_person("Theo", "Mensah", address="INFO@buurthuis.example.org")

    assert MailAddress.objects.filter(address__iexact="info@buurthuis.example.org").count() == 2
    assert {first.pk, second.pk} == set(Person.objects.matching("info@").values_list("pk", flat=True))
