"""How somebody is reached: places, phone numbers, and addresses from which post came back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine
from network import phones
from network.models import Municipality, Organisation, Person
from tests.network.views.conftest import ERRORS


@pytest.fixture
def places(db):
    named = [("GM0344", "Utrecht", "NL-UT"), ("GM0373", "Bergen (NH.)", "NL-NH"), ("GM0893", "Bergen (L.)", "NL-LI")]
    named += [("GM0518", "'s-Gravenhage", "NL-ZH")]
    return [Municipality.objects.create(code=code, name=name, province=where) for code, name, where in named]


@pytest.fixture
def told():
    return {"given_name": "Joost", "family_name": "Berg", "language": "nl", "source": "de website"}


class TestPlaces:
    def test_a_municipality_fills_in_the_province(self, browse, read, places, told):
        browse.post(
            reverse("network:person_create"),
            {**told, "postcode": "3511lx", "municipality": "utrecht", "province": "NL-ZE"},
        )

        joost = Person.objects.get()
        assert (joost.postcode, joost.municipality.name, joost.province) == ("3511 LX", "Utrecht", "NL-UT")
        facts = read(browse.get(reverse("network:person_detail", args=[joost.pk]))).select_one(".facts")
        assert "3511 LX Utrecht" in facts.get_text(" ", strip=True)
        form = read(browse.get(reverse("network:person_edit", args=[joost.pk])))
        assert form.select_one("input[name=municipality]")["value"] == "Utrecht"
        assert len(form.select("#gemeenten option")) == len(places)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"municipality": "Bergen"}, "Bergen (L.), Bergen (NH.)"),
            ({"municipality": "Atlantis"}, "We kennen de gemeente ‘Atlantis’ niet."),
            ({"postcode": "0511 LX"}, "3511 LX"),
            ({"postcode": "35111 LX"}, "3511 LX"),
        ],
    )
    def test_a_place_that_is_not_there_is_told(self, typed, said, browse, read, places, told):
        page = read(browse.post(reverse("network:person_create"), {**told, **typed}))

        assert said in page.select_one(ERRORS).text
        assert not Person.objects.exists()

    def test_everybody_calls_it_den_haag(self, browse, places, municipalities):
        told = {"name": "Mondriaan", "kind": "school", "target_groups": [municipalities.pk], "municipality": "Den Haag"}

        browse.post(reverse("network:organisation_create"), told)

        assert Organisation.objects.get().municipality.name == "'s-Gravenhage"


class TestPhones:
    @pytest.mark.parametrize(
        ("typed", "stored", "shown"),
        [
            ("06 12345678", "+31612345678", "06 12345678"),
            ("06-12 34 56 78", "+31612345678", "06 12345678"),
            ("+31 (0)30 230 02 60", "+31302300260", "030 230 0260"),
            ("0031302300260", "+31302300260", "030 230 0260"),
            ("+32 2 555 12 12", "+3225551212", "+32 2 555 12 12"),
        ],
    )
    def test_it_is_typed_the_dutch_way_stored_the_worlds_way_and_shown_the_dutch_way(self, typed, stored, shown):
        assert phones.checked(typed) == stored
        assert phones.shown(stored) == shown

    @pytest.mark.parametrize("typed", ["06 1234", "geen", "112345678901234567", "030 2300260 toestel 12"])
    def test_what_cannot_be_a_number_is_told(self, typed, browse, read, told):
        page = read(browse.post(reverse("network:person_create"), {**told, "phones": typed}))

        assert "kan geen telefoonnummer zijn" in page.select_one(ERRORS).text
        assert not Person.objects.exists()

    def test_several_numbers_are_kept_and_called_with_one_press(self, browse, read, told):
        browse.post(reverse("network:person_create"), {**told, "phones": "06 12345678\n030 230 0260\n0612345678"})
        joost = Person.objects.get()
        kept = list(joost.phone_numbers.values_list("pk", "number"))

        page = read(browse.get(reverse("network:person_detail", args=[joost.pk])))
        edit = reverse("network:person_edit", args=[joost.pk])
        browse.post(edit, {**told, "phones": "06 12345678\n+32 2 555 12 12"})

        assert [(a["href"], a.text) for a in page.select("a[href^='tel:']")] == [
            ("tel:+31612345678", "06 12345678"),
            ("tel:+31302300260", "030 230 0260"),
        ]
        assert list(joost.phone_numbers.values_list("number", flat=True)) == ["+31612345678", "+3225551212"]
        assert joost.phone_numbers.first().pk == kept[0][0]

    def test_an_organisation_has_them_too(self, browse, read, make_organisation, municipalities):
        delft = make_organisation(groups=[municipalities])
        told = {"name": delft.name, "kind": delft.kind, "target_groups": [municipalities.pk], "phones": "015"}

        refused = read(browse.post(reverse("network:organisation_edit", args=[delft.pk]), told))
        browse.post(reverse("network:organisation_edit", args=[delft.pk]), {**told, "phones": "015 260 2222"})

        assert refused.select_one(ERRORS)
        page = read(browse.get(reverse("network:organisation_detail", args=[delft.pk])))
        assert page.select_one("a[href='tel:+31152602222']").text == "015 260 2222"


class TestAddresses:
    def test_post_that_came_back_is_told_and_undone_with_one_button(self, browse, read, make_person):
        person = make_person()
        person.mail_addresses.update(arrives="dead", came_back_at=timezone.now(), came_back_with="550 no such user")

        page = read(browse.get(reverse("network:person_detail", args=[person.pk])))
        assert "bestaat niet meer" in page.select_one(".facts").text
        assert "550 no such user" in page.select_one(".facts").text
        [button] = [button for button in page.select(".facts button") if "Werkt weer" in button.text]
        browse.post(button.find_parent("form")["action"])

        address = person.mail_addresses.get()
        assert (address.arrives, address.came_back_at, address.came_back_with) == ("yes", None, "")
        assert AuditLine.objects.get(action="network.address_works_again").object_id == person.pk

    def test_an_address_that_works_says_so_and_has_no_button(self, browse, read, make_person):
        page = read(browse.get(reverse("network:person_detail", args=[make_person().pk])))

        assert "post komt aan" in page.select_one(".facts").text
        assert page.select(".facts button") == []
