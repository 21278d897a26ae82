import pytest
import vobject
from django.urls import reverse

from accounts.models import AuditLine
from network.models import Municipality, PhoneNumber


@pytest.fixture
def take(browse):
    return lambda person: browse.post(reverse("network:person_vcard", args=[person.pk]))


def test_an_address_book_reads_who_it_is_where_they_work_and_how_to_reach_them(
    take, make_person, make_organisation, make_affiliation, colleague
):
    place = Municipality.objects.create(code="GM0344", name="Utrecht", province="NL-UT")
    joost = make_person("Joost", "Berg", "joost@mkb.example.org", tussenvoegsel="van der")
    PhoneNumber.objects.create(person=joost, number="+31612345678")
    organisation = make_organisation("MKB; Nederland, afdeling één\\twee", municipality=place, postcode="3511 LX")
    make_affiliation(joost, organisation, title="adviseur; arbeidsmarkt")

    answer = take(joost)

    card = vobject.readOne(answer.content.decode())
    assert card.fn.value == "Joost van der Berg"
    assert (card.n.value.family, card.n.value.given, card.n.value.additional) == ("Berg", "Joost", "van der")
    assert card.org.value == ["MKB; Nederland, afdeling één\\twee"]
    assert (card.title.value, card.adr.value.city, card.adr.value.code) == (
        "adviseur; arbeidsmarkt",
        "Utrecht",
        "3511 LX",
    )
    assert (card.email.value, card.tel.value) == ("joost@mkb.example.org", "+31612345678")
    assert answer["Content-Disposition"] == 'attachment; filename="joost-van-der-berg.vcf"'
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert all(len(line) <= 76 for line in answer.content.split(b"\r\n"))
    trail = AuditLine.objects.get(action="network.vcard_taken")
    assert (trail.actor, trail.object_id) == (colleague, joost.pk)


def test_it_holds_nothing_but_that(take, make_person):
    person = make_person(source="de website")
    person.tags.add("stages")

    card = take(person).content.decode()

    assert "website" not in card
    assert "stages" not in card


@pytest.mark.parametrize("name", ["Berg\nTEL:+31900", "Berg;X:y", "Ber,g\\n", "Şahin-Özgür", "😀"])
def test_a_strange_name_stays_one_name(name, take, make_person):
    card = vobject.readOne(take(make_person("Joost", name)).content.decode())

    assert card.n.value.family == name
    assert not hasattr(card, "tel")


def test_s27_the_file_name_is_plain(take, make_person):
    answer = take(make_person('Zoë "', "../Yıldız\r\nX"))

    assert answer["Content-Disposition"] == 'attachment; filename="zoe-yildiz-x.vcf"'
