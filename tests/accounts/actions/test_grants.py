from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actions import grants
from accounts.models import AuditLine, Grant
from accounts.roles import Role

NOW = datetime(2025, 9, 18, 9, 0, tzinfo=UTC)


def roles_of(user):
    return set(user.grants.holding().values_list("role", flat=True))


def test_a_role_is_given_with_who_and_when(administrator, somebody):
    grant = grants.give(user=somebody, role=Role.EDITOR, by=administrator, now=NOW)

    assert roles_of(somebody) == {"editor"}
    assert (grant.granted_by, grant.granted_at) == (administrator, NOW)


def test_giving_and_withdrawing_stand_in_the_audit_trail_without_a_name(administrator, somebody):
    """O5, O11."""
    grant = grants.give(user=somebody, role=Role.EDITOR, by=administrator, now=NOW)
    grants.withdraw(grant=grant, by=administrator, now=NOW)

    lines = AuditLine.objects.order_by("pk").values_list("action", "actor", "object_type", "object_id", "facts")
    about = (administrator.pk, "accounts.user", somebody.pk, {"role": "editor"})
    assert list(lines) == [("role.given", *about), ("role.withdrawn", *about)]


def test_nobody_gives_a_role_to_oneself(administrator):
    """O3, S44."""
    with pytest.raises(grants.CannotGive):
        grants.give(user=administrator, role=Role.PRIVACY_OFFICER, by=administrator, now=NOW)

    assert roles_of(administrator) == {"administrator"}


def test_an_account_that_is_shut_gets_no_role(administrator, make_user):
    shut = make_user(is_active=False)

    with pytest.raises(grants.CannotGive):
        grants.give(user=shut, role=Role.EDITOR, by=administrator, now=NOW)

    assert roles_of(shut) == set()


def test_a_role_is_given_once(administrator, colleague):
    with pytest.raises(grants.CannotGive):
        grants.give(user=colleague, role=Role.LINE_STAFF, by=administrator, now=NOW)


def test_the_database_refuses_a_role_twice(colleague):
    with pytest.raises(IntegrityError, match="a_role_is_held_once"), transaction.atomic():
        Grant.objects.create(user=colleague, role="line_staff")


def test_the_database_refuses_an_unknown_role(colleague):
    with pytest.raises(IntegrityError, match="a_grant_names_a_known_role"), transaction.atomic():
        Grant.objects.create(user=colleague, role="king")


def test_the_database_refuses_an_end_before_the_beginning(colleague):
    with pytest.raises(IntegrityError, match="a_grant_ends_after_it_was_given"), transaction.atomic():
        colleague.grants.update(ended_at=NOW)


def test_a_withdrawn_role_stays_in_the_history(administrator, colleague):
    grant = colleague.grants.get()
    later = datetime(2099, 1, 1, tzinfo=UTC)

    grants.withdraw(grant=grant, by=administrator, now=later)

    grant.refresh_from_db()
    assert roles_of(colleague) == set()
    assert (grant.ended_by, grant.ended_at) == (administrator, later)


def test_a_role_is_withdrawn_once(administrator, colleague):
    grant = colleague.grants.get()
    grants.withdraw(grant=grant, by=administrator, now=datetime(2099, 1, 1, tzinfo=UTC))

    with pytest.raises(grants.CannotWithdraw):
        grants.withdraw(grant=grant, by=administrator, now=datetime(2099, 1, 2, tzinfo=UTC))


def test_nobody_withdraws_their_own_role(administrator, make_user):
    make_user("administrator")

    with pytest.raises(grants.CannotWithdraw):
        grants.withdraw(grant=administrator.grants.get(), by=administrator, now=NOW)


def test_the_last_administrator_who_can_log_in_stays(administrator, make_user):
    shut = make_user("administrator", is_active=False)

    with pytest.raises(grants.LastAdministrator):
        grants.withdraw(grant=administrator.grants.get(), by=shut, now=datetime(2099, 1, 1, tzinfo=UTC))

    assert roles_of(administrator) == {"administrator"}


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_send_each_other_away(make_user):
    first, second = make_user("administrator"), make_user("administrator")
    together, refused = Barrier(2), []

    def withdraw(by, of):
        try:
            together.wait(timeout=10)
            grants.withdraw(grant=of.grants.get(), by=by, now=datetime(2099, 1, 1, tzinfo=UTC))
        except grants.LastAdministrator:
            refused.append(by)
        finally:
            connection.close()

    threads = [Thread(target=withdraw, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert len(refused) == 1
    assert Grant.objects.holding().filter(role="administrator").count() == 1
