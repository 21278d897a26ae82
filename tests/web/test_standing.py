from datetime import UTC, datetime

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import OperationalError, connection


@pytest.mark.django_db
class TestHealth:
    """Z47."""

    def test_it_says_ok(self, client):
        response = client.get("/healthz")

        assert (response.status_code, response.text) == (200, "ok\n")

    def test_without_redis_it_says_only_that_it_is_not_ok(self, client, settings):
        settings.REDIS_URL = "redis://:geheim@127.0.0.1:1/0"

        response = client.get("/healthz")

        assert (response.status_code, response.text) == (503, "not ok\n")

    def test_without_a_database_it_says_only_that_it_is_not_ok(self, client, monkeypatch):
        def refuse():
            raise OperationalError("no password for user kis")

        monkeypatch.setattr(connection, "cursor", refuse)

        response = client.get("/healthz")

        assert (response.status_code, response.text) == (503, "not ok\n")


@pytest.mark.django_db
def test_security_txt_says_whom_to_tell(client, settings):
    """X1, RFC 9116."""
    settings.BASE_URL = "https://kis.example.org"

    response = client.get("/.well-known/security.txt")

    fields = [line.split(": ", 1) for line in response.text.splitlines()]
    names = [name for name, _ in fields]
    said = dict(fields)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert names == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
    assert said["Contact"].startswith("mailto:")
    assert said["Canonical"] == "https://kis.example.org/.well-known/security.txt"
    assert said["Preferred-Languages"] == "nl, en"
    assert datetime.fromisoformat(said["Expires"]) == settings.SECURITY_TXT_EXPIRES
    assert client.get(said["Policy"].removeprefix("https://kis.example.org")).status_code == 200


@pytest.mark.parametrize(
    ("today", "warned"), [((2027, 1, 1), False), ((2027, 9, 30), False), ((2027, 10, 2), True), ((2026, 10, 30), True)]
)
def test_a_month_before_security_txt_expires_the_check_warns(settings, today, warned):
    """X1."""
    settings.SECURITY_TXT_EXPIRES = datetime(2027, 10, 31, tzinfo=UTC)

    with time_machine.travel(datetime(*today, tzinfo=UTC), tick=False):
        found = [message.id for message in run_checks(tags=["security"], include_deployment_checks=True)]

    assert ("web.W001" in found) is warned


@pytest.mark.django_db
def test_robots_read_the_meetings_alone(client):
    text = client.get("/robots.txt").text

    assert "Disallow: /\n" in text
    assert "Allow: /bijeenkomsten/\n" in text
