"""What every test stands on: a plain house, and people with roles."""

from collections.abc import Callable

import pytest

@pytest.fixture(autouse=True)
def _a_plain_house(settings, tmp_path):
    """Quick password hashes, no manifest, a journal of one's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.POST_JOURNAL_DIR = tmp_path / "journal"


@pytest.fixture
def make_user(db) -> Callable:
    """Return a function that stores a user with these roles."""
    from accounts.models import Grant, User

    def make(*roles: str, email: str = "", **fields):
        number = User.objects.count() + 1
        named = {"given_name": "Nadia", "family_name": f"Bouzid{number}", **fields}
        user = User.objects.create_user(email or f"user{number}@kis.example.org", "een-lang-wachtwoord", **named)
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def colleague(make_user):
    """A staff member on a programme line."""
    return make_user("line_staff")


@pytest.fixture
def make_person(db) -> Callable:
    """Return a function that stores a person, with an e-mail address unless told otherwise."""
    from network.models import MailAddress, Person

    def make(given_name: str = "Samira", family_name: str = "Amrani", address: str | None = "", **fields):
        person = Person.objects.create(given_name=given_name, family_name=family_name, **fields)
        if address is not None:
            MailAddress.objects.create(person=person, address=address or f"person{person.pk}@gemeente.example.org")
        return person

    return make
