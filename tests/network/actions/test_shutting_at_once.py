"""Shutting an account or withdrawing a role while somebody gives that colleague something, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.actions import grants, users
from network.actions import handover, holders, line_work, tasks
from network.models import LineAssignment, RelationHolder, Task

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (
    holders.CannotHold,
    line_work.CannotPlace,
    tasks.CannotPlan,
    tasks.CannotTake,
    handover.CannotHandOver,
    users.CannotShut,
    grants.CannotWithdraw,
)


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


@pytest.fixture
def leaver(make_user):
    return make_user("line_staff")


@pytest.fixture
def giving(administrator, leaver, make_organisation, work_line, make_task, make_holder):
    """Return what gives something to who leaves, by name."""
    told = {"by": administrator, "now": timezone.now()}
    facts = tasks.TaskFacts("Bellen", timezone.localdate(), leaver)
    return {
        "a relation": lambda: holders.appoint(organisation=make_organisation(), line=None, user=leaver, **told),
        "a line": lambda: line_work.begin(line=work_line, user=leaver, started_on=date(2026, 1, 1), **told),
        "a task": lambda: tasks.plan(facts=facts, **told),
        "a task of a colleague": lambda: tasks.change(task=make_task(), facts=facts, **told),
        "a task of nobody": lambda: tasks.take(task=make_task(assigned_to=None), by=leaver, now=timezone.now()),
    }


def losing(how, leaver, administrator):
    if how == "shut":
        users.shut(user=leaver, by=administrator, now=timezone.now())
    else:
        grants.withdraw(grant=leaver.grants.get(), by=administrator, now=timezone.now())


def meanwhile(first, second):
    """Do the first in a transaction that lasts until the second waits for it or is through; return the refusal."""

    def other():
        try:
            second()
        except REFUSALS as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            answer = pool.submit(other)
            while not answer.done() and not somebody_waits():
                sleep(0.01)
        return answer.result(timeout=20)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("what", ["a relation", "a line", "a task", "a task of a colleague", "a task of nobody"])
def test_whose_account_is_being_shut_is_given_nothing(giving, leaver, administrator, what):
    refused = meanwhile(lambda: losing("shut", leaver, administrator), giving[what])

    assert isinstance(refused, REFUSALS)
    assert not RelationHolder.objects.filter(user=leaver).exists()
    assert not LineAssignment.objects.filter(user=leaver).exists()
    assert not Task.objects.filter(assigned_to=leaver).exists()


def test_whose_role_is_being_withdrawn_is_given_nothing(giving, leaver, administrator):
    refused = meanwhile(lambda: losing("withdrawn", leaver, administrator), giving["a relation"])

    assert isinstance(refused, holders.CannotHold)
    assert not RelationHolder.objects.filter(user=leaver).exists()


@pytest.mark.parametrize("how", ["shut", "withdrawn"])
def test_who_is_being_given_a_relation_is_not_let_go(giving, leaver, administrator, how):
    refused = meanwhile(giving["a relation"], lambda: losing(how, leaver, administrator))

    assert isinstance(refused, (users.CannotShut, grants.CannotWithdraw))
    assert RelationHolder.objects.get(ended_on=None).user == leaver
    assert leaver.grants.holding().exists()


def test_the_relations_of_a_colleague_do_not_go_to_who_is_being_shut(
    leaver, colleague, administrator, make_organisation, make_holder
):
    held = make_holder(make_organisation())
    told = {"relations": {held: leaver}, "tasks": {}, "by": administrator, "now": timezone.now()}

    refused = meanwhile(
        lambda: losing("shut", leaver, administrator), lambda: handover.hand_over(leaver=colleague, **told)
    )

    assert isinstance(refused, handover.CannotHandOver)
    assert RelationHolder.objects.get(ended_on=None).user == colleague


def test_a_task_of_who_left_that_is_opened_again_is_for_nobody_yet(leaver, administrator, make_task):
    task = make_task(assigned_to=leaver, done_at=timezone.now())
    losing("shut", leaver, administrator)

    tasks.reopen(task=task, by=administrator, now=timezone.now())

    task.refresh_from_db()
    assert (task.done_at, task.assigned_to) == (None, None)
