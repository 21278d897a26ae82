"""What the house asks by itself may be for nobody yet: everybody sees it, and one takes it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine
from accounts.roles import Role
from network.models import Task
from network.queries.tasks import waiting_for

LIST = reverse("network:task_list")


@pytest.fixture
def task(make_task):
    return make_task(assigned_to=None)


@pytest.fixture
def take(browse):
    return lambda task: browse.post(reverse("network:task_take", args=[task.pk]), follow=True)


@pytest.mark.parametrize("whose", ["mine", "all"])
def test_it_stands_in_the_list_of_everybody_and_says_that_it_is_for_nobody(browse, read, task, whose):
    line = read(browse.get(LIST, {"whose": whose})).select_one("#resultaten .lines > li")

    assert "van niemand" in line.text
    assert "Neem op je" in line.text


def test_who_takes_it_has_it(take, read, task, colleague):
    page = read(take(task))

    task.refresh_from_db()
    assert task.assigned_to == colleague
    assert "van niemand" not in page.select_one("#resultaten").text
    assert AuditLine.objects.filter(action="network.task_taken", object_id=task.pk, actor=colleague).count() == 1


def test_taking_it_twice_changes_nothing(take, task):
    take(task)
    take(task)

    assert AuditLine.objects.filter(action="network.task_taken").count() == 1


def test_who_is_second_reads_that_a_colleague_was_first(take, read, task, make_user):
    first = make_user(Role.LINE_STAFF)
    Task.objects.update(assigned_to=first)

    page = read(take(task))

    task.refresh_from_db()
    assert task.assigned_to == first
    assert "Een collega nam deze taak net eerder dan jij." in page.text


def test_who_does_it_without_taking_it_first_has_done_it(browse, task, colleague):
    browse.post(reverse("network:task_done", args=[task.pk]))

    task.refresh_from_db()
    assert (task.assigned_to, task.done_at is not None) == (colleague, True)


def test_who_changes_it_chooses_for_whom(browse, read, task):
    page = read(browse.get(reverse("network:task_edit", args=[task.pk])))

    assert page.select_one("select[name=assigned_to] option[value='']").text == "nog niemand"


def test_nobodys_task_is_in_no_weekly_letter(task, colleague):
    assert not waiting_for(colleague, timezone.localdate(), timedelta(days=400)).exists()


def test_who_may_not_keep_tasks_reads_it_and_cannot_take_it(browser_of, read, task):
    reader = browser_of(Role.PRIVACY_OFFICER)

    page = read(reader.get(LIST, {"whose": "all"}))

    assert "van niemand" in page.text
    assert "Neem op je" not in page.text
    assert reader.post(reverse("network:task_take", args=[task.pk])).status_code == 403
