from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from network.models import LineTargetGroup
from newsletter.queries.choosing import Selection, chosen

MATRIX = reverse("network:coverage")


@pytest.fixture
def cell_address(work_line, employers):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    return reverse("network:coverage_cell", args=[work_line.number, employers.slug])


@pytest.fixture
def spoken_with(make_organisation, make_person, make_affiliation, make_moment, employers):
    """Return a function that stores an employer with whom was spoken, and one of its people."""

    def make(name="Divosa", days_ago=10, **fields):
        organisation, person = make_organisation(name, "werkgever", [employers], **fields), make_person()
        make_affiliation(person, organisation)
        day = timezone.localdate() - timedelta(days=days_ago)
        make_moment(person, organisations=[organisation], held_on=day)
        return organisation

    return make


class TestMatrix:
    def test_a_cell_says_in_words_what_its_colour_says(self, browse, read, cell_address, spoken_with):
        spoken_with()

        cell = read(browse.get(MATRIX)).select_one(f'a.heat[href="{cell_address}"]')

        assert cell["class"] == ["heat", "heat--ok"]
        assert "dun: 1 organisatie, 1 persoon, laatste contact 10 dagen ervoor" in cell.text

    def test_contact_that_is_recorded_changes_the_cell(self, browse, read, cell_address, spoken_with):
        before = read(browse.get(MATRIX)).select_one("a.heat").b.text

        spoken_with()

        assert (before, read(browse.get(MATRIX)).select_one("a.heat").b.text) == ("0", "1")

    @pytest.mark.parametrize("change", ["line", "group", "named", "partner", "works"])
    def test_what_is_kept_is_drawn_anew_after_each_change(
        self,
        change,
        browse,
        read,
        cell_address,
        spoken_with,
        work_line,
        employers,
        municipalities,
        make_person,
        make_affiliation,
    ):
        """The page is drawn once for all until something changes that it is made of; then it shows that at once."""
        organisation = spoken_with()
        changes = {
            "line": lambda: type(work_line).objects.filter(pk=work_line.pk).update(name="Arbeid"),
            "group": lambda: type(employers).objects.filter(pk=employers.pk).update(name="Bedrijven"),
            "named": lambda: LineTargetGroup.objects.create(line=work_line, target_group=municipalities),
            "partner": lambda: organisation.line_partnerships.create(line=work_line, relation="partner"),
            "works": lambda: make_affiliation(make_person(), organisation),
        }

        def shown():
            page = read(browse.get(MATRIX, {"als": "tabel"}))
            return page.select_one("form.filters.filters").text + page.select_one("#resultaten").text

        before, again = shown(), shown()
        changes[change]()

        assert before == again
        assert (shown() == before) is (change == "partner")  # a partner with whom was spoken belonged already

    def test_each_language_is_kept_by_itself(self, browse, read, cell_address, spoken_with, colleague):
        spoken_with()
        dutch = read(browse.get(MATRIX)).select_one("#resultaten").text
        type(colleague).objects.filter(pk=colleague.pk).update(language="en")

        english = read(browse.get(MATRIX)).select_one("#resultaten").text

        assert ("In het kort" in dutch, "In short" in english) == (True, True)

    def test_a_page_that_is_kept_costs_no_counting(self, browse, cell_address, spoken_with, django_assert_num_queries):
        """Who asks, what that person may do, and whether anything changed."""
        spoken_with()
        browse.get(MATRIX)

        with django_assert_num_queries(4):
            browse.get(MATRIX)

    def test_a_past_day_shows_what_was_known_by_then(self, browse, read, cell_address, spoken_with):
        spoken_with(days_ago=10)
        day = timezone.localdate() - timedelta(days=11)

        cell = read(browse.get(MATRIX, {"day": day.isoformat()})).select_one("a.heat")

        assert cell["class"] == ["heat", "heat--gap"]
        assert cell["href"] == f"{cell_address}?day={day.isoformat()}"

    def test_a_day_that_must_still_come_is_refused_in_words(self, browse, read):
        day = timezone.localdate() + timedelta(days=1)

        page = read(browse.get(MATRIX, {"day": day.isoformat()}))

        assert "Deze dag moet nog komen" in page.select_one(".error").text

    def test_a_day_before_the_lines_says_that_there_were_none(self, browse, read, work_line):
        page = read(browse.get(MATRIX, {"day": "2019-01-01"}))

        assert "Op deze dag was er nog geen programmalijn" in page.select_one(".empty").text

    @pytest.mark.parametrize("query", [{}, {"als": "tabel"}])
    def test_the_number_of_queries_does_not_grow(
        self, query, browse, django_assert_num_queries, cell_address, spoken_with
    ):
        for number in range(30):
            spoken_with(f"Werkgever {number}")

        with django_assert_num_queries(10):
            browse.get(MATRIX, query)


class TestTable:
    def test_the_table_has_the_facts_of_the_matrix(self, browse, read, cell_address, spoken_with):
        spoken_with("A", days_ago=10)
        spoken_with("B", days_ago=800)

        row = read(browse.get(MATRIX, {"als": "tabel"})).select_one("tbody tr")

        assert [cell.text for cell in row.select("td.num")] == ["2 organisaties", "2 personen", "1 zonder contact"]

    @pytest.mark.parametrize("sort", ["line", "group", "organisations", "people", "silent", "contact", "x"])
    def test_it_can_be_put_in_order(self, sort, browse, read, cell_address, spoken_with, newcomer_line, make_moment):
        make_moment(organisations=[spoken_with()], line=newcomer_line, held_on=date(2020, 1, 1))

        orders = [
            [row.th.text for row in read(browse.get(MATRIX, {"als": "tabel", "sort": each})).select("tbody tr")]
            for each in (sort, f"-{sort}")
        ]

        assert [len(order) for order in orders] == [2, 2]
        assert orders[0] != orders[1] or sort in ("group", "organisations", "people", "x")


