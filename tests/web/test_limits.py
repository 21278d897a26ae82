"""How often one may try, with a real Redis and without."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import RequestFactory

from web.limits import Limit, network_of


@pytest.fixture(autouse=True)
def _an_own_corner_of_redis(settings):
    """Count tries for this test alone."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid4()}"}}


@pytest.fixture
def now(time_machine) -> datetime:
    """A moment at the begin of a minute, at which time stands still."""
    moment = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    return moment


def test_s13_who_tries_too_often_is_told_how_long_to_wait(now):
    limit = Limit("door", times=3, seconds=60)

    waits = [limit.wait("Samira") for _ in range(4)]

    assert waits == [0, 0, 0, 60]
    assert limit.wait("Joost") == 0


def test_after_the_wait_one_may_try_again(now, time_machine):
    limit = Limit("door", times=1, seconds=60)
    limit.wait("Samira")
    time_machine.move_to(now + timedelta(seconds=limit.wait("Samira")))

    assert limit.wait("Samira") == 0


def test_z25_f4_without_redis_the_count_goes_on(now, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    limit = Limit("door", times=2, seconds=60)

    assert [limit.wait("Samira") for _ in range(3)] == [0, 0, 60]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_a_network_is_an_ipv4_address_or_half_an_ipv6_address(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_s23_the_address_that_a_visitor_claims_does_not_count():
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert network_of(request) == "203.0.113.7"
