import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.actions import api_tokens
from accounts.models import ApiToken

LIST = "/beheer/api/"
CREATE = "/beheer/api/nieuw/"


@pytest.fixture
def form():
    until = timezone.localdate() + timedelta(days=30)
    return {"name": "website kis.nl", "scopes": ["programme", "events"], "expires_on": until.isoformat()}


@pytest.fixture
def make_tokens(administrator):
    """Return a function that stores so many tokens."""

    def make(number):
        until = timezone.localdate() + timedelta(days=30)
        told = {"scopes": ["events"], "expires_on": until, "by": administrator, "now": timezone.now()}
        return [api_tokens.make(name=f"Programma {n}", **told).token for n in range(number)]

    return make


@pytest.fixture
def at_the_desk(log_in, administrator):
    return log_in(administrator)


@pytest.mark.parametrize("role", ["member", "line_staff", "editor", "platform_coordinator", "privacy_officer", ""])
def test_s44_only_administrators_see_make_and_withdraw_tokens(log_in, make_user, make_tokens, form, role):
    [token] = make_tokens(1)
    client = log_in(make_user(*filter(None, [role])))

    answers = [
        client.get(LIST),
        client.get(CREATE),
        client.post(CREATE, form),
        client.post(reverse("accounts:api_token_withdraw", args=[token.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert list(ApiToken.objects.values_list("withdrawn_at", flat=True)) == [None]


def test_z14_the_secret_is_shown_once_and_kept_by_no_cache(at_the_desk, form):
    answer = at_the_desk.post(CREATE, form)

    secret = BeautifulSoup(answer.text, "lxml").pre.get_text()
    assert api_tokens.token_behind(secret=secret, today=timezone.localdate()).scopes == ["events", "programme"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in at_the_desk.get(LIST).text
    assert secret not in str(dict(at_the_desk.session))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scopes": []}, "Kies er minstens één."),
        ({"name": ""}, "Voor welk computerprogramma"),
        ({"expires_on": "2020-01-01"}, "Kies een dag na vandaag en binnen twee jaar."),
        ({"scopes": ["people"]}, "people"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_made(at_the_desk, form, wrong, said):
    answer = at_the_desk.post(CREATE, {**form, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert not ApiToken.objects.exists()


def test_a_token_is_withdrawn_and_says_by_whom(at_the_desk, make_tokens):
    [token] = make_tokens(1)

    answer = at_the_desk.post(reverse("accounts:api_token_withdraw", args=[token.pk]), follow=True)

    assert "De sleutel van Programma 0 werkt niet meer." in answer.text
    assert "ingetrokken" in answer.text
    assert re.search(r"door Anton van der Berg op \d", answer.text)
    assert ApiToken.objects.get().withdrawn_at


def test_a_second_press_says_that_it_was_withdrawn_before(at_the_desk, make_tokens):
    [token] = make_tokens(1)
    at_the_desk.post(reverse("accounts:api_token_withdraw", args=[token.pk]))

    answer = at_the_desk.post(reverse("accounts:api_token_withdraw", args=[token.pk]), follow=True)

    assert "Deze sleutel was al ingetrokken." in answer.text


def test_s43_making_and_withdrawing_ask_first_who_one_is(log_in, administrator, make_tokens, form):
    [token] = make_tokens(1)
    client = log_in(administrator, proved=False)

    answers = [client.post(CREATE, form), client.post(reverse("accounts:api_token_withdraw", args=[token.pk]))]

    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {reverse("account_reauthenticate")}
    assert list(ApiToken.objects.values_list("pk", "withdrawn_at")) == [(token.pk, None)]


def test_without_tokens_the_page_says_what_to_do(at_the_desk):
    answer = at_the_desk.get(LIST)

    assert "Nog geen sleutels" in answer.text
    assert CREATE in answer.text


def test_an_expired_token_says_so(at_the_desk, make_tokens):
    make_tokens(1)
    ApiToken.objects.update(expires_on=timezone.localdate())

    answer = at_the_desk.get(LIST)

    assert "verlopen" in answer.text
    assert "intrekken" not in answer.text


def test_the_list_costs_as_many_queries_with_one_as_with_thirty(at_the_desk, make_tokens, django_assert_num_queries):
    make_tokens(1)
    at_the_desk.get(LIST)
    with django_assert_num_queries(5):
        at_the_desk.get(LIST)
    make_tokens(29)
    with django_assert_num_queries(5):
        answer = at_the_desk.get(LIST)

    assert answer.text.count("intrekken/") == 30
