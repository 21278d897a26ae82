"""What holds for every address of the API: who comes in, how it refuses, what it says of itself."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import bearer
from accounts.models import ApiToken
from network.models import ProgrammeLine, Theme

SCOPES = ["programme", "partners", "counts", "events", "subscribe"]
OPENED_BY = {
    "/api/v1/themes": "programme",
    "/api/v1/lines": "programme",
    "/api/v1/target-groups": "programme",
    "/api/v1/lines/4/partners": "partners",
    "/api/v1/lines/4/counts": "counts",
    "/api/v1/events": "events",
    "/api/v1/lists": "subscribe",
}


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _a_line(db):
    theme = Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)
    ProgrammeLine.objects.create(number=4, theme=theme, slug="werk", name="Werk", name_en="Work", valid_from=2022)


def code_of(answer):
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json().keys() == {"error"}
    assert answer.json()["error"]["message"]
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_addresses_and_no_other(make_program, scope):
    program = make_program(scope)

    opened = {address for address in OPENED_BY if program.get(address).status_code == 200}

    assert opened == {address for address, asked in OPENED_BY.items() if asked == scope}
    others = [program.get(address) for address in OPENED_BY if address not in opened]
    assert {code_of(answer) for answer in others} == {(403, "scope_missing")}


@pytest.mark.parametrize("address", OPENED_BY)
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", "Bearer kis_geen", "Basic a2lzOmtpcw==", "kis_geen"])
def test_without_a_token_nothing_opens(client, address, shown):
    answer = client.get(address, headers={"Authorization": shown} if shown else {})

    assert code_of(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_expired_and_a_withdrawn_token_answer_as_an_unknown_one(make_program, administrator_of_tokens):
    expired, withdrawn = make_program("events"), make_program("events")
    first, second = ApiToken.objects.order_by("pk")
    ApiToken.objects.filter(pk=first.pk).update(expires_on=timezone.localdate())
    administrator_of_tokens(second)

    answers = [program.get("/api/v1/events").content for program in (expired, withdrawn, Client())]

    assert len(set(answers)) == 1
    assert json.loads(answers[0])["error"]["code"] == "not_authenticated"


@pytest.fixture
def administrator_of_tokens(make_user):
    """Return a function with which an administrator withdraws a token."""
    from accounts.actions import api_tokens

    return lambda token: api_tokens.withdraw(token=token, by=make_user("administrator"), now=timezone.now())


def test_a_session_of_a_colleague_opens_nothing(client, make_user):
    client.force_login(make_user("administrator"))

    assert code_of(client.get("/api/v1/events")) == (401, "not_authenticated")


@pytest.mark.parametrize("path", ["", "iets", "themes/", "lines/vier/partners", "people", "docs", "lines/4/people"])
def test_an_unknown_address_is_told_in_json(make_program, path):
    assert code_of(make_program(*SCOPES).get(f"/api/v1/{path}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["lines/99/partners", "lines/99/counts", "lines/99999999999/counts", "events/geen"])
def test_what_is_not_there_is_told_in_json(make_program, path):
    assert code_of(make_program(*SCOPES).get(f"/api/v1/{path}")) == (404, "not_found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["", "themes", "openapi.json", "iets"])
def test_z17_the_api_is_for_reading(make_program, method, path):
    answer = getattr(make_program(*SCOPES), method)(f"/api/v1/{path}")

    assert code_of(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_form_without_its_token_is_refused_in_json_too(make_program):
    strict = Client(enforce_csrf_checks=True)

    assert code_of(strict.post("/api/v1/themes")) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=100001", "when=ooit", "page=9223372036854775808"]
)
def test_s10_a_parameter_that_cannot_be_right_is_named(make_program, query):
    answer = make_program("events").get(f"/api/v1/events?{query}")

    assert code_of(answer) == (422, "invalid")
    assert answer.json()["error"]["message"].startswith(query.split("=")[0])


def test_who_asks_too_often_is_told_when_to_come_back(make_program, monkeypatch):
    monkeypatch.setattr(bearer, "PER_MINUTE", 3)
    busy, other = make_program("events"), make_program("events")

    answers = [busy.get("/api/v1/events") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert code_of(answers[-1]) == (429, "too_many_requests")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get("/api/v1/events").status_code == 200


@pytest.mark.parametrize("address", OPENED_BY)
def test_answers_stay_with_who_asked_and_set_no_cookie(make_program, address):
    answer = make_program(*SCOPES).get(address)

    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert "Authorization" in answer.headers["Vary"]
    assert answer.cookies == {}


@pytest.mark.parametrize("address", OPENED_BY)
def test_head_answers_as_get_without_a_body(make_program, address):
    answer = make_program(*SCOPES).head(address)

    assert (answer.status_code, answer.content) == (200, b"")


def test_the_description_names_every_address_and_every_refusal(client):
    told = client.get(reverse("api:openapi-json")).json()

    assert set(told["paths"]) == {
        "/api/v1/themes",
        "/api/v1/lines",
        "/api/v1/target-groups",
        "/api/v1/lines/{number}/partners",
        "/api/v1/lines/{number}/counts",
        "/api/v1/events",
        "/api/v1/events/{slug}",
        "/api/v1/lists",
        "/api/v1/subscription-requests",
    }
    assert set(told["paths"].pop("/api/v1/subscription-requests")) == {"post"}
    for address in told["paths"].values():
        assert set(address) == {"get"}
        assert set(address["get"]["responses"]) == {"200", "401", "403", "404", "405", "422", "429"}
        assert address["get"]["security"] == [{"Bearer": []}]
    assert told["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def test_the_description_promises_nothing_about_people(client):
    told = client.get(reverse("api:openapi-json")).json()

    promised = {name for shape in told["components"]["schemas"].values() for name in shape.get("properties", {})}
    assert not {name for name in promised if re.search(r"given|family|mail|phone|person|speaker|by$", name)}


def test_a_token_is_used_once_a_day_in_the_register(make_program):
    program = make_program("events")

    program.get("/api/v1/events")

    assert ApiToken.objects.get().last_used_on == timezone.localdate()
    assert ApiToken.objects.get().expires_on == timezone.localdate() + timedelta(days=30)


def test_z40_a_secret_does_not_stand_in_a_log():
    from config.logs import scrub

    line = scrub(None, "", {"event": "asked with Bearer kis_Aa1" + "bC2-" * 10, "authorization": "Bearer kis_x"})

    assert line == {"event": "asked with Bearer (token)", "authorization": "(secret)"}