class TestCell:
    def test_the_list_is_as_long_as_the_number(self, browse, read, cell_address, spoken_with):
        for name in ("A", "B", "C"):
            spoken_with(name)

        page = read(browse.get(cell_address))

        assert page.h1.text.startswith("3 organisaties")
        assert [row.strong.text for row in page.select("#lijst .lines > li")] == ["A", "B", "C"]

    def test_its_people_are_listed_with_where_they_worked(self, browse, read, cell_address, spoken_with):
        spoken_with("Divosa")

        [row] = read(browse.get(cell_address, {"toon": "mensen"})).select("#lijst .lines > li")

        assert (row.strong.text, row.small.text) == ("Samira Amrani", "Divosa")

    def test_with_whom_nobody_spoke_this_year_is_a_list_of_its_own(self, browse, read, cell_address, spoken_with):
        for name, days_ago in [("Lang stil", 400), ("Pas gesproken", 0)]:
            spoken_with(name, days_ago=days_ago)

        page = read(browse.get(cell_address, {"toon": "stil"}))

        assert [row.strong.text for row in page.select("#lijst .lines > li")] == ["Lang stil"]
        assert page.select_one('.tabs [aria-current="page"] .count').text == "1"

    def test_when_all_were_spoken_with_that_is_said(self, browse, read, cell_address, spoken_with):
        spoken_with(days_ago=0)

        assert "met allemaal" in read(browse.get(cell_address, {"toon": "stil"})).select_one(".empty").text

    def test_each_number_of_the_table_leads_to_its_list(self, browse, read, spoken_with, work_line):
        spoken_with("Lang stil", days_ago=400)

        rows = read(browse.get(MATRIX, {"als": "tabel"})).select("tbody tr")

        row = next(each for each in rows if each.select_one(".num a"))
        for link in row.select(".num a"):
            listed = read(browse.get(link["href"])).select("#lijst .lines > li")
            assert len(listed) == int(link.find(string=True))

    def test_it_leads_to_contact_and_to_an_invitation(self, browse, read, cell_address, spoken_with):
        spoken_with(province="NL-UT")

        page = read(browse.get(cell_address, {"region": "NL-UT"}))

        assert page.select_one(".head form")["action"] == f"{cell_address}nodig-uit/?region=NL-UT"
        assert page.select_one(".head .btn--main").text.strip() == "Nodig deze persoon uit"
        assert "Plan contact" in page.select_one("#lijst .lines .btn").text

    @pytest.mark.parametrize("days_ago", [0, 50])
    def test_who_is_invited_is_who_stands_in_the_list(
        self, days_ago, browse, cell_address, spoken_with, make_person, make_affiliation, make_organisation, work_line
    ):
        """Known by contact alone counts, a person on the line who works elsewhere does not, and a past day stays."""
        day = timezone.localdate() - timedelta(days=days_ago)
        there, later = spoken_with("Divosa", days_ago=60), spoken_with("VNG", days_ago=10)
        newer = make_person("Bo", "Bos")
        make_affiliation(newer, there, started_on=timezone.localdate() - timedelta(days=5))
        on_the_line = make_person("Cas", "Cox")
        on_the_line.lines.add(work_line)
        make_affiliation(on_the_line, make_organisation("Elders", "werkgever", later.target_groups.all()))
        asked = {"day": day.isoformat()}
        listed = browse.get(cell_address, {**asked, "toon": "mensen"}).context["page"].object_list

        invitation = browse.post(f"{cell_address}nodig-uit/?day={day.isoformat()}").url

        audience = Selection.of_query(QueryDict(urlsplit(invitation).query))
        assert sorted(chosen(audience, timezone.localdate()).values_list("pk", flat=True)) == sorted(
            person.pk for person in listed
        )
        assert len(listed) == (1 if days_ago else 3)

    def test_who_may_not_invite_cannot(self, browser_of, cell_address, spoken_with):
        spoken_with()

        assert browser_of("privacy_officer").post(f"{cell_address}nodig-uit/").status_code == 403

    def test_who_may_not_write_is_offered_neither(self, browser_of, read, cell_address, spoken_with):
        spoken_with()

        page = read(browser_of("privacy_officer").get(cell_address))

        assert "Plan contact" not in page.text
        assert page.select_one(".head .btn--main") is None

    def test_an_empty_cell_says_so(self, browse, read, cell_address):
        assert "Nog geen organisatie" in read(browse.get(cell_address)).select_one(".empty").text

    def test_somebody_else_finds_no_page(self, browser_of, cell_address):
        assert browser_of("member").get(cell_address).status_code == 404

    @pytest.mark.parametrize("query", [{}, {"toon": "mensen"}, {"toon": "stil"}])
    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_number_of_queries_does_not_grow(
        self, rows, query, browse, django_assert_max_num_queries, cell_address, spoken_with
    ):
        for number in range(rows):
            spoken_with(f"Werkgever {number}")

        with django_assert_max_num_queries(13):
            browse.get(cell_address, query)
