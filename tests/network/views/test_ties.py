from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Relationship
from tests.network.views.conftest import ERRORS

REVIEW = reverse("network:tie_review")


@pytest.fixture
def delft(make_organisation):
    return make_organisation("Gemeente Delft")


@pytest.fixture
def divosa(make_organisation):
    return make_organisation("Divosa", kind="vereniging")


def create(party):
    kind = "organisation" if party._meta.model_name == "organisation" else "person"
    return reverse(f"network:{kind}_tie_create", args=[party.pk])


def detail(party):
    return reverse(f"network:{party._meta.model_name}_detail", args=[party.pk])


class TestStating:
    def test_a_tie_shows_on_both_pages_in_its_own_direction(self, browse, read, delft, divosa, funds, colleague):
        answer = browse.post(
            create(delft),
            {
                "way": f"{funds.pk}<",
                "organisation": "divosa",
                "started_on": "2022-01-01",
                "source": "jaarverslag",
                "confirmed_by": "first",
                "confirmed_on": "2026-01-02",
            },
        )

        tie = Relationship.objects.get()
        assert answer.url == detail(delft)
        assert (tie.first_organisation, tie.second_organisation) == (divosa, delft)
        assert (tie.confirmed_by, tie.confirmed_on) == ("second", date(2026, 1, 2))
        assert (tie.stated_by, tie.stated_on) == (colleague, timezone.localdate())
        here = read(browse.get(detail(delft))).select_one("#relaties").get_text(" ", strip=True)
        there = read(browse.get(detail(divosa))).select_one("#relaties").get_text(" ", strip=True)
        assert "wordt gefinancierd door Divosa" in here
        assert "financiert Gemeente Delft" in there
        for fact in ("sinds 2022", "bevestigd door Gemeente Delft op 2 januari 2026", "bron: jaarverslag"):
            assert fact in here
            assert fact in there

    def test_each_kind_is_offered_in_both_directions_and_one_without_direction_once(
        self, browse, read, delft, funds, works_with, knows
    ):
        page = read(browse.get(create(delft)))

        offered = [option.text for option in page.select("select[name=way] option")][1:]
        assert offered == ["werkt samen met", "financiert", "wordt gefinancierd door"]

    def test_people_are_looked_for_and_one_is_chosen(self, browse, read, make_person, knows):
        person, other = make_person(), make_person("Theo", "Mensah")
        make_person("Anouk", "Smeets")

        found = browse.post(create(person), {"find": "mensah", "look": "1"}, headers={"HX-Request": "true"})
        browse.post(create(person), {"way": f"{knows.pk}>", "person": other.pk})

        assert [radio["value"] for radio in read(found).select("input[name=person]")] == [str(other.pk)]
        tie = Relationship.objects.get()
        assert (tie.first_person, tie.second_person) == (person, other)

    def test_looking_says_nothing_yet_of_what_is_still_empty_and_shows_who_was_found_after_it(
        self, browse, read, make_person, knows
    ):
        person, _other = make_person(), make_person("Theo", "Mensah")

        page = read(browse.post(create(person), {"find": "mensah", "look": "1"}))

        assert [one["name"] for one in page.select("main [name=find], main [name=person]")] == ["find", "person"]
        assert not page.select(".msg--bad:not([hidden]), .error")

    def test_nobody_is_tied_to_oneself(self, browse, read, delft, works_with):
        page = read(browse.post(create(delft), {"way": f"{works_with.pk}>", "organisation": "Gemeente Delft"}))

        assert "Kies een ander" in page.select_one(ERRORS).text
        assert not Relationship.objects.exists()

    def test_a_tie_that_is_known_is_refused_also_from_the_other_side(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(divosa, delft)

        page = read(browse.post(create(delft), {"way": f"{tie.kind_id}>", "organisation": "Divosa"}))

        assert "Deze relatie kennen we al." in page.select_one(ERRORS).text
        assert Relationship.objects.count() == 1

    def test_a_kind_with_a_direction_stands_once_in_each(self, browse, read, delft, divosa, funds):
        told = [{"way": f"{funds.pk}{way}", "organisation": "Divosa"} for way in "><>"]

        answers = [browse.post(create(delft), facts) for facts in told]

        assert [answer.status_code for answer in answers] == [302, 302, 200]
        assert "Deze relatie kennen we al." in read(answers[2]).select_one(ERRORS).text
        ends = Relationship.objects.order_by("pk").values_list("first_organisation", "second_organisation")
        assert list(ends) == [(delft.pk, divosa.pk), (divosa.pk, delft.pk)]

    def test_p5_the_source_of_a_tie_between_people_tells_no_special_data(self, browse, read, make_person, knows):
        person, other = make_person(), make_person("Theo", "Mensah")
        told = {"way": f"{knows.pk}>", "person": other.pk, "source": "beiden moslim"}

        page = read(browse.post(create(person), told))

        assert "moslim" in page.select_one(ERRORS).text
        assert not Relationship.objects.exists()


class TestOneTie:
    def test_it_is_changed_and_ended_and_stays_as_history(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(delft, divosa)

        browse.post(
            reverse("network:tie_edit", args=[tie.pk]),
            {"started_on": "2020-01-01", "ended_on": "2025-01-01", "source": "gesprek"},
        )

        tie.refresh_from_db()
        assert (tie.started_on, tie.ended_on, tie.source) == (date(2020, 1, 1), date(2025, 1, 1), "gesprek")
        card = read(browse.get(detail(delft))).select_one("#relaties").get_text(" ", strip=True)
        assert "Divosa" in card
        assert "voorbij" in card

    def test_an_end_before_the_start_is_refused(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(delft, divosa)

        page = read(
            browse.post(
                reverse("network:tie_edit", args=[tie.pk]), {"started_on": "2026-01-01", "ended_on": "2025-01-01"}
            )
        )

        assert "De einddatum moet na de begindatum komen." in page.select_one(ERRORS).text

    def test_a_mistake_is_removed_and_put_back_with_one_button(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(delft, divosa)

        page = read(browse.post(reverse("network:tie_remove", args=[tie.pk]), follow=True))

        assert not Relationship.objects.exists()
        assert "Divosa" not in read(browse.get(detail(delft))).select_one("#relaties").text
        [button] = [button for button in page.select("main button") if "Zet terug" in button.text]
        browse.post(button.find_parent("form")["action"])
        assert Relationship.objects.get() == tie

    def test_a_removed_tie_is_not_put_back_beside_the_same_one(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(delft, divosa)
        browse.post(reverse("network:tie_remove", args=[tie.pk]))
        again = make_tie(divosa, delft)

        page = read(browse.post(reverse("network:tie_restore", args=[tie.pk]), follow=True))

        assert "Deze relatie kennen we al." in page.text
        assert Relationship.objects.get() == again


class TestReview:
    OLD = date(2020, 1, 1)

    def test_only_what_nobody_confirmed_for_two_years_and_still_holds(
        self, browse, read, delft, divosa, make_organisation, make_tie
    ):
        make_tie(delft, divosa, stated_on=self.OLD)
        make_tie(delft, make_organisation("Bevestigd"), stated_on=self.OLD, confirmed_by="both",
                 confirmed_on=timezone.localdate() - timedelta(days=30))  # fmt: skip
        make_tie(delft, make_organisation("Voorbij"), stated_on=self.OLD, ended_on=date(2021, 1, 1))

        rows = read(browse.get(REVIEW)).select("#resultaten li")

        assert [row.a.text for row in rows] == ["Gemeente Delft"]
        assert "Divosa" in rows[0].text

    def test_mine_are_those_i_stated_or_whose_organisation_i_keep(
        self, browse, read, delft, divosa, make_organisation, make_user, make_tie, make_holder
    ):
        other = make_user("line_staff")
        make_tie(delft, divosa, stated_on=self.OLD, stated_by=other)
        make_tie(make_organisation("Aedes"), divosa, stated_on=self.OLD, stated_by=other)
        make_holder(delft)

        mine, everybody = browse.get(REVIEW), browse.get(REVIEW, {"whose": "all"})

        assert [row.a.text for row in read(mine).select("#resultaten li")] == ["Gemeente Delft"]
        assert len(read(everybody).select("#resultaten .card--flush > .lines > li")) == 2

    def test_a_confirmed_tie_leaves_the_list(self, browse, delft, divosa, make_tie):
        tie = make_tie(delft, divosa, stated_on=self.OLD)

        browse.post(reverse("network:tie_confirm", args=[tie.pk]), {"confirmed_by": "second"})

        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on) == ("second", timezone.localdate())
        assert not Relationship.objects.fading(timezone.localdate()).exists()

    @pytest.mark.parametrize(("days", "who"), [(30, "both"), (731, "second")])
    def test_what_the_other_side_told_lately_stays(self, days, who, browse, delft, divosa, make_tie):
        told = timezone.localdate() - timedelta(days=days)
        tie = make_tie(delft, divosa, stated_on=self.OLD, confirmed_by="first", confirmed_on=told)

        browse.post(reverse("network:tie_confirm", args=[tie.pk]), {"confirmed_by": "second"})

        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on) == (who, timezone.localdate())

    def test_it_is_not_confirmed_by_nobody(self, browse, read, delft, divosa, make_tie):
        tie = make_tie(delft, divosa, stated_on=self.OLD)

        page = read(browse.post(reverse("network:tie_confirm", args=[tie.pk]), follow=True))

        assert "Kies wie deze relatie bevestigde." in page.text
        assert Relationship.objects.fading(timezone.localdate()).exists()

    def test_what_is_over_ends_today(self, browse, delft, divosa, make_tie):
        tie = make_tie(delft, divosa, stated_on=self.OLD)

        browse.post(reverse("network:tie_end", args=[tie.pk]))

        tie.refresh_from_db()
        assert tie.ended_on == timezone.localdate()

    def test_the_number_of_queries_does_not_grow(self, queries_for, delft, make_organisation, make_tie):
        make_tie(delft, make_organisation("Nul"), stated_on=self.OLD)
        with_one = queries_for(REVIEW)
        for number in range(30):
            make_tie(delft, make_organisation(f"Nummer {number}"), stated_on=self.OLD)

        assert queries_for(REVIEW) == with_one <= 12


def test_a_page_with_many_ties_asks_no_more_queries(queries_for, delft, make_organisation, make_tie):
    make_tie(delft, make_organisation("Nul"))
    with_one = queries_for(detail(delft))
    for number in range(30):
        make_tie(delft, make_organisation(f"Nummer {number}"))

    assert queries_for(detail(delft)) == with_one


def test_the_first_ties_show_and_the_others_when_asked(browse, read, delft, make_organisation, make_tie):
    for number in range(9):
        make_tie(delft, make_organisation(f"Nummer {number}"))

    few = read(browse.get(detail(delft))).select_one("#relaties")
    more = few.select_one("a[hx-get]")
    everything = read(browse.get(detail(delft) + more["href"])).select_one("#relaties")
    htmx = {"HX-Request": "true", "HX-Target": "relaties"}
    fragment = read(browse.get(detail(delft) + more["hx-get"], headers=htmx))

    assert (few.select_one(".count").text, len(few.select(".lines > li"))) == ("9", 6)
    assert more["href"] == f"{more['hx-get']}#relaties"
    assert (everything.select_one(".count").text, len(everything.select(".lines > li"))) == ("9", 9)
    assert everything.select("a[hx-get]") == []
    assert fragment.select_one("body > *, #relaties")["id"] == "relaties"
    assert fragment.select_one("#relaties").text == everything.text
    assert fragment.select("#tijdlijn") == []
