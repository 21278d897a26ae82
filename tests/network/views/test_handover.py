from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grants, users
from accounts.models import AuditLine
from network.actions import handover
from network.models import LineAssignment, Organisation, RelationHolder, Task
from tests.logins import prove
from tests.network.views.conftest import ERRORS


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Ada")


@pytest.fixture
def lars(make_user):
    return make_user("line_staff", given_name="Lars")


@pytest.fixture
def work(colleague):
    """Return a function that lets somebody work on a line."""
    return lambda user, line: LineAssignment.objects.create(user=user, line=line, started_on=date(2024, 1, 1))


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def address(colleague):
    return reverse("network:handover", args=[colleague.pk])


class TestShutting:
    def test_who_keeps_relations_or_tasks_is_not_shut(self, administrator, colleague, make_organisation, make_holder):
        make_holder(make_organisation())

        with pytest.raises(users.CannotShut, match=r"heeft nog 1 relatie\. Draag dat eerst over") as refused:
            users.shut(user=colleague, by=administrator, now=timezone.now())

        colleague.refresh_from_db()
        assert colleague.is_active
        assert refused.value.address == reverse("network:handover", args=[colleague.pk])

    def test_what_ended_or_is_done_holds_nobody_back(
        self, administrator, colleague, make_organisation, make_holder, make_task
    ):
        make_holder(make_organisation(), ended_on=date(2026, 1, 1))
        make_task(done_at=timezone.now())

        users.shut(user=colleague, by=administrator, now=timezone.now())

        colleague.refresh_from_db()
        assert not colleague.is_active


class TestProposals:
    def proposed(self, read, client, address):
        page = read(client.get(address))
        return [select.select_one("option[selected]").text for select in page.select("main select")]

    def test_who_works_on_the_line_and_spoke_most_with_them_is_proposed(
        self,
        as_administrator, address, read, work, lars, make_user, make_organisation, make_holder, make_moment,
        make_person, work_line,
    ):  # fmt: skip
        delft, eva, ruben = make_organisation(), make_user("line_staff", given_name="Eva"), make_user("editor")
        make_holder(delft, line=work_line)
        work(lars, work_line), work(eva, work_line)
        for user, times in ((lars, 1), (eva, 2), (ruben, 5)):
            for _ in range(times):
                make_moment(
                    make_person(),
                    held_on=timezone.localdate() - timedelta(days=9),
                    organisations=[delft],
                    logged_by=user,
                )

        page = read(as_administrator.get(address))

        assert page.select_one("main select option[selected]").text == eva.get_full_name()
        assert "werkt op lijn 4, sprak hen 2 keer" in page.text

    def test_otherwise_who_keeps_most_on_that_line(
        self, as_administrator, address, read, lars, make_user, make_organisation, make_holder, work_line
    ):
        make_holder(make_organisation(), line=work_line)
        eva = make_user("line_staff", given_name="Eva")
        make_holder(make_organisation("Een"), line=work_line, user=lars)
        for name in ("Twee", "Drie"):
            make_holder(make_organisation(name), line=work_line, user=eva)

        assert self.proposed(read, as_administrator, address) == [eva.get_full_name()]

    def test_when_nobody_stands_out_somebody_has_to_choose(self, as_administrator, address, read, lars, make_task):
        make_task()

        page = read(as_administrator.get(address))

        assert page.select_one("main select option[selected]")["value"] == ""
        assert "Niemand springt eruit" in page.text

    def test_the_number_of_queries_does_not_grow(
        self, as_administrator, address, django_assert_max_num_queries, lars, make_organisation, make_holder, make_task
    ):
        for number in range(30):
            make_holder(make_organisation(f"Nummer {number}"))
            make_task()

        with django_assert_max_num_queries(16):
            as_administrator.get(address)


