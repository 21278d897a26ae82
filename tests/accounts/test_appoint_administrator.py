import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role


def test_the_first_administrator_is_made_from_the_machine(db, capsys):
    call_command("appoint_administrator", "anton@kis.example.org", given_name="Anton", family_name="Berg")

    user = User.objects.get()
    assert user.roles == {Role.ADMINISTRATOR}
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert capsys.readouterr().out == "anton@kis.example.org is now an administrator.\n"


def test_somebody_with_an_account_keeps_it(somebody):
    call_command("appoint_administrator", "Samira@gemeente.example.org", verbosity=0)

    assert somebody.grants.get().role == "administrator"


def test_without_names_no_account_is_made(db):
    with pytest.raises(CommandError, match="--given-name"):
        call_command("appoint_administrator", "anton@kis.example.org")

    assert not User.objects.exists()
