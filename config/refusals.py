"""What the product refuses to start with (Z43): each refusal is a sentence that says what to set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

QUIET_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
HERE = {"127.0.0.1", "localhost", "::1", "", None}


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Stop when a setting would leave a door open.

    :raises ImproperlyConfigured: with every reason at once.
    """
    reasons = list(_reasons(settings))
    if reasons:
        raise ImproperlyConfigured(" ".join(reasons))


def _reasons(settings: Mapping[str, Any]) -> Iterator[str]:
    on_this_machine = urlsplit(settings["BASE_URL"]).hostname in HERE
    if settings["DEMO"] and not on_this_machine:
        yield "KIS_DEMO is for one machine: leave it out when BASE_URL is an address that others can reach."
    if settings["DEBUG"] and not on_this_machine:
        yield "DEBUG shows our insides: leave it out when BASE_URL is an address that others can reach."
    if settings["EMAIL_TIMEOUT"] is None or settings["EMAIL_TIMEOUT"] <= 0:
        yield "EMAIL_TIMEOUT must be a number of seconds: without one, a silent mail server blocks a worker for ever."
    if settings["POST_QUIET_HOURS"] and not QUIET_HOURS.fullmatch(settings["POST_QUIET_HOURS"]):
        yield "POST_QUIET_HOURS must be two times of the day, such as 21:00-07:00."
    if any(urlsplit(url).scheme not in ("smtp", "smtps", "smtp+plain") for url in settings["POST_FALLBACK_SERVERS"]):
        yield "POST_FALLBACK_SERVERS must be addresses such as smtp://user:password@host:587."
    if not settings["DEMO"]:
        yield from _reasons_outside_the_demo(settings)


def _reasons_outside_the_demo(settings: Mapping[str, Any]) -> Iterator[str]:
    if not settings["HTTPS"] and not settings["DEBUG"]:
        yield "BASE_URL must begin with https:// outside the demo: cookies would travel in the open."
    for name, keys in (("SECRET_KEY", [settings["SECRET_KEY"]]), ("LINK_KEYS", settings["LINK_KEYS"])):
        if any(len(key) < 50 or len(set(key)) < 12 or "insecure" in key for key in keys):
            yield f"{name} is too easy to guess: take the outcome of `openssl rand -base64 48`."
    if "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS must name the hosts; * lets anybody put their own address in our letters."
    if not settings["STAFF_SECOND_FACTOR"]:
        yield "STAFF_SECOND_FACTOR may be off in the demo alone."
    redis = urlsplit(settings["REDIS_URL"])
    if redis.hostname not in HERE and not redis.password:
        yield "REDIS_URL needs a password when Redis is on another machine."