class TestHandingOver:
    def test_one_press_hands_all_over_and_the_account_can_be_shut(
        self, as_administrator, address, administrator, colleague, lars, make_organisation, make_holder, make_task
    ):
        held, task = make_holder(make_organisation()), make_task()

        answer = as_administrator.post(address, {f"relation-{held.pk}": lars.pk, f"task-{task.pk}": lars.pk})

        assert answer.url == address
        held.refresh_from_db(), task.refresh_from_db()
        assert held.ended_on == timezone.localdate()
        assert RelationHolder.objects.get(ended_on=None).user == lars
        assert task.assigned_to == lars
        about = AuditLine.objects.get(action="network.handed_over")
        assert (about.actor, about.object_id) == (administrator, colleague.pk)
        users.shut(user=colleague, by=administrator, now=timezone.now())

    def test_a_row_without_a_choice_stays_and_is_told(
        self, as_administrator, address, read, lars, make_organisation, make_holder, make_task
    ):
        held, task = make_holder(make_organisation()), make_task()

        answer = as_administrator.post(address, {f"relation-{held.pk}": lars.pk, f"task-{task.pk}": ""}, follow=True)

        assert "Overgedragen: 1. Er staat er hier nog 1." in read(answer).text
        assert RelationHolder.objects.get(ended_on=None).user == lars
        task.refresh_from_db()
        assert task.assigned_to != lars

    def test_without_any_choice_nothing_is_handed_over(
        self, as_administrator, address, read, colleague, make_organisation, make_holder
    ):
        held = make_holder(make_organisation())

        page = read(as_administrator.post(address, {f"relation-{held.pk}": ""}))

        assert "Kies voor minstens een" in page.select_one(ERRORS).text
        assert RelationHolder.objects.get().user == colleague

    def test_all_or_nothing(self, colleague, lars, make_user, make_organisation, make_holder, make_task, administrator):
        held, task = make_holder(make_organisation()), make_task()
        told = {"relations": {held: lars}, "tasks": {task: make_user("member")}}

        with pytest.raises(handover.CannotHandOver):
            handover.hand_over(leaver=colleague, **told, by=administrator, now=timezone.now())

        assert RelationHolder.objects.get().user == colleague
        assert Task.objects.get().assigned_to == colleague

    def test_one_hands_over_for_oneself_and_not_for_a_colleague(self, browse, browser_of, address):
        assert browse.get(address).status_code == 200
        assert browser_of("line_staff").get(address).status_code == 403

    def test_nothing_left_leads_to_the_account(self, as_administrator, address, read, colleague):
        page = read(as_administrator.get(address))

        assert page.select_one(".empty a")["href"] == reverse("accounts:user_detail", args=[colleague.pk])


