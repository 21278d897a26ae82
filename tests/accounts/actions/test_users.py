from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import users
from accounts.models import AuditLine, User
from accounts.roles import Role

NOW = datetime(2025, 9, 18, 9, 0, tzinfo=UTC)
NAMES = {"given_name": "Joost", "tussenvoegsel": "van der", "family_name": "Berg"}


def actions():
    return list(AuditLine.objects.order_by("pk").values_list("action", flat=True))


def test_an_account_is_made_with_a_confirmed_address_and_roles(db):
    user = users.create(email="joost@kis.example.org", names=NAMES, roles=[Role.EDITOR], now=NOW)

    assert EmailAddress.objects.get(user=user).verified
    assert user.roles == {Role.EDITOR}
    assert actions() == ["user.made", "role.given"]


def test_the_database_refuses_an_address_twice_whatever_its_case(somebody):
    with pytest.raises(IntegrityError, match="an_address_logs_in_one_user"), transaction.atomic():
        User.objects.create_user("SAMIRA@gemeente.example.org", **NAMES)


def test_a_shut_account_is_out_at_once_and_stays_out_after_reopening(client, administrator, colleague):
    """S41."""
    client.force_login(colleague)
    assert client.get(reverse("start")).status_code == 200

    users.shut(user=colleague, by=administrator, now=NOW)
    assert client.get(reverse("start")).status_code == 302
    users.reopen(user=colleague, by=administrator)

    assert client.get(reverse("start")).status_code == 302
    assert actions() == ["user.logged_in", "user.shut", "user.reopened"]


def test_reopening_twice_writes_one_line(administrator, make_user):
    shut = make_user(is_active=False)

    users.reopen(user=shut, by=administrator)
    users.reopen(user=shut, by=administrator)

    assert actions() == ["user.reopened"]


def test_nobody_shuts_their_own_account(administrator, make_user):
    make_user("administrator")

    with pytest.raises(users.CannotShut):
        users.shut(user=administrator, by=administrator, now=NOW)


def test_the_last_administrator_is_not_shut_out(administrator, make_user):
    former = make_user("administrator", is_active=False)

    with pytest.raises(users.CannotShut):
        users.shut(user=administrator, by=former, now=NOW)

    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_account_is_shut_once(administrator, make_user):
    with pytest.raises(users.CannotShut):
        users.shut(user=make_user(is_active=False), by=administrator, now=NOW)


def test_ending_the_sessions_ends_them_everywhere(client, colleague):
    """S42."""
    client.force_login(colleague)

    users.end_sessions(user=colleague, by=colleague)

    assert client.get(reverse("start")).status_code == 302


def test_a_lost_second_factor_is_dropped_by_somebody_else_and_written_down(administrator, colleague):
    """S36."""
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "x"})

    users.drop_second_factor(user=colleague, by=administrator)

    assert not Authenticator.objects.filter(user=colleague).exists()
    assert actions() == ["user.sessions_ended", "user.second_factor_dropped"]


def test_nobody_drops_their_own_second_factor(administrator):
    Authenticator.objects.create(user=administrator, type=Authenticator.Type.TOTP, data={"secret": "x"})

    with pytest.raises(users.CannotDrop):
        users.drop_second_factor(user=administrator, by=administrator)

    assert Authenticator.objects.filter(user=administrator).exists()
