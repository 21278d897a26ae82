"""What is taken along of the map: whole, harmless, kept in the audit trail, and only for who may."""

import csv
import io
import xml.etree.ElementTree as ET

import igraph
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLine
from network import tasks
from network.models import Export, LinePartner
from tests.logins import prove
from tests.network.views.conftest import ERRORS

FORMATS = ["svg", "graphml", "parties", "ties"]
ALONG, SCREEN, STILL = (reverse(f"network:{name}") for name in ("map_file", "map_screen", "map_still"))
PURPOSE = "overzicht voor de themagroep"


@pytest.fixture
def browse(browse, colleague):
    """The browser of a colleague who has just proved once more who they are."""
    prove(browse, colleague)
    return browse


def ask(browse, what, query=""):
    """Ask for the map in this form, and give the page that follows."""
    page = browse.post(f"{ALONG}?{query}").url
    browse.post(page, {"format": what, "purpose": PURPOSE})
    return page


def take(browse, what, query=""):
    return browse.post(f"{ask(browse, what, query)}bestand/")


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def partners(make_organisation, work_line, municipalities):
    """Three organisations on one line, of which one has a dangerous name, and one on none."""
    names = ["=SOM(A1)", "Divosa & <co>", "VNG"]
    made = [make_organisation(name, groups=[municipalities]) for name in names]
    for organisation in made:
        LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner")
    return [*made, make_organisation("Alleen", kind="school")]


@pytest.fixture
def drawn(partners, browse, monkeypatch):
    monkeypatch.setattr("web.nudge.wake", lambda _task, fingerprint: tasks.measure(fingerprint))
    browse.post(reverse("network:map_figures"))
    return partners


def test_z33_the_parties_are_a_table_in_which_nothing_calculates(browse, drawn):
    heading, *rows = rows_of(take(browse, "parties"))

    assert heading[1:3] == ["Naam", "Soort"]
    assert [row[1] for row in rows] == ["'=SOM(A1)", "Divosa & <co>", "VNG", "Alleen"]
    assert {len(row) for row in [heading, *rows]} == {14}
    assert rows[0][7:9] == ["2", "0,000000"]


def test_the_ties_are_a_table_with_both_names(browse, drawn):
    heading, *rows = rows_of(take(browse, "ties"))

    assert len(rows) == 3
    assert dict(zip(heading, rows[2], strict=True))["Zelfde programmalijn"] == "ja"
    assert (rows[2][1], rows[2][3]) == ("Divosa & <co>", "VNG")


def test_each_tie_is_called_by_its_kind_and_names_the_lines_that_make_it(
    browse, partners, tmp_path, work_line, make_tie, funds
):
    first, second = partners[1], partners[2]
    make_tie(second, first, kind=funds)

    heading, *rows = rows_of(take(browse, "ties"))
    place = tmp_path / "netwerk.graphml"
    place.write_bytes(take(browse, "graphml").content)
    edges = igraph.Graph.Read_GraphML(str(place)).es

    told = {(row[1], row[3]): dict(zip(heading, row, strict=True)) for row in rows}
    assert told["Divosa & <co>", "VNG"]["Wat de eerste is van de tweede"] == "wordt gefinancierd door"
    assert told["Divosa & <co>", "VNG"]["Gedeelde lijnen"] == str(work_line.number)
    assert told["'=SOM(A1)", "VNG"]["Wat de eerste is van de tweede"] == ""
    assert sorted(edges["called"]) == ["", "", "wordt gefinancierd door"]
    assert edges["shared_lines"] == [str(work_line.number)] * 3


def test_before_it_was_measured_the_table_has_empty_cells(browse, partners):
    assert {len(row) for row in rows_of(take(browse, "parties"))} == {14}


def test_graphml_opens_elsewhere_with_the_same_network(browse, drawn, tmp_path):
    place = tmp_path / "netwerk.graphml"
    place.write_bytes(take(browse, "graphml").content)

    graph = igraph.Graph.Read_GraphML(str(place))

    assert (graph.vcount(), graph.ecount()) == (4, 3)
    assert graph.vs["name"] == ["=SOM(A1)", "Divosa & <co>", "VNG", "Alleen"]
    assert graph.vs["degree"] == [2, 2, 2, 0]
    assert graph.es["line"] == [True, True, True]


def test_the_picture_is_whole_svg_with_all_names(browse, drawn):
    picture = ET.fromstring(take(browse, "svg").content)

    texts = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"=SOM(A1)", "Divosa & <co>", "VNG", "Alleen"} <= texts
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}line"))) == 3


