"""A role, partnership or task that never was is taken away, and comes back with one button."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditLine
from network.models import Affiliation, LinePartner, Task
from network.queries.tasks import waiting_for
from tests.network.views.conftest import ERRORS

REMOVED, UNDO = reverse("network:mistake_removed"), reverse("network:mistake_undo")


@pytest.fixture
def role(make_person, make_organisation, make_affiliation):
    return make_affiliation(make_person(), make_organisation("Divosa"), started_on=date(2024, 2, 1))


@pytest.fixture
def partner(make_organisation, work_line):
    told = {"relation": "partner", "source_note": "jaarplan", "started_on": date(2024, 2, 1)}
    return LinePartner.objects.create(organisation=make_organisation(), line=work_line, **told)


@pytest.fixture
def task(make_task, make_person, work_line):
    return make_task(person=make_person(), line=work_line)


def values(row):
    return type(row).objects.filter(pk=row.pk).values().get()


@pytest.mark.parametrize(
    ("which", "remove", "actions"),
    [
        ("role", "network:affiliation_remove", ["network.affiliation_removed", "network.affiliation_put_back"]),
        ("task", "network:task_remove", ["network.task_removed", "network.task_put_back"]),
        ("partner", "network:partner_remove", ["network.partner_removed", "network.partner_put_back"]),
    ],
)
def test_it_is_gone_and_comes_back_as_it_was(which, remove, actions, request, browse, read):
    row = request.getfixturevalue(which)
    before = values(row)

    page = read(browse.post(reverse(remove, args=[row.pk]), follow=True))
    gone = not type(row).objects.filter(pk=row.pk).exists()
    [form] = page.select(f'form[action="{UNDO}"]')
    browse.post(form["action"])

    assert gone
    assert values(row) == before
    written = AuditLine.objects.filter(action__startswith="network.").order_by("pk")
    assert list(written.values_list("action", flat=True)) == actions


def test_the_page_of_a_role_offers_it_and_counts_what_stays(browse, read, role, make_moment):
    make_moment(role.person, organisations=[role.organisation])

    page = read(browse.get(reverse("network:affiliation_edit", args=[role.pk])))

    [form] = page.select("details form")
    assert form["action"] == reverse("network:affiliation_remove", args=[role.pk])
    assert "1 contactmoment" in form.text


def test_what_stands_there_again_is_not_doubled(browse, read, role, make_affiliation):
    browse.post(reverse("network:affiliation_remove", args=[role.pk]))
    make_affiliation(role.person, role.organisation, title=role.title)

    page = read(browse.post(UNDO, follow=True))

    assert "past niet meer" in page.select_one(".messages, [role=alert], .msg").text
    assert Affiliation.objects.count() == 1


def test_without_a_mistake_there_is_nothing_to_put_back(browse, db):
    assert [browse.get(REMOVED).status_code, browse.post(UNDO).status_code] == [404, 404]


def test_who_may_not_change_a_person_takes_nothing_away(browser_of, role, partner):
    officer = browser_of("privacy_officer")

    codes = [
        officer.post(reverse("network:affiliation_remove", args=[role.pk])).status_code,
        officer.post(reverse("network:partner_remove", args=[partner.pk])).status_code,
    ]

    assert codes == [403, 403]
    assert (Affiliation.objects.count(), LinePartner.objects.count()) == (1, 1)


class TestAJobChange:
    @pytest.fixture
    def address(self, role):
        return reverse("network:affiliation_create", args=[role.person_id])

    def test_one_form_starts_one_role_and_ends_the_other(self, browse, read, role, make_organisation, address):
        make_organisation("MBO Raad")
        [box] = read(browse.get(address)).select("input[name=ends]")

        told = {"organisation": "MBO Raad", "title": "teamleider", "started_on": "2026-09-01", "ends": [box["value"]]}
        browse.post(address, told)

        role.refresh_from_db()
        assert role.ended_on == date(2026, 9, 1)
        now = role.person.affiliations.get(ended_on=None)
        assert (now.organisation.name, now.started_on) == ("MBO Raad", date(2026, 9, 1))

    def test_all_of_it_happens_or_nothing(self, browse, read, role, make_organisation, address):
        make_organisation("MBO Raad")

        page = read(browse.post(address, {"organisation": "MBO Raad", "started_on": "2023-01-01", "ends": [role.pk]}))

        role.refresh_from_db()
        assert "De einddatum moet na de begindatum komen." in page.select_one(ERRORS).text
        assert (role.ended_on, role.person.affiliations.count()) == (None, 1)

    def test_what_ended_already_is_not_offered(self, browse, read, role, address):
        Affiliation.objects.update(ended_on=date(2025, 1, 1))

        assert not read(browse.get(address)).select("input[name=ends]")


class TestATaskTakenAway:
    def test_its_page_offers_it(self, browse, read, task):
        page = read(browse.get(reverse("network:task_edit", args=[task.pk])))

        assert page.select_one("details form")["action"] == reverse("network:task_remove", args=[task.pk])

    def test_it_leaves_the_list_the_timeline_and_the_weekly_letter(self, browse, read, task, colleague):
        browse.post(reverse("network:task_done", args=[task.pk]))
        where = [reverse("network:task_list"), reverse("network:person_detail", args=[task.person_id])]
        before = [task.what in read(browse.get(page)).text for page in where]

        browse.post(reverse("network:task_remove", args=[task.pk]))

        assert before == [True, True]
        assert [task.what in read(browse.get(page)).text for page in where] == [False, False]
        assert not waiting_for(colleague, task.due_on).exists()

    def test_who_only_reads_takes_no_task_away(self, browser_of, task):
        answer = browser_of("privacy_officer").post(reverse("network:task_remove", args=[task.pk]))

        assert answer.status_code == 403
        assert Task.objects.filter(pk=task.pk).exists()

    def test_a_task_of_who_left_meanwhile_comes_back_for_nobody_yet(self, browse, make_user, make_task):
        lars = make_user("line_staff")
        task = make_task(assigned_to=lars)
        browse.post(reverse("network:task_remove", args=[task.pk]))
        type(lars).objects.filter(pk=lars.pk).update(is_active=False)

        browse.post(UNDO)

        task.refresh_from_db()
        assert task.assigned_to is None
