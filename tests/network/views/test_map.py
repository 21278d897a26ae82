"""The network map: who may see it, what it shows, and that the table tells the same."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine
from accounts.roles import STAFF_ROLES, Role
from network import tasks
from network.forms.filters import OrganisationFilter, PeopleFilter
from network.forms.map import MapForm
from network.graph import Drawn
from network.models import GraphMeasurement, LinePartner, Organisation, Relationship, RelationshipType
from tests.network.views.conftest import ERRORS

MAP = reverse("network:map")
FIGURES = reverse("network:map_figures")
DATA = reverse("network:map_data")
REASON = reverse("network:map_reason")


@pytest.fixture
def works_with(db):
    return RelationshipType.objects.create(
        slug="w",
        between="organisations",
        name="werkt samen met",
        name_back="werkt samen met",
        name_en="x",
        name_back_en="x",
    )


@pytest.fixture
def tie(works_with):
    """Return a function that records a tie between two organisations."""

    def make(first, second, **fields):
        ends = {"first_organisation": first, "second_organisation": second}
        told = {"kind": works_with, "stated_on": timezone.localdate(), **fields}
        return Relationship.objects.create(**ends, **told)

    return make


@pytest.fixture
def chain(make_organisation, tie):
    """Four organisations in a row, and one alone."""
    row = [make_organisation(f"Organisatie {letter}") for letter in "ABCD"]
    for first, second in pairwise(row):
        tie(first, second)
    return [*row, make_organisation("Organisatie alleen", kind="school")]


@pytest.fixture
def nudged(monkeypatch):
    """Let a nudge do its work at once."""
    monkeypatch.setattr("web.nudge.wake", lambda _task, fingerprint: tasks.measure(fingerprint))


@pytest.fixture
def measured(nudged, browse):
    """Return a function that has the network of an address measured."""
    return lambda query="": browse.post(f"{FIGURES}?{query}")


class TestWhoSees:
    @pytest.mark.parametrize("role", sorted(STAFF_ROLES))
    def test_s44_every_colleague_sees_the_organisations(self, role, browser_of, chain):
        assert browser_of(role).get(MAP).status_code == 200

    @pytest.mark.parametrize("roles", [(), ("member",)])
    @pytest.mark.parametrize("address", [MAP, FIGURES, DATA, REASON])
    def test_s44_for_others_there_is_no_map(self, roles, address, browser_of, chain):
        visitor = browser_of(*roles)

        assert (visitor.get(address).status_code, visitor.post(address).status_code in {404, 405}) == (404, True)

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.PRIVACY_OFFICER])
    def test_people_are_not_shown_to_who_has_no_right(self, role, browser_of, make_person):
        make_person()

        assert browser_of(role).get(f"{MAP}?who=people").status_code == 403
        assert browser_of(role).get(f"{DATA}?who=people").status_code == 403
        assert browser_of(role).get(REASON).status_code == 403

    def test_people_are_shown_after_a_reason_that_the_audit_trail_keeps(self, browse, colleague, make_person, names_in):
        make_person("Samira", "Amrani")

        assert browse.get(f"{MAP}?who=people").url == REASON
        assert browse.get(f"{DATA}?who=people").url == REASON
        answer = browse.post(REASON, {"reason": "meeting"})

        assert names_in(browse.get(answer.url)) == ["Samira Amrani"]
        line = AuditLine.objects.get(action="network.people_map_opened")
        assert (line.actor, line.facts) == (colleague, {"reason": "meeting"})

    def test_the_filters_offer_titles_and_organisations_as_the_list_of_people_does(self, browse, read):
        browse.post(REASON, {"reason": "check"})

        page = read(browse.get(f"{MAP}?who=people"))

        offered = {field["list"] for field in page.select("form.filters input[list]")}
        assert offered == {"functies", "organisatienamen"}
        assert {one["id"] for one in page.select("form.filters [hx-post] datalist")} == offered

    def test_a_reason_holds_for_four_hours(self, browse, make_person):
        make_person()
        browse.post(REASON, {"reason": "check"})
        session = browse.session
        session["people_map"] -= 4 * 60 * 60 + 1
        session.save()

        assert browse.get(f"{MAP}?who=people").url == REASON

    def test_without_a_reason_the_page_asks_again(self, browse, read):
        page = read(browse.post(REASON, {"reason": ""}))

        assert "Kies waarvoor je de personenkaart nodig hebt." in page.select_one(ERRORS).text
        assert not AuditLine.objects.filter(action="network.people_map_opened").exists()


class TestTable:
    def test_a6_every_party_on_the_map_is_in_the_table(self, browse, names_in, chain, measured):
        measured()

        drawn = browse.get(DATA).json()

        assert sorted(drawn["name"]) == sorted(names_in(browse.get(f"{MAP}?als=tabel")))
        assert len(drawn["name"]) == 5

    def test_who_has_most_ties_comes_first_and_each_column_sorts(self, browse, names_in, chain, measured):
        measured()

        assert names_in(browse.get(MAP))[:2] == ["Organisatie B", "Organisatie C"]
        assert names_in(browse.get(f"{MAP}?sort=name"))[0] == "Organisatie A"
        assert names_in(browse.get(f"{MAP}?sort=-name"))[-1] == "Organisatie A"
        assert names_in(browse.get(f"{MAP}?sort=-closeness"))[0] == "Organisatie B"
        assert names_in(browse.get(f"{MAP}?sort=closeness"))[0] == "Organisatie alleen"

    def test_the_measures_stand_in_the_row(self, browse, read, chain, measured):
        measured()

        row = read(browse.get(f"{MAP}?sort=name")).select_one("tbody tr")

        cells = {cell["data-label"]: cell.text for cell in row.select("td")}
        assert (cells["Banden"], cells["Nabijheid"], cells["Deel"]) == ("1", "0,375", "1")

    def test_the_filter_of_the_list_narrows_the_map(self, browse, names_in, chain):
        assert names_in(browse.get(f"{MAP}?kind=school")) == ["Organisatie alleen"]

    @pytest.mark.parametrize(("steps", "names"), [(1, "AB"), (2, "ABC"), (3, "ABCD")])
    def test_a_focus_shows_who_is_near(self, browse, names_in, chain, steps, names):
        page = browse.get(f"{MAP}?focus={chain[0].pk}&steps={steps}&sort=name")

        assert names_in(page) == [f"Organisatie {letter}" for letter in names]

    def test_z38_search_words_do_not_stand_in_the_address(self, browse, names_in, chain):
        answer = browse.post(MAP, {"words": "alleen", "colour": "province"})

        assert "alleen" not in answer.url
        assert "colour=province" in answer.url
        assert names_in(browse.get(answer.url)) == ["Organisatie alleen"]

    def test_htmx_gets_the_table_alone(self, browse, chain):
        answer = browse.get(MAP, headers={"HX-Request": "true"}).text

        assert answer.strip().startswith('<section class="card card--flush" id="tabel"')

    def test_a_choice_that_nobody_answers_to_says_so(self, browse, read):
        page = read(browse.get(MAP, {"region": "NL-UT"}))

        assert page.select_one("#tabel h2").text == "Niemand voldoet aan deze keuze"

    @pytest.mark.parametrize("asked", [{}, {"region": "NL-UT"}])
    def test_of_nobody_nothing_is_drawn_nor_measured(self, asked, browse, read):
        page = read(browse.get(MAP, asked))

        assert page.select("canvas, #cijfers, script[src*=map]") == []

    def test_in_an_empty_network_it_says_that_there_is_no_organisation_yet(self, browse, read):
        page = read(browse.get(MAP))

        assert page.select_one("#tabel h2").text == "Er staat nog geen organisatie in het netwerk"

    @pytest.mark.parametrize(
        "nonsense", ["who=x&ties=y&size=z&colour=q&focus=a&steps=9", "focus=999999", "page=0&sort=x"]
    )
    def test_nonsense_in_the_address_asks_nothing(self, browse, names_in, chain, nonsense):
        assert len(names_in(browse.get(f"{MAP}?{nonsense}"))) == 5


def rows_in(page):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("#tabel tbody tr")]


class TestTableOfTies:
    @pytest.fixture
    def mixed(self, make_organisation, tie, funds, work_line):
        """A pays for B and works with C; B and C share a line; the tie with C faded."""
        a, b, c = (make_organisation(f"Organisatie {letter}") for letter in "ABC")
        tie(b, a, kind=funds, started_on=date(2020, 5, 1), confirmed_by="both", confirmed_on=timezone.localdate())
        old = tie(a, c, started_on=date(2022, 1, 1))
        Relationship.objects.filter(pk=old.pk).update(stated_on=date(2023, 3, 4))
        for partner in (b, c):
            LinePartner.objects.create(organisation=partner, line=work_line, relation="partner")
        return a, b, c

    def test_it_says_between_whom_of_which_kind_since_when_and_whether_it_faded(self, browse, read, mixed):
        rows = rows_in(read(browse.get(f"{MAP}?toon=banden")))

        confirmed = f"{timezone.localdate():%-d}"
        assert [(row[0], row[2]) for row in rows] == [
            ("Organisatie A", "Organisatie C"),
            ("Organisatie B", "Organisatie A"),
            ("Organisatie B", "Organisatie C"),
        ]
        assert rows[0][1:] == [
            "werkt samen met niet bevestigd",
            "Organisatie C",
            "1 januari 2022",
            "4 maart 2023 vervaagd",
        ]
        assert rows[1][1].startswith(f"financiert van twee kanten bevestigd op {confirmed} ")
        assert rows[1][3] == "1 mei 2020"
        assert rows[2][1:] == ["zelfde programmalijn: 4", "Organisatie C", "–", "–"]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("first", "AC BA BC"),
            ("-first", "BA BC AC"),
            ("second", "BA AC BC"),
            ("kind", "BA AC BC"),
            ("-kind", "AC BA BC"),
            ("since", "BA AC BC"),
            ("-since", "AC BA BC"),
            ("known", "AC BA BC"),
            ("-known", "BA AC BC"),
        ],
    )
    def test_each_column_sorts_and_what_has_no_value_stands_at_the_end(self, sort, order, browse, read, mixed):
        rows = rows_in(read(browse.get(f"{MAP}?toon=banden&sort={sort}")))

        assert " ".join(row[0][-1] + row[2][-1] for row in rows) == order

    def test_a6_every_tie_on_the_map_stands_in_it_on_some_page(
        self, browse, read, make_organisation, work_line, measured
    ):
        for number in range(9):
            partner = make_organisation(f"Organisatie {number}")
            LinePartner.objects.create(organisation=partner, line=work_line, relation="partner")
        measured()
        data = browse.get(DATA).json()
        names, ends = data["name"], data["ties"]
        drawn = {frozenset((names[a], names[b])) for a, b in zip(ends[::3], ends[1::3], strict=True)}

        pages = [rows_in(read(browse.get(f"{MAP}?toon=banden&page={page}"))) for page in (1, 2)]

        assert len(drawn) == 36
        assert {frozenset((row[0], row[2])) for page in pages for row in page} == drawn

    def test_a_kind_narrows_the_map_the_table_and_the_card(self, browse, read, mixed, funds, measured):
        a, _b, _c = mixed
        query = f"ties=stated&tie_kind={funds.pk}"
        measured(query)

        page = read(browse.get(f"{MAP}?toon=banden&{query}"))
        card = read(browse.get(f"{reverse('network:map_node', args=[a.pk])}?{query}"))

        assert [row[0] + row[2] for row in rows_in(page)] == ["Organisatie BOrganisatie A"]
        assert page.select_one("#id_tie_kind option[selected]").text == "financiert"
        assert len(browse.get(f"{DATA}?{query}").json()["ties"]) == 3
        assert [line.a.text for line in card.select(".lines li")] == ["Organisatie B"]

    def test_a_focus_shows_the_ties_between_who_is_near(self, browse, read, chain):
        page = read(browse.get(f"{MAP}?toon=banden&focus={chain[0].pk}&steps=2"))

        assert [row[0][-1] + row[2][-1] for row in rows_in(page)] == ["AB", "BC"]
        assert [tab.span.text for tab in page.select("#tabel .tabs a")] == ["3", "2"]

    def test_without_ties_it_says_so(self, browse, read, make_organisation):
        make_organisation()

        assert "Geen banden in deze keuze" in read(browse.get(f"{MAP}?toon=banden")).select_one("#tabel .empty").text

    def test_people_have_one_too(self, browse, read, make_person, make_tie):
        make_tie(make_person("Anne", "Aa"), make_person("Bo", "Bos"))
        browse.post(REASON, {"reason": "check"})

        [row] = rows_in(read(browse.get(f"{MAP}?who=people&toon=banden&sort=since")))

        assert row[:3] == ["Anne Aa", "kent niet bevestigd", "Bo Bos"]


@pytest.mark.parametrize("fields", [OrganisationFilter, PeopleFilter])
def test_nothing_on_the_form_has_the_name_of_something_else(fields):
    """The choices of the map and the filters of the list are sent as one form: of two values only the last is read."""
    assert set(MapForm.base_fields) & set(fields.base_fields) == set()


def test_the_form_as_it_is_sent_asks_for_the_kind_of_tie_that_was_chosen(browse, read, funds):
    form = read(browse.get(MAP)).select_one("form.filters--map")
    sent = {select["name"]: "" for select in form.select("select")}
    assert [select["name"] for select in form.select("select")] == list(sent)

    asked = browse.post(MAP, {**sent, "ties": "stated", "tie_kind": funds.pk})

    assert asked.url == f"{MAP}?ties=stated&tie_kind={funds.pk}"
    assert read(browse.get(asked.url)).select_one("#id_tie_kind option[selected]").text == "financiert"


def test_a_choice_that_is_not_there_is_left_out_and_the_page_says_so(browse, read, funds):
    page = read(browse.post(MAP, {"tie_kind": "99999", "colour": "paars"}, follow=True))

    warned = " ".join(message.text for message in page.select(".msg--warn"))
    assert "Vastgelegde relaties van de soort" in warned
    assert "Kleur en vorm naar" in warned


def test_who_is_asked_for_and_not_drawn_is_told_so_and_stands_in_the_table(browse, read, names_in, chain, monkeypatch):
    whole = Drawn.of.__func__
    monkeypatch.setattr(Drawn, "of", classmethod(lambda cls, graph: whole(cls, graph, most_nodes=2)))

    page = browse.get(f"{MAP}?focus={chain[4].pk}&steps=1")

    assert "Organisatie alleen staat niet op deze kaart" in read(page).select_one(".map-stage").text
    assert names_in(page) == ["Organisatie alleen"]


class TestTies:
    def test_a_shared_line_is_a_tie_until_it_is_left_out(self, browse, make_organisation, work_line, measured):
        for name in ("Divosa", "VNG"):
            LinePartner.objects.create(organisation=make_organisation(name), line=work_line, relation="partner")
        measured()
        measured("ties=stated")

        assert len(browse.get(DATA).json()["ties"]) == 3
        assert browse.get(f"{DATA}?ties=stated").json()["ties"] == []

    def test_a_tie_that_ended_is_not_drawn(self, browse, make_organisation, tie, measured):
        today = timezone.localdate()
        tie(make_organisation("Divosa"), make_organisation("VNG"), started_on=date(2020, 1, 1), ended_on=today)
        measured()

        assert browse.get(DATA).json()["ties"] == []

    def test_a_tie_that_faded_is_counted_as_such(self, browse, read, make_organisation, tie):
        old = tie(make_organisation("Divosa"), make_organisation("VNG"))
        Relationship.objects.filter(pk=old.pk).update(stated_on=timezone.localdate() - timedelta(days=800))

        assert "1 relatie is al twee jaar niet bevestigd." in read(browse.get(MAP)).select_one("#cijfers").text

    def test_a_warning_stands_there_while_fewer_than_half_are_confirmed(self, browse, read, make_organisation, tie):
        known = tie(make_organisation("Divosa"), make_organisation("VNG"))

        assert "Bevestigd: 0 van 1" in read(browse.get(MAP)).select_one("#cijfers").text
        Relationship.objects.filter(pk=known.pk).update(confirmed_by="both", confirmed_on=timezone.localdate())
        assert "Bevestigd" not in read(browse.get(MAP)).select_one("#cijfers").text


class TestMeasuring:
    def test_the_page_asks_for_measures_by_itself_and_with_a_button(self, browse, read, chain):
        figures = read(browse.get(MAP)).select_one("#cijfers")

        assert figures["hx-trigger"] == "load"
        assert figures.form["action"] == figures["hx-post"]
        assert GraphMeasurement.objects.count() == 0

    def test_without_a_worker_the_page_says_that_they_are_computed(self, browse, read, chain, monkeypatch):
        monkeypatch.setattr("web.nudge.wake", lambda *_told: None)
        browse.post(FIGURES)

        figures = read(browse.get(MAP)).select_one("#cijfers")

        assert "De maten worden berekend" in figures.text
        assert figures["hx-trigger"] == "every 1s"
        assert browse.get(DATA).status_code == 204

    def test_f4_without_redis_the_page_does_not_fail_and_the_tick_computes(self, browse, read, chain, monkeypatch):
        from kombu.exceptions import OperationalError

        def away(*_args, **_rest):
            raise OperationalError

        monkeypatch.setattr("web.nudge.current_app", SimpleNamespace(send_task=away))

        assert browse.post(FIGURES).status_code == 302
        tasks.measure_waiting()
        assert "Grootste afstand" in read(browse.get(MAP)).select_one("#cijfers").text

    def test_htmx_is_told_when_they_are_ready(self, browse, chain, measured):
        measured()

        answer = browse.get(FIGURES, headers={"HX-Request": "true"})

        assert set(answer.headers["HX-Trigger"].split('"')) >= {"map-measured", "map-laid-out"}
        assert "hx-trigger" not in answer.text

    def test_the_same_network_is_measured_once(self, browse, chain, measured):
        measured()
        first = GraphMeasurement.objects.get()
        measured()

        assert GraphMeasurement.objects.get().measured_at == first.measured_at


class TestCard:
    def test_it_tells_who_stands_beside_and_by_what(self, browse, read, chain):
        page = read(browse.get(reverse("network:map_node", args=[chain[1].pk])))

        beside = [(line.a.text, line.small.text.strip()) for line in page.select(".lines li")]
        assert beside == [("Organisatie A", "werkt samen met"), ("Organisatie C", "werkt samen met")]

    def test_it_reads_a_tie_in_its_direction_and_says_whether_it_was_confirmed(
        self, browse, read, make_organisation, tie, funds
    ):
        ministry, delft = make_organisation("Ministerie"), make_organisation("Delft")
        tie(ministry, delft, kind=funds, confirmed_by="both", confirmed_on=timezone.localdate())

        cards = [read(browse.get(reverse("network:map_node", args=[party.pk]))) for party in (ministry, delft)]

        assert [card.select_one(".lines small").text.strip() for card in cards] == [
            "financiert (bevestigd)",
            "wordt gefinancierd door (bevestigd)",
        ]

    def test_htmx_gets_the_card_alone(self, browse, chain):
        answer = browse.get(reverse("network:map_node", args=[chain[1].pk]), headers={"HX-Request": "true"})

        assert "<html" not in answer.text

    def test_who_is_not_in_this_choice_has_no_card(self, browse, chain):
        address = reverse("network:map_node", args=[chain[0].pk])

        assert browse.get(f"{address}?kind=school").status_code == 404


class TestSurroundings:
    def test_the_page_of_an_organisation_shows_who_is_beside_it(self, browse, read, chain):
        page = read(browse.get(reverse("network:organisation_detail", args=[chain[1].pk])))
        around = read(browse.get(page.select_one("[hx-get*=omgeving]")["hx-get"]))

        assert [link.text for link in around.select("li a")] == ["Organisatie A", "Organisatie C"]
        assert len(around.select("circle.org")) == 3

    def test_who_has_no_ties_is_told_so(self, browse, read, chain):
        around = read(browse.get(reverse("network:map_around", args=[chain[4].pk])))

        assert "Er is nog geen relatie vastgelegd" in around.text


@pytest.mark.parametrize(
    "query", ["", "als=tabel&sort=-betweenness", "ties=stated&ties=line&ties=event", "toon=banden&sort=kind"]
)
def test_the_number_of_queries_does_not_grow(
    browse, make_organisation, tie, work_line, municipalities, query, measured
):
    def queries_with(number):
        for each in range(number):
            made = make_organisation(f"Organisatie {number}-{each}", groups=[municipalities])
            LinePartner.objects.create(organisation=made, line=work_line, relation="partner")
        measured(query)
        with CaptureQueriesContext(connection) as asked:
            assert browse.get(f"{MAP}?{query}").status_code == 200
        return len(asked)

    queries_with(1)
    few = queries_with(2)

    assert queries_with(24) == few
    assert Organisation.objects.count() == 27