def test_without_a_script_the_same_picture_stands_on_the_page(browse, drawn, read):
    image = read(browse.get(reverse("network:map"))).select_one("noscript img")

    assert browse.get(image["src"])["Content-Type"] == "image/svg+xml"


def test_before_it_was_laid_out_there_is_no_picture_on_the_page(browse, partners):
    assert browse.get(STILL).status_code == 404


def test_a_picture_to_take_along_is_drawn_when_nobody_looked_at_the_map_yet(browse, partners):
    assert "Divosa &amp; &lt;co&gt;" in take(browse, "svg").content.decode()


@pytest.mark.parametrize("what", FORMATS)
def test_s43_one_says_what_for_and_proves_who_one_is_and_the_audit_trail_keeps_it(what, browse, colleague, drawn):
    page = ask(browse, what)
    later = Client()
    later.force_login(colleague)

    refused, taken = later.post(f"{page}bestand/", follow=True), browse.post(f"{page}bestand/")

    assert refused.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert (taken.status_code, taken["Cache-Control"]) == (200, "no-store")
    assert Export.objects.get().purpose == PURPOSE
    line = AuditLine.objects.get(action="network.exported")
    assert (line.actor, line.facts) == (colleague, {"number": 4, "of": "map", "format": what, "columns": []})


def test_without_a_purpose_there_is_no_file(browse, drawn, read):
    page = read(browse.post(browse.post(ALONG).url, {"format": "svg", "purpose": ""}))

    assert "Waar heb je het voor nodig" in page.select_one(ERRORS).text
    assert [radio["value"] for radio in page.select("input[name=format]")] == FORMATS
    assert "4 partijen staan op de kaart." in page.text


@pytest.mark.parametrize("what", FORMATS)
def test_z39_a_large_map_leaves_only_after_a_second_person_and_counts_with_the_lists(
    what, browse, drawn, settings, make_user, read
):
    settings.EXPORT_APPROVAL_ABOVE = 5
    take(browse, "ties")
    page = ask(browse, what)
    judge = Client()
    judge.force_login(make_user("privacy_officer"))

    early = browse.post(f"{page}bestand/")
    judge.post(page, {"decision": "approve"})

    assert early.status_code == 302
    assert browse.post(f"{page}bestand/").status_code == 200


def test_what_was_asked_is_handed_over_also_when_the_map_grew_since(browse, drawn, make_organisation):
    page = ask(browse, "parties", "kind=gemeente&tie=&ties=line")
    make_organisation("Later erbij")

    names = [row[1] for row in rows_of(browse.post(f"{page}bestand/"))[1:]]

    assert names == ["'=SOM(A1)", "Divosa & <co>", "VNG"]


def test_who_may_not_take_it_along_gets_nothing_and_sees_no_button(browser_of, drawn, read):
    officer = browser_of("privacy_officer")

    assert [officer.post(address).status_code for address in (ALONG, SCREEN)] == [403, 403]
    assert "mee/" not in str(read(officer.get(reverse("network:map"))).main)


def test_people_are_not_taken_along_without_a_reason(browse, make_person):
    make_person("Samira", "Amrani")

    assert browse.post(f"{ALONG}?who=people").url == reverse("network:map_reason")
    assert not Export.objects.exists()


def test_a_picture_of_the_screen_is_kept_in_the_audit_trail_and_there_is_none_of_people(
    browse, colleague, drawn, make_person, read
):
    make_person()
    browse.post(reverse("network:map_reason"), {"reason": "handover"})

    answers = [browse.post(SCREEN).status_code, browse.post(f"{SCREEN}?who=people").status_code]

    assert answers == [204, 403]
    line = AuditLine.objects.get(action="network.map_taken_along")
    assert (line.actor, line.facts) == (colleague, {"parties": 4, "ties": 3})
    assert "PNG" not in read(browse.get(f"{reverse('network:map')}?who=people")).main.text


def test_people_with_a_reason_are_taken_along(browse, make_person):
    make_person("Samira", "Amrani")
    browse.post(reverse("network:map_reason"), {"reason": "handover"})

    assert rows_of(take(browse, "parties", "who=people"))[1][1] == "Samira Amrani"


def test_the_paint_of_the_picture_is_that_of_the_page():
    from django.conf import settings

    from network.svg import PAINT

    light = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text().partition("prefers-color-scheme: dark")[0]

    assert all(f"--map-{number}: {paint};" in light for number, paint in enumerate(PAINT, start=1))
