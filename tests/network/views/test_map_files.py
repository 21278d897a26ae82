"""What is taken along of the map: whole, harmless, kept in the audit trail, and only for who may."""

import csv
import io
import xml.etree.ElementTree as ET

import igraph
import pytest
from django.urls import reverse

from accounts.models import AuditLine
from network import tasks
from network.models import LinePartner

WHATS = ["svg", "png", "graphml", "partijen", "banden"]
STILL = reverse("network:map_still")


def take(browse, what, query=""):
    return browse.post(f"{reverse('network:map_file', args=[what])}?{query}")


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
    heading, *rows = rows_of(take(browse, "partijen"))

    assert heading[1:3] == ["Naam", "Soort"]
    assert [row[1] for row in rows] == ["'=SOM(A1)", "Divosa & <co>", "VNG", "Alleen"]
    assert {len(row) for row in [heading, *rows]} == {14}
    assert rows[0][7:9] == ["2", "0,000000"]


def test_the_ties_are_a_table_with_both_names(browse, drawn):
    heading, *rows = rows_of(take(browse, "banden"))

    assert len(rows) == 3
    assert dict(zip(heading, rows[2], strict=True))["Zelfde programmalijn"] == "ja"
    assert (rows[2][1], rows[2][3]) == ("Divosa & <co>", "VNG")


def test_before_it_was_measured_the_table_has_empty_cells(browse, partners):
    assert {len(row) for row in rows_of(take(browse, "partijen"))} == {14}


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


def test_before_it_was_laid_out_there_is_no_picture_and_the_page_says_so(browse, partners, read):
    assert browse.get(STILL).status_code == 404

    page = read(browse.get(take(browse, "svg", "kind=gemeente").url))

    assert "De kaart is nog niet getekend." in page.select_one(".msg").text
    assert not AuditLine.objects.filter(action="network.map_taken_along").exists()


@pytest.mark.parametrize("what", WHATS)
def test_each_taking_is_kept_in_the_audit_trail_without_names(what, browse, colleague, drawn):
    answer = take(browse, what)

    assert answer.status_code == (204 if what == "png" else 200)
    line = AuditLine.objects.get(action="network.map_taken_along")
    assert (line.actor, line.facts) == (
        colleague,
        {"what": what, "who": "organisations", "parties": 4, "ties": 3},
    )


@pytest.mark.parametrize("what", WHATS)
def test_who_may_not_take_it_along_gets_nothing_and_sees_no_button(what, browser_of, drawn, read):
    officer = browser_of("privacy_officer")

    assert take(officer, what).status_code == 403
    assert "mee/" not in str(read(officer.get(reverse("network:map"))).main)


@pytest.mark.parametrize("what", WHATS)
def test_people_are_not_taken_along_without_a_reason(what, browse, make_person):
    make_person("Samira", "Amrani")

    answer = take(browse, what, "who=people")

    assert answer.status_code == 302
    assert "Amrani" not in answer.text


def test_people_with_a_reason_are_taken_along(browse, make_person):
    make_person("Samira", "Amrani")
    browse.post(reverse("network:map_reason"), {"reason": "handover"})

    assert rows_of(take(browse, "partijen", "who=people"))[1][1] == "Samira Amrani"


def test_another_form_does_not_exist(browse, drawn):
    assert take(browse, "exe").status_code == 404


def test_the_paint_of_the_picture_is_that_of_the_page():
    from django.conf import settings

    from network.svg import PAINT

    light = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text().partition("prefers-color-scheme: dark")[0]

    assert all(f"--map-{number}: {paint};" in light for number, paint in enumerate(PAINT, start=1))


@pytest.mark.parametrize("what", WHATS)
def test_more_people_than_one_colleague_may_take_are_not_taken_along(what, browse, make_person, settings):
    settings.EXPORT_APPROVAL_ABOVE = 1
    for number in range(2):
        make_person(f"Samira{number}", "Amrani")
    browse.post(reverse("network:map_reason"), {"reason": "handover"})

    answer = take(browse, what, "who=people")

    assert answer.status_code == 302
    assert not AuditLine.objects.filter(action="network.map_taken_along").exists()
