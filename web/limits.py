"""How often one may try; counted in the cache, which counts in this process while Redis is away (bar Z25)."""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HOUR = 3600
EVEN = 0.25  # seconds; writing a letter takes a fifth of it, on a busy day half


@dataclass(frozen=True)
class Limit:
    """So many tries per so many seconds."""

    name: str
    times: int
    seconds: int = HOUR

    def wait(self, who: str) -> int:
        """Count one more try and return how many seconds to wait before the next; 0 when this one is allowed."""
        now = int(time.time())
        key = hashlib.sha256(f"{self.name}:{who}:{now // self.seconds}".encode()).hexdigest()
        cache.add(key, 0, self.seconds)
        try:
            tries = cache.incr(key)
        except ValueError:  # Redis went away between the two lines: this is the first try that we know of
            tries = 1
        return 0 if tries <= self.times else self.seconds - now % self.seconds


def answers_evenly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let each answer to what is sent take as long, so that its time does not tell whether we know an address (Z22).

    Who tries too often waits for nothing: that answer says nothing of an address, and would only hold up others.
    """

    @wraps(view)
    def even(*told: Any, **named: Any) -> HttpResponse:
        began = time.monotonic()
        response = view(*told, **named)
        if told[0].method == "POST" and response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            time.sleep(max(0, began + EVEN - time.monotonic()))
        return response

    return even


def network_of(request: HttpRequest) -> str:
    """Return the network somebody comes from: an IPv4 address or the first half of an IPv6 address.

    A forged X-Forwarded-For does not count: allauth trusts as many proxies as `ALLAUTH_TRUSTED_PROXY_COUNT` says.
    """
    return network_around(ipaddress.ip_address(get_adapter().get_client_ip(request)))


def network_around(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return an IPv4 address, or the first half of an IPv6 address: what one household or office has."""
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """Say that it was too often, and from when it can be tried again (bar S13)."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(wait)
    return response
