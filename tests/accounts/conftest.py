import uuid
from collections.abc import Callable

import pytest

from tests.logins import prove


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings):
    """Rate limits count in Redis: each test counts under a name of its own."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Anton", tussenvoegsel="van der", family_name="Berg")


@pytest.fixture
def log_in(client) -> Callable:
    """Return a function that logs a user in, having just proved who they are unless told otherwise (S43)."""

    def log_in(user, *, proved: bool = True):
        client.force_login(user)
        if proved:
            prove(client, user)
        return client

    return log_in


@pytest.fixture
def somebody(make_user):
    """Somebody whose address was confirmed, and who has no role."""
    from allauth.account.models import EmailAddress

    user = make_user(email="samira@gemeente.example.org", given_name="Samira", family_name="Amrani")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user
