import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.actions import audit

PAGE = "/beheer/logboek/"


def actions(response):
    soup = BeautifulSoup(response.text, "lxml")
    return [row.select("td")[1].get_text(strip=True) for row in soup.select("tbody tr")]


@pytest.fixture
def reader(client, make_user):
    client.force_login(make_user("privacy_officer"))
    return client


@pytest.fixture
def lines(colleague, somebody):
    for _ in range(60):
        audit.write("event.published", by=colleague)
    audit.write("role.given", by=colleague, about=somebody, role="editor")
    return somebody


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("privacy_officer", 200), ("line_staff", 403), ("editor", 403), ("member", 403)],
)
def test_administrators_and_privacy_officers_read_it(client, make_user, role, status):
    """S44, O5."""
    client.force_login(make_user(role))

    assert client.get(PAGE).status_code == status


def test_the_newest_line_stands_first(reader, lines):
    assert actions(reader.get(PAGE))[:2] == ["role.given", "event.published"]


def test_a_line_has_all_that_the_rule_asks(reader, lines, colleague):
    """O11, S62: action, object, result, origin, actor, moment."""
    row = BeautifulSoup(reader.get(PAGE).text, "lxml").select_one("tbody tr")

    assert row.select_one("time")["datetime"]
    assert [cell.get_text(strip=True) for cell in row.select("td")] == [
        colleague.get_full_name(),
        "role.given",
        f"accounts.user {lines.pk}",
        "role: editor",
    ]


def test_it_is_filtered_by_action_and_by_object(reader, lines):
    assert actions(reader.get(PAGE, {"action": "role."})) == ["role.given"]
    assert actions(reader.get(PAGE, {"kind": "accounts.user", "number": lines.pk})) == ["role.given"]


def test_only_what_has_a_name_in_dutch_can_be_chosen_as_a_kind(reader):
    kinds = {option["value"] for option in BeautifulSoup(reader.get(PAGE).text, "lxml").select("option")}

    assert "network.person" in kinds
    assert not kinds & {"network.linefact", "network.coveragechange", "network.servingfact"}


def test_the_second_page_keeps_the_filter(reader, lines):
    first = reader.get(PAGE, {"action": "event"})
    link = BeautifulSoup(first.text, "lxml").find("a", rel="next")["href"]

    assert len(actions(first)) == 50
    assert len(actions(reader.get(PAGE + link))) == 10


def test_it_costs_as_many_queries_with_one_line_as_with_fifty(
    reader, lines, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6) as one:
        reader.get(PAGE, {"action": "role."})

    with django_assert_num_queries(len(one.captured_queries)):
        reader.get(PAGE, {"action": "event."})


def test_nothing_found_says_what_to_do(reader, lines):
    assert "Geen regels gevonden" in reader.get(PAGE, {"action": "nothing.like_this"}).text


@pytest.mark.parametrize("asked", [{"number": "zeven"}, {"number": str(2**70)}, {"kind": "x"}, {"action": "' OR 1"}])
def test_a_question_that_makes_no_sense_is_answered_in_words(reader, lines, asked):
    response = reader.get(PAGE, asked)

    assert response.status_code == 200
    assert "Nog niet goed. Kijk hiernaar:" in response.text


def test_it_is_read_and_never_written(reader):
    assert reader.post(PAGE).status_code == 405


def test_htmx_gets_the_lines_alone(reader, lines):
    fragment = reader.get(PAGE, headers={"HX-Request": "true"})

    assert fragment.text.strip().startswith('<div id="results">')
    assert fragment.text.strip() in reader.get(PAGE).text


def test_only_who_may_open_an_account_gets_a_link_to_it(client, reader, lines, make_user, colleague):
    account = reverse("accounts:user_detail", args=[colleague.pk])
    assert account not in reader.get(PAGE).text

    client.force_login(make_user("administrator"))

    assert account in client.get(PAGE).text
