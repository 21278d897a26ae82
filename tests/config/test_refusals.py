"""Z43: what the product refuses to start with."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.refusals import refuse_unsafe

KEY = "kT7vX2mQ9bL4nW8cR5hJ1fZ6dG3sP0aYeUiOqEwNxVtBzMgKlRd9"
SAFE = {
    "DEMO": False,
    "DEBUG": False,
    "HTTPS": True,
    "BASE_URL": "https://kis.example.org",
    "SECRET_KEY": KEY,
    "LINK_KEYS": [KEY],
    "ALLOWED_HOSTS": ["kis.example.org"],
    "STAFF_SECOND_FACTOR": True,
    "EMAIL_TIMEOUT": 300,
    "REDIS_URL": "rediss://:secret@redis.example.org/0",
    "POST_QUIET_HOURS": "21:00-07:00",
    "POST_FALLBACK_SERVERS": ["smtp://mail.example.org"],
}
DEMO = {"DEMO": True, "HTTPS": False, "BASE_URL": "http://127.0.0.1:8000", "STAFF_SECOND_FACTOR": False}


@pytest.mark.parametrize(
    "change", [{}, DEMO, {"REDIS_URL": "redis://127.0.0.1:6379/0"}, {**DEMO, "SECRET_KEY": "kort", "LINK_KEYS": ["x"]}]
)
def test_a_safe_house_starts(change):
    refuse_unsafe({**SAFE, **change})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"DEBUG": True}, "DEBUG"),
        ({"DEMO": True}, "KIS_DEMO"),
        ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY"),
        ({"LINK_KEYS": [KEY, "old"]}, "LINK_KEYS"),
        ({"HTTPS": False, "BASE_URL": "http://kis.example.org"}, "https://"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS"),
        ({"STAFF_SECOND_FACTOR": False}, "STAFF_SECOND_FACTOR"),
        ({"EMAIL_TIMEOUT": None}, "EMAIL_TIMEOUT"),
        ({"EMAIL_TIMEOUT": 0}, "EMAIL_TIMEOUT"),
        ({"REDIS_URL": "redis://redis.example.org:6379/0"}, "REDIS_URL"),
        ({"POST_QUIET_HOURS": "9 tot 5"}, "POST_QUIET_HOURS"),
        ({"POST_FALLBACK_SERVERS": ["mail.example.org:25"]}, "POST_FALLBACK_SERVERS"),
    ],
)
def test_an_unsafe_setting_stops_it_with_a_sentence(change, word):
    with pytest.raises(ImproperlyConfigured, match=word):
        refuse_unsafe({**SAFE, **change})


def test_all_reasons_are_told_at_once():
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG.*EMAIL_TIMEOUT.*ALLOWED_HOSTS"):
        refuse_unsafe({**SAFE, "DEBUG": True, "EMAIL_TIMEOUT": 0, "ALLOWED_HOSTS": ["*"]})


def start(**environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_secret_key_nothing_starts():
    started = start()

    assert started.returncode == 1
    assert "Set SECRET_KEY to a long random text" in started.stderr


def test_the_settings_themselves_are_held_to_it():
    open_house = {"SECRET_KEY": KEY, "BASE_URL": "https://kis.example.org", "ALLOWED_HOSTS": "kis.example.org"}

    assert start(**open_house).returncode == 0
    assert "STAFF_SECOND_FACTOR" in start(**open_house, STAFF_SECOND_FACTOR="0").stderr
