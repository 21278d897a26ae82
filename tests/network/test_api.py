"""What programs read of the network."""

from datetime import UTC, date, datetime

import pytest

from network.models import LinePartner, ProgrammeLine, TargetGroup, Theme

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PARTNERS = "/api/v1/lines/4/partners"
COUNTS = "/api/v1/lines/4/counts"
FEW = {"value": None, "fewer_than": 5}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def program(make_program):
    """A program that has been here today, with all scopes."""
    program = make_program("programme", "partners", "counts", "events")
    program.get("/api/v1/themes")
    return program


@pytest.fixture
def make_partner(work_line, make_organisation):
    def make(name, *, line=work_line, started_on=None, ended_on=None, **fields):
        organisation = make_organisation(name, **fields)
        LinePartner.objects.create(
            organisation=organisation, line=line, relation="partner", started_on=started_on, ended_on=ended_on
        )
        return organisation

    return make


def test_the_themes_are_those_of_this_year(program, theme):
    Theme.objects.create(number=1, slug="oud", name="Oud", name_en="Old", valid_from=2018, valid_until=2021)

    assert program.get("/api/v1/themes").json() == [
        {"number": 2, "slug": "kansen", "name": "Gelijke kansen", "name_en": "Chances", "level": ""}
    ]


def test_a_line_names_its_theme_and_target_groups(program, work_line, municipalities):
    work_line.target_groups.add(municipalities)
    ProgrammeLine.objects.create(
        number=9, theme=work_line.theme, slug="oud", name="Oud", name_en="Old", valid_from=2018, valid_until=2021
    )

    [line] = program.get("/api/v1/lines").json()

    assert line == {
        "number": 4,
        "slug": "werk",
        "name": "Arbeidsmarkt",
        "name_en": "Work",
        "theme": {"number": 2, "slug": "kansen", "name": "Gelijke kansen", "name_en": "Chances", "level": ""},
        "target_groups": [{"slug": "gemeenten", "name": "Gemeenten", "name_en": "Municipalities", "core": True}],
    }


def test_the_target_groups_stand_in_their_order(program, employers, municipalities):
    assert [group["slug"] for group in program.get("/api/v1/target-groups").json()] == ["gemeenten", "werkgevers"]


def test_a_partner_is_shown_with_name_kind_province_and_website(program, make_partner):
    make_partner("Divosa", kind="vereniging", website="https://divosa.example.org")
    make_partner("Gemeente Delft", province="NL-ZH")

    assert program.get(PARTNERS).json() == {
        "items": [
            {"name": "Divosa", "kind": "vereniging", "province": None, "website": "https://divosa.example.org"},
            {"name": "Gemeente Delft", "kind": "gemeente", "province": "NL-ZH", "website": None},
        ],
        "page": 1,
        "pages": 1,
        "total": 2,
    }


def test_only_partners_of_today_and_of_this_line_are_shown(program, make_partner, make_organisation, newcomer_line):
    make_partner("Begint morgen", started_on=date(2026, 11, 22))
    make_partner("Eindigde vandaag", ended_on=date(2026, 11, 21))
    make_partner("Andere lijn", line=newcomer_line)
    make_organisation("Geen partner")
    make_partner("Wel", started_on=date(2026, 11, 21), ended_on=date(2026, 11, 22))

    assert [partner["name"] for partner in program.get(PARTNERS).json()["items"]] == ["Wel"]


def test_partners_come_a_hundred_on_a_page(program, make_partner):
    for number in range(101):
        make_partner(f"Organisatie {number:03}")

    pages = [program.get(PARTNERS, {"page": page}) for page in (1, 2, 3)]

    assert [len(page.json().get("items", [])) for page in pages] == [100, 1, 0]
    assert [page.status_code for page in pages] == [200, 200, 404]


def test_without_partners_there_is_one_empty_page(program, work_line):
    assert program.get(PARTNERS).json() == {"items": [], "page": 1, "pages": 1, "total": 0}


def test_a_line_of_the_past_is_not_shown(program, work_line):
    ProgrammeLine.objects.update(valid_until=2025)

    assert [program.get(address).status_code for address in (PARTNERS, COUNTS)] == [404, 404]


def test_numbers_below_five_are_not_told(program, work_line, make_partner, make_person, make_affiliation, make_moment):
    for number in range(4):
        organisation = make_partner(f"Organisatie {number}")
        person = make_person()
        make_affiliation(person, organisation)
        make_moment(person, organisations=[organisation])

    told = program.get(COUNTS).json()

    assert told == {"line": 4, "day": "2026-11-21", "organisations": FEW, "people": FEW, "contacts_this_year": FEW}


def test_numbers_are_those_of_today(
    program, make_partner, make_organisation, make_person, make_affiliation, make_moment
):
    """Partners and with whom we spoke are the network; a moment removed, of last year or to come does not count."""
    for number in range(5):
        make_affiliation(make_person(), make_partner(f"Partner {number}"))
    spoken = make_organisation("Gesproken")
    for _ in range(2):
        make_affiliation(make_person(), spoken)
    make_affiliation(make_person(), spoken, ended_on=date(2026, 11, 21))
    make_affiliation(make_person(), make_organisation("Van niemand"))
    person = make_person()
    for day in (1, 2, 3, 4, 5, 6):
        make_moment(person, held_on=date(2026, 3, day), organisations=[spoken])
    make_moment(person, held_on=date(2026, 3, 7), removed_at=NOW)
    make_moment(person, held_on=date(2025, 12, 31))
    make_moment(person, held_on=date(2026, 11, 22))

    told = program.get(COUNTS).json()

    assert told["organisations"] == {"value": 6, "fewer_than": None}
    assert told["people"] == {"value": 7, "fewer_than": None}
    assert told["contacts_this_year"] == {"value": 6, "fewer_than": None}


def test_nothing_about_people_is_in_any_answer(program, make_partner, make_person, make_affiliation, make_moment):
    organisation = make_partner("Gemeente Delft")
    for number in range(6):
        person = make_person("Samira", "Amrani", f"samira{number}@gemeente.example.org")
        make_affiliation(person, organisation, title="wethouder")
        make_moment(person, organisations=[organisation], summary="Over de pilot.")

    said = "".join(
        program.get(f"/api/v1/{path}").text
        for path in ("themes", "lines", "target-groups", "lines/4/partners", "lines/4/counts", "openapi.json")
    )

    assert "Gemeente Delft" in said
    assert [word for word in ("Samira", "Amrani", "@", "wethouder", "pilot", "Bouzid") if word in said] == []


@pytest.mark.parametrize("path", ["themes", "lines", "target-groups", "lines/4/partners", "lines/4/counts"])
def test_one_row_costs_as_many_queries_as_thirty(
    program, work_line, make_partner, municipalities, django_assert_num_queries, django_assert_max_num_queries, path
):
    work_line.target_groups.add(municipalities)
    make_partner("De eerste")
    with django_assert_max_num_queries(5) as one:
        program.get(f"/api/v1/{path}")
    for number in range(10, 40):
        theme = Theme.objects.create(number=number, slug=f"t{number}", name="T", name_en="T", valid_from=2022)
        names = {"slug": f"l{number}", "name": "L", "name_en": "L", "valid_from": 2022}
        line = ProgrammeLine.objects.create(number=number, theme=theme, **names)
        group = TargetGroup.objects.create(slug=f"g{number}", name="G", name_en="G")
        line.target_groups.add(group)
        make_partner(f"Organisatie {number}")

    with django_assert_num_queries(len(one.captured_queries)):
        program.get(f"/api/v1/{path}")
