from datetime import UTC, datetime

import pytest
from django.urls import reverse

from network.actions import merges
from network.models import DuplicatePair, Merge, Organisation, Person
from tests.network.views.conftest import ERRORS

LIST = reverse("network:duplicate_list")
NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def pair(make_person):
    one = make_person("Joost", "Berg", "joost@mkb.example.org", tussenvoegsel="van der")
    other = make_person("J.", "Berg", "j.berg@mkb.example.org", province="NL-UT")
    return DuplicatePair.objects.create(
        first_person=one, second_person=other, score=88, reasons=["initials_fit", "same_phone"], found_at=NOW
    )


def of(pair, what="detail"):
    return reverse(f"network:duplicate_{what}", args=[pair.pk])


class TestQueue:
    def test_a_pair_stands_with_its_score_and_why(self, browse, read, pair):
        (row,) = read(browse.get(LIST)).select("tbody tr")

        text = row.get_text(" ", strip=True)
        assert "Joost van der Berg" in text
        assert "88" in text
        assert "voorletters passen bij de voornaam, zelfde telefoonnummer" in text

    def test_the_likeliest_stands_first_and_the_order_can_turn(self, browse, read, pair, make_person):
        one, other = make_person("Theo", "Mensah"), make_person("Theo", "Mensa")
        DuplicatePair.objects.create(first_person=one, second_person=other, score=60, found_at=NOW)

        def first(sort):
            return read(browse.get(LIST, {"sort": sort})).select_one("tbody th").get_text(" ", strip=True)

        assert first("score").startswith("Joost")
        assert first("-score").startswith("Theo")

    def test_organisations_have_a_queue_of_their_own(self, browse, read, make_organisation):
        one, other = make_organisation("Delft"), make_organisation("Gemeente Delft")
        DuplicatePair.objects.create(first_organisation=one, second_organisation=other, score=56, found_at=NOW)

        assert "Gemeente Delft" not in read(browse.get(LIST)).select_one("main").text
        assert "Gemeente Delft" in read(browse.get(LIST, {"kind": "organisation"})).select_one("tbody").text

    def test_an_empty_queue_says_so(self, browse, read):
        assert read(browse.get(LIST)).select_one(".empty h2").text == "Geen mogelijke dubbelen"

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_number_of_queries_does_not_grow(self, rows, browse, make_person, django_assert_num_queries):
        for number in range(rows):
            one, other = make_person("Theo", f"Mensah{number}"), make_person("T.", f"Mensah{number}")
            DuplicatePair.objects.create(first_person=one, second_person=other, score=60, found_at=NOW)

        with django_assert_num_queries(7):
            browse.get(LIST)

    def test_no_duplicate_is_remembered_and_can_be_taken_back(self, browse, read, pair, colleague):
        browse.post(of(pair, "dismiss"))
        pair.refresh_from_db()
        assert pair.dismissed_by == colleague
        assert not read(browse.get(LIST)).select("tbody tr")
        assert "Nadia Bouzid" in read(browse.get(LIST, {"state": "two"})).select_one("tbody").text

        browse.post(of(pair, "reopen"))
        assert len(read(browse.get(LIST)).select("tbody tr")) == 1

    @pytest.mark.parametrize("what", ["dismiss", "reopen", "detail"])
    def test_who_may_only_read_decides_nothing(self, what, browser_of, pair):
        assert browser_of("privacy_officer").post(of(pair, what)).status_code == 403

        pair.refresh_from_db()
        assert pair.dismissed_at is None