class TestAWholeGroup:
    """All relations or tasks of one line go at once, after the exceptions went one by one."""

    @pytest.fixture
    def many(self, colleague, work_line):
        """More relations on a line than a form may have fields."""
        organisations = Organisation.objects.bulk_create(
            Organisation(name=f"Organisatie {number}", kind="gemeente") for number in range(1100)
        )
        RelationHolder.objects.bulk_create(
            RelationHolder(organisation=each, line=work_line, user=colleague, started_on=date(2025, 1, 1))
            for each in organisations
        )
        return work_line

    def test_more_than_a_form_can_hold_go_at_once(
        self, as_administrator, address, read, lars, many, make_task, django_assert_max_num_queries
    ):
        make_task()

        with django_assert_max_num_queries(45):
            answer = as_administrator.post(address, {"groep": f"relation-{many.pk}", "to": lars.pk})

        assert answer.url == address
        assert RelationHolder.objects.filter(ended_on=None, user=lars).count() == 1100
        assert AuditLine.objects.filter(action="network.holder_appointed").count() == 1100
        assert "Er staat er hier nog 1." in read(as_administrator.get(address)).text

    def test_the_page_shows_fifty_rows_at_a_time_and_an_exception_goes_by_itself(
        self, as_administrator, address, read, lars, many
    ):
        page = read(as_administrator.get(address, {"groep": f"relation-{many.pk}", "page": "3"}))
        rows = page.select("#een-voor-een select")
        chosen = {select["name"]: "" for select in rows} | {rows[7]["name"]: lars.pk}
        as_administrator.post(address, chosen)

        assert len(rows) == 50
        assert [f"relation-{held.pk}" for held in RelationHolder.objects.exclude(ended_on=None)] == [rows[7]["name"]]

    def test_each_goes_to_who_is_proposed_and_the_rest_stays(
        self, as_administrator, address, read, lars, work, work_line, make_organisation, make_holder, make_moment,
        make_person,
    ):  # fmt: skip
        delft, breda = make_organisation(), make_organisation("Breda")
        make_holder(delft), make_holder(breda)
        make_moment(make_person(), held_on=timezone.localdate(), organisations=[delft], logged_by=lars)

        page = read(as_administrator.get(address))
        as_administrator.post(address, {"groep": "relation-0", "to": "proposed"})

        assert "Lars" in page.select_one("[aria-labelledby=h-groups] li").text
        assert "voor 1 springt niemand eruit" in page.select_one("[aria-labelledby=h-groups] li").text
        assert RelationHolder.objects.get(ended_on=None, organisation=delft).user == lars
        assert RelationHolder.objects.get(ended_on=None, organisation=breda).user != lars

    def test_a_group_without_a_choice_is_refused_at_its_own_row(
        self, as_administrator, address, read, make_organisation, make_holder
    ):
        make_holder(make_organisation()), make_holder(make_organisation("Breda"))

        page = read(as_administrator.post(address, {"groep": "relation-0", "to": ""}))

        assert "Kies een collega." in page.select_one("[aria-labelledby=h-groups] li .error").text
        assert not RelationHolder.objects.exclude(ended_on=None).exists()


class TestTheWayThere:
    def test_an_administrator_finds_it_at_the_account(self, as_administrator, read, colleague, address):
        page = read(as_administrator.get(reverse("accounts:user_detail", args=[colleague.pk])))

        assert page.select_one(f'main a[href="{address}"]')

    def test_who_leaves_finds_it_at_her_tasks(self, browse, read, address):
        assert read(browse.get(reverse("network:task_list"))).select_one(f'main a[href="{address}"]')


class TestWithdrawingTheLastRole:
    """Who may keep nothing any more hands over first, just as who leaves."""

    def test_the_last_role_that_keeps_the_network_is_not_withdrawn_before(
        self, administrator, colleague, make_organisation, make_holder
    ):
        make_holder(make_organisation())
        grant = colleague.grants.get()

        with pytest.raises(grants.CannotWithdraw, match="Draag dat eerst over") as refused:
            grants.withdraw(grant=grant, by=administrator, now=timezone.now())

        grant.refresh_from_db()
        assert grant.ended_at is None
        assert refused.value.address == reverse("network:handover", args=[colleague.pk])

    def test_the_page_of_the_account_leads_to_the_handover(
        self, as_administrator, administrator, colleague, make_organisation, make_holder, address
    ):
        prove(as_administrator, administrator)
        make_holder(make_organisation())
        withdraw = reverse("accounts:role_withdraw", args=[colleague.pk, colleague.grants.get().pk])

        assert as_administrator.post(withdraw).url == address

    def test_another_role_that_keeps_it_leaves_everything_as_it_was(
        self, administrator, make_user, make_organisation, make_holder, work, work_line
    ):
        both = make_user("line_staff", "editor")
        make_holder(make_organisation(), user=both)
        work(both, work_line)

        grants.withdraw(grant=both.grants.get(role="editor"), by=administrator, now=timezone.now())

        assert LineAssignment.objects.get().ended_on is None

    def test_with_nothing_to_hand_over_the_work_on_lines_ends(self, administrator, colleague, work, work_line):
        work(colleague, work_line)

        grants.withdraw(grant=colleague.grants.get(), by=administrator, now=timezone.now())

        assert LineAssignment.objects.get().ended_on == timezone.localdate()
