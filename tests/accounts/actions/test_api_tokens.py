import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from accounts.actions import api_tokens
from accounts.models import ApiToken, AuditLine, Scope

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
TOLD = {"name": "website kis.nl", "scopes": [Scope.EVENTS, Scope.COUNTS], "expires_on": date(2027, 11, 21), "now": NOW}


@pytest.fixture
def made(administrator):
    return api_tokens.make(**TOLD, by=administrator)


def test_z14_the_secret_has_256_random_bits_and_stands_nowhere(made, administrator):
    """S51."""
    other = api_tokens.make(**TOLD, by=administrator)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_apitoken t")
        stored = "".join(row[0] for row in cursor.fetchall())
    assert re.fullmatch(r"kis_[\w-]{43}", made.secret)
    assert made.secret != other.secret
    assert made.secret not in stored
    assert made.secret.removeprefix("kis_") not in stored + str(list(AuditLine.objects.values()))


def test_making_and_withdrawing_are_written_down(made, administrator):
    api_tokens.withdraw(token=made.token, by=administrator, now=NOW)

    lines = AuditLine.objects.order_by("pk").values_list("action", "actor", "object_type", "object_id", "facts")
    about = (administrator.pk, "accounts.apitoken", made.token.pk)
    assert list(lines) == [
        ("api_token.made", *about, {"scopes": ["counts", "events"], "days": 365}),
        ("api_token.withdrawn", *about, {}),
    ]


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_a_token_works_for_a_day_at_least_and_two_years_at_most(administrator, days):
    told = {**TOLD, "expires_on": TODAY + timedelta(days=days)}

    with pytest.raises(api_tokens.CannotMake):
        api_tokens.make(**told, by=administrator)

    assert not ApiToken.objects.exists()


def test_a_token_works_until_the_day_it_expires(made):
    last = made.token.expires_on - timedelta(days=1)

    found = [api_tokens.token_behind(secret=made.secret, today=day) for day in (last, made.token.expires_on)]

    assert found == [made.token, None]


def test_a_withdrawn_token_lets_nobody_in_and_is_withdrawn_once(made, administrator):
    api_tokens.withdraw(token=made.token, by=administrator, now=NOW)

    assert api_tokens.token_behind(secret=made.secret, today=TODAY) is None
    with pytest.raises(api_tokens.CannotWithdraw):
        api_tokens.withdraw(token=made.token, by=administrator, now=NOW)


def test_another_secret_finds_nothing(made):
    assert api_tokens.token_behind(secret=made.secret[:-1], today=TODAY) is None
    assert api_tokens.token_behind(secret=made.token.digest, today=TODAY) is None
    assert api_tokens.token_behind(secret="", today=TODAY) is None


def test_it_is_noted_once_a_day_that_a_token_was_used(made, django_assert_num_queries):
    with django_assert_num_queries(2):
        api_tokens.token_behind(secret=made.secret, today=TODAY)
    with django_assert_num_queries(1):
        api_tokens.token_behind(secret=made.secret, today=TODAY)

    assert ApiToken.objects.get().last_used_on == TODAY


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "an_api_token_says_for_which_program"),
        ({"digest": "kis_geheim"}, "an_api_token_keeps_only_a_hash"),
        ({"scopes": []}, "an_api_token_opens_something"),
        ({"scopes": ["people"]}, "an_api_token_opens_what_there_is"),
        ({"withdrawn_at": NOW}, "an_api_token_is_withdrawn_by_somebody_after_it_was_made"),
    ],
)
def test_the_database_refuses(made, change, sentence):
    with pytest.raises(IntegrityError, match=sentence):
        ApiToken.objects.update(**change)