class TestCompare:
    def test_both_stand_side_by_side_with_a_choice_where_they_differ(self, browse, read, pair, make_moment):
        make_moment(pair.second_person)

        page = read(browse.get(of(pair)))

        cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("tbody tr")]
        assert cells[0] == ["Voornaam", "Voornaam: Joost", "Voornaam: J."]
        assert ["Achternaam", "Berg", "Berg"] in cells
        assert ["Regio", "Regio: (leeg)", "Regio: Utrecht"] in cells
        assert page.select_one("input[name=province]:checked")["value"] == "gone"
        assert "Contactmomenten 1" in page.select_one("#h-mee").parent.get_text(" ", strip=True)

    def test_the_choices_decide_what_stays(self, browse, pair):
        answer = browse.post(
            of(pair), {"given_name": "kept", "tussenvoegsel": "kept", "province": "gone", "address": "gone"}
        )

        merge = Merge.objects.get()
        assert answer.url == reverse("network:merge_detail", args=[merge.pk])
        person = Person.objects.get(pk=pair.first_person_id)
        assert (person.full_name, person.province) == ("Joost van der Berg", "NL-UT")
        assert person.mail_addresses.get(preferred=True).address == "j.berg@mkb.example.org"

    def test_a_choice_left_open_is_asked_for(self, browse, read, pair):
        page = read(browse.post(of(pair), {"given_name": "kept"}))

        assert page.select_one(ERRORS)
        assert not Merge.objects.exists()

    def test_who_has_an_account_stays(self, browse, read, pair, make_user):
        Person.objects.filter(pk=pair.second_person_id).update(user=make_user("member"))

        heads = read(browse.get(of(pair))).select("thead th")

        assert heads[1].get_text(" ", strip=True) == "J. Berg dit record blijft"


class TestMerged:
    @pytest.fixture
    def merge(self, pair, colleague):
        return merges.merge(kept=pair.first_person, gone=pair.second_person, by=colleague, now=datetime.now(UTC))

    def test_the_old_address_leads_to_the_kept_record(self, browse, merge):
        answer = browse.get(reverse("network:person_detail", args=[merge.gone]))

        assert answer.status_code == 302
        assert answer.url == reverse("network:person_detail", args=[merge.into])

    def test_an_organisation_too(self, browse, make_organisation, colleague):
        one, other = make_organisation("Delft"), make_organisation("Gemeente Delft")
        merges.merge(kept=one, gone=other, by=colleague, now=NOW)

        answer = browse.get(reverse("network:organisation_detail", args=[other.pk]))

        assert answer.url == reverse("network:organisation_detail", args=[one.pk])
        assert Organisation.objects.count() == 1

    def test_an_address_that_never_was_is_not_found(self, browse, merge):
        assert browse.get(reverse("network:person_detail", args=[999_999])).status_code == 404

    def test_undo_brings_both_back_and_says_so(self, browse, read, merge):
        page = read(browse.post(reverse("network:merge_undo", args=[merge.pk]), follow=True))

        assert "Ongedaan gemaakt: beide records zijn er weer." in page.text
        assert Person.objects.filter(pk__in=[merge.gone, merge.into]).count() == 2
        assert not page.select("form[action$='maak-ongedaan/']")

    def test_it_stands_in_the_list_and_on_the_timeline(self, browse, read, merge):
        listed = read(browse.get(reverse("network:merge_list"))).select_one(".lines").get_text(" ", strip=True)
        timeline = read(browse.get(reverse("network:person_detail", args=[merge.into]))).select_one(".timeline").text

        assert "Joost van der Berg met J. Berg" in listed
        assert "Samengevoegd met een ander record" in timeline

    def test_an_undo_that_cannot_be_is_explained(self, browse, read, merge):
        undo = reverse("network:merge_undo", args=[merge.pk])
        browse.post(undo)

        assert "Dit is al ongedaan gemaakt." in read(browse.post(undo, follow=True)).text


class TestWhileTyping:
    ALIKE = reverse("network:person_alike")

    def test_who_it_may_be_shows_with_why(self, browse, read, make_person, make_organisation, make_affiliation):
        person = make_person("Joost", "van der Berg")
        make_affiliation(person, make_organisation("Divosa"))

        page = read(browse.post(self.ALIKE, {"given_name": "J.", "family_name": "Berg", "organisation": "Divosa"}))

        assert page.select_one("a").text == "Joost van der Berg"
        assert "voorletters passen bij de voornaam, werkt bij dezelfde organisatie" in page.text

    @pytest.mark.parametrize("told", [{}, {"given_name": "Samira"}, {"given_name": "Piet", "family_name": "Amrani"}])
    def test_nobody_alike_shows_nothing(self, told, browse, read, make_person):
        make_person("Samira", "Amrani")

        assert read(browse.post(self.ALIKE, told)).select(".msg") == []

    def test_an_address_is_enough(self, browse, read, make_person):
        make_person("Samira", "Amrani", "samira@x.example.org")

        told = {"given_name": "Sam", "family_name": "El Amrani", "addresses": "Samira@x.example.org"}
        assert read(browse.post(self.ALIKE, told)).select_one("a").text == "Samira Amrani"
