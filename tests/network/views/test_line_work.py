"""Who works on which line: said on one page, shown beside an account, ended with the account."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import users
from accounts.models import AuditLine
from network.models import LineAssignment, LineTargetGroup
from tests.network.views.conftest import ERRORS

PAGE = reverse("network:line_work")
START = reverse("network:start_promises")


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Ada")


@pytest.fixture
def manage(client, administrator):
    """A browser in which an administrator has logged in."""
    client.force_login(administrator)
    return client


@pytest.fixture
def work(colleague, work_line):
    return LineAssignment.objects.create(user=colleague, line=work_line, started_on=date(2024, 1, 1))


def told(user, line, day="2026-01-05"):
    return {"user": user.pk, "line": line.pk, "started_on": day}


def team_of(page, number):
    return page.select_one(f"#lijn-{number}")


def test_an_administrator_puts_a_colleague_on_a_line(manage, read, colleague, work_line, administrator):
    page = read(manage.post(PAGE, told(colleague, work_line), follow=True))

    assert "sinds 5 januari 2026" in team_of(page, 4).text
    assert colleague.get_full_name() in team_of(page, 4).text
    line = AuditLine.objects.get(action="network.line_work_begun")
    assert (line.actor, line.object_id, line.facts) == (administrator, colleague.pk, {"line": 4})


def test_the_address_brings_line_and_colleague_along(manage, read, colleague, work_line):
    page = read(manage.get(PAGE, {"line": work_line.pk, "user": colleague.pk}))

    assert page.select_one("#id_line option[selected]").text == "4 · Arbeidsmarkt"
    assert page.select_one("#id_user option[selected]").text == colleague.get_full_name()


def test_a_line_with_nobody_says_so_and_what_comes_of_it(manage, read, work, newcomer_line):
    page = read(manage.get(PAGE))

    assert "niemand" in team_of(page, 5).text
    assert "naar de beheerders" in team_of(page, 5).text
    assert "niemand" not in team_of(page, 4).text


def test_a_colleague_speaks_of_herself_alone(browse, read, make_user, work_line, newcomer_line, colleague, work):
    other = make_user("line_staff", given_name="Lars")

    refused = browse.post(PAGE, told(other, newcomer_line))
    browse.post(PAGE, told(colleague, newcomer_line))

    assert read(refused).select_one("#id_user")["aria-invalid"] == "true"
    assert set(LineAssignment.objects.values_list("user", "line")) == {
        (colleague.pk, work_line.pk),
        (colleague.pk, newcomer_line.pk),
    }
    theirs = LineAssignment.objects.create(user=other, line=work_line, started_on=date(2024, 1, 1))
    assert browse.get(reverse("network:line_work_edit", args=[theirs.pk])).status_code == 403


def test_the_privacy_officer_reads_and_changes_nothing(browser_of, read, colleague, work_line, work):
    officer = browser_of("privacy_officer")

    assert not read(officer.get(PAGE)).select("main form")
    assert officer.post(PAGE, told(colleague, work_line)).status_code == 403


def test_the_same_days_twice_are_refused_in_words(manage, read, colleague, work_line, work):
    page = read(manage.post(PAGE, told(colleague, work_line)))

    assert "werkt op deze dagen al op deze lijn" in page.select_one(ERRORS).text
    assert LineAssignment.objects.count() == 1


def test_who_may_keep_no_relations_is_refused(manage, read, make_user, work_line):
    read(manage.post(PAGE, told(make_user("member"), work_line)))

    assert not LineAssignment.objects.exists()


def test_what_ended_stays_as_history(browse, read, work):
    address = reverse("network:line_work_edit", args=[work.pk])

    page = read(browse.post(address, {"started_on": "2024-01-01", "ended_on": "2025-03-01"}, follow=True))

    assert "van 1 januari 2024 tot 1 maart 2025" in team_of(page, 4).details.text
    assert "niemand" in team_of(page, 4).text
    assert AuditLine.objects.get(action="network.line_work_changed").facts == {"line": 4, "ended": True}


def test_what_was_a_mistake_shows_nowhere(browse, read, work):
    address = reverse("network:line_work_edit", args=[work.pk])

    page = read(browse.post(address, {"started_on": "2024-01-01", "ended_on": "2024-01-01"}, follow=True))

    assert not team_of(page, 4).select("details")


def test_an_end_before_the_beginning_is_refused_in_words(browse, read, work):
    address = reverse("network:line_work_edit", args=[work.pk])

    page = read(browse.post(address, {"started_on": "2024-01-01", "ended_on": "2023-01-01"}))

    assert "eindigt voor het begint" in page.select_one("#id_ended_on_error").text


def test_who_begins_later_does_not_stand_on_the_line_yet(manage, read, colleague, work_line):
    day = timezone.localdate() + timedelta(days=30)

    page = read(manage.post(PAGE, told(colleague, work_line, day.isoformat()), follow=True))

    assert "begint op" in team_of(page, 4).text
    assert "niemand" in team_of(page, 4).text


def test_the_account_shows_its_lines_and_leads_here(manage, read, colleague, work):
    account = read(manage.get(reverse("accounts:user_detail", args=[colleague.pk])))
    lines = read(manage.get(reverse("network:line_work_of", args=[colleague.pk])))

    assert account.select_one('[aria-labelledby="h-lines"] [hx-get]')["hx-get"].endswith(f"/van/{colleague.pk}/")
    assert [row.strong.text for row in lines.select("li")] == ["4 · Arbeidsmarkt"]
    assert lines.select("p a")[-1]["href"] == f"{PAGE}?user={colleague.pk}"


def test_shutting_an_account_ends_its_work_on_lines(administrator, colleague, work, newcomer_line):
    later = timezone.localdate() + timedelta(days=30)
    planned = LineAssignment.objects.create(user=colleague, line=newcomer_line, started_on=later)

    users.shut(user=colleague, by=administrator, now=timezone.now())

    work.refresh_from_db()
    planned.refresh_from_db()
    assert (work.ended_on, planned.ended_on) == (timezone.localdate(), later)
    assert AuditLine.objects.get(action="network.line_work_ended").facts == {"lines": [4, 5]}


class TestPromisesOfALineWithNobody:
    @pytest.fixture(autouse=True)
    def _a_promise(self, work_line, employers):
        LineTargetGroup.objects.create(line=work_line, target_group=employers)

    def test_they_come_to_an_administrator(self, manage, read):
        page = read(manage.get(START))

        assert page.li.strong.text == "Werkgevers"
        assert "Niemand werkt op deze lijnen" in page.text
        assert page.select("p a")[-1]["href"] == PAGE

    def test_they_come_to_no_other_colleague(self, browse, read):
        page = read(browse.get(START))

        assert not page.select("li")
        assert "Je werkt op geen programmalijn" in page.text

    def test_they_leave_the_administrator_when_somebody_works_there(self, manage, read, work):
        page = read(manage.get(START))

        assert not page.select("li")
        assert "Niemand werkt" not in page.text


def test_the_number_of_queries_does_not_grow(queries_for, work, make_user, work_line):
    before = queries_for(PAGE)
    for _number in range(29):
        LineAssignment.objects.create(user=make_user("line_staff"), line=work_line, started_on=date(2024, 1, 1))

    assert queries_for(PAGE) == before
