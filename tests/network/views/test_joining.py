"""Two records that a colleague takes for one, without waiting for the scan of the night."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import AuditLine
from network.actions import duplicates, merges
from network.models import DuplicatePair, PhoneNumber
from network.models.duplicate_pair import PartyKind

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


def join(party):
    kind = "person" if hasattr(party, "given_name") else "organisation"
    return reverse(f"network:{kind}_join", args=[party.pk])


def names(page):
    return [name.text for name in page.select(".lines strong")]


@pytest.fixture
def berg(make_person):
    return make_person("Joost", "van der Berg")


@pytest.fixture
def mountain(make_person):
    """The same human being under a name that nothing resembles."""
    return make_person("Giovanni", "Montagna")


def test_the_page_of_a_person_and_of_an_organisation_lead_there(browse, read, berg, make_organisation):
    delft = make_organisation("Delft")

    assert read(browse.get(reverse("network:person_detail", args=[berg.pk]))).select_one(f"a[href='{join(berg)}']")
    assert read(browse.get(reverse("network:organisation_detail", args=[delft.pk]))).select_one(
        f"a[href='{join(delft)}']"
    )


def test_who_looks_like_it_shows_at_once_and_the_record_itself_never(browse, read, berg, mountain, make_person):
    make_person("Joost", "Berg")

    page = read(browse.get(join(berg)))

    assert names(page) == ["Joost Berg"]
    assert "zelfde naam" in page.select_one(".lines small").text


def test_somebody_else_is_found_by_words_that_stand_in_no_address(browse, read, berg, mountain):
    answer = browse.post(join(berg), {"words": "Montagna"})

    assert "Montagna" not in answer.url
    assert names(read(browse.get(answer.url))) == ["Giovanni Montagna"]


def test_nothing_found_and_nothing_alike_each_say_so(browse, read, berg):
    nothing_alike = read(browse.get(join(berg))).select_one(".empty h2").text
    nothing_found = read(browse.post(join(berg), {"words": "Qwxz"}, follow=True)).select_one(".empty h2").text

    assert nothing_alike == "Niets lijkt op dit record"
    assert nothing_found == "Niets gevonden met ‘Qwxz’"


def test_the_chosen_one_comes_to_stand_beside_it_and_they_become_one(browse, read, colleague, berg, mountain):
    answer = browse.post(join(berg), {"other": mountain.pk})

    pair = DuplicatePair.objects.get()
    assert answer.url == reverse("network:duplicate_detail", args=[pair.pk])
    assert (
        f"{colleague.get_full_name()} zette deze twee naast elkaar"
        in read(browse.get(answer.url)).select_one(".head").text
    )
    assert AuditLine.objects.filter(action="network.duplicate_named").count() == 1
    browse.post(answer.url, {"given_name": "kept", "tussenvoegsel": "kept", "family_name": "kept", "address": "kept"})
    assert browse.get(reverse("network:person_detail", args=[mountain.pk])).url.endswith(f"/{berg.pk}/")


def test_organisations_too(browse, read, make_organisation):
    one, other = make_organisation("Sociaal Werk Oost", "anders"), make_organisation("Buurthuis de Klink", "anders")
    found = browse.post(join(one), {"words": "klink"})

    assert names(read(browse.get(found.url))) == ["Buurthuis de Klink"]
    assert browse.post(join(one), {"other": other.pk}).url == reverse(
        "network:duplicate_detail", args=[DuplicatePair.objects.get().pk]
    )


def test_an_organisation_that_shares_a_number_shows_at_once(browse, read, make_organisation):
    one, other = make_organisation("Vluchtwerk Oost", "anders"), make_organisation("Vluchtwerk Oost-Brabant", "anders")
    for organisation in (one, other):
        PhoneNumber.objects.create(organisation=organisation, number="+31202345678")
    other.website = one.website = "https://vluchtwerk.example.org"
    one.save()
    other.save()

    assert names(read(browse.get(join(one)))) == ["Vluchtwerk Oost-Brabant"]


@pytest.mark.parametrize("other", ["", "x", "999999"])
def test_a_record_that_is_not_there_is_not_found(other, browse, berg):
    assert browse.post(join(berg), {"other": other}).status_code == 404


def test_a_record_is_never_put_beside_itself(browse, read, berg):
    page = read(browse.post(join(berg), {"other": berg.pk}, follow=True))

    assert "Dit is twee keer hetzelfde record." in page.text
    assert not DuplicatePair.objects.exists()


def test_who_may_only_read_puts_nothing_together(browser_of, berg, mountain):
    assert browser_of("privacy_officer").post(join(berg), {"other": mountain.pk}).status_code == 403

    assert not DuplicatePair.objects.exists()


class TestTicked:
    CHOOSE = reverse("network:bulk_create", args=["people"])

    def test_two_that_were_ticked_stand_side_by_side(self, browse, berg, mountain):
        answer = browse.post(self.CHOOSE, {"chosen": [berg.pk, mountain.pk], "verb": "merge"})

        pair = DuplicatePair.objects.get()
        assert {pair.first_person, pair.second_person} == {berg, mountain}
        assert answer.url == reverse("network:duplicate_detail", args=[pair.pk])

    @pytest.mark.parametrize("number", [1, 3])
    def test_with_more_or_fewer_the_list_says_what_to_tick(self, number, browse, read, make_person):
        ticked = [make_person(f"Theo{each}", "Mensah").pk for each in range(number)]

        page = read(browse.post(self.CHOOSE, {"chosen": ticked, "verb": "merge"}, follow=True))

        assert "Vink er precies twee aan" in page.text
        assert not DuplicatePair.objects.exists()


class TestAPairNamedByHand:
    @pytest.fixture
    def pair(self, berg, mountain, colleague):
        return duplicates.name(one=mountain, other=berg, by=colleague, now=NOW)

    def test_the_scan_leaves_it_in_the_queue(self, pair):
        duplicates.scan(kind=PartyKind.PERSON, now=NOW)

        assert DuplicatePair.objects.open().get() == pair

    def test_the_queue_says_who_put_it_there(self, browse, read, pair):
        row = read(browse.get(reverse("network:duplicate_list"))).select_one("tbody tr").text

        assert "naast elkaar gezet door Nadia Bouzid" in row

    def test_it_is_kept_once_and_what_was_decided_stays(self, pair, berg, mountain, colleague):
        duplicates.dismiss(pair=pair, by=colleague, now=NOW)

        again = duplicates.name(one=berg, other=mountain, by=colleague, now=NOW)

        assert (again.pk, again.dismissed_by) == (pair.pk, colleague)

    def test_it_follows_when_one_of_both_goes_into_a_third(self, pair, berg, mountain, make_person, colleague):
        third = make_person("J.", "Berg")

        merges.merge(kept=third, gone=berg, by=colleague, now=NOW)

        assert {*DuplicatePair.objects.values_list("first_person", "second_person")} == {(mountain.pk, third.pk)}
