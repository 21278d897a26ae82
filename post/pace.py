"""How fast letters may leave, over all workers together: so many a second, and so many a second to one domain.

Counted in the cache, per second. While Redis is away each worker counts for itself.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from post.hand import Carried

EVERY_OTHER = "*"  # in POST_PER_DOMAIN: each domain that is not named
KEPT_FOR = 5  # seconds


class Pace:
    """The limits of our settings, and what of them is spent in this second as far as this worker knows."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._second = 0
        self._spent: set[str] = set()

    def brings_forward(self, queue: deque[Carried]) -> bool:
        """Bring a letter to the front that may leave in this second, and count it; tell whether there is one."""
        self._look_at_the_clock()
        for _turn in range(len(queue)):
            if self._allows(queue[0].found.who.address.rpartition("@")[2].lower()):
                return True
            if "" in self._spent:
                return False
            queue.rotate(-1)
        return False

    def _look_at_the_clock(self) -> None:
        second = int(self._clock())
        if second != self._second:
            self._second, self._spent = second, set()

    def _allows(self, domain: str) -> bool:
        return all(name not in self._spent and self._counts(name, most) for name, most in _limits_of(domain))

    def _counts(self, name: str, most: int) -> bool:
        key = f"post-pace:{name}:{self._second}"
        cache.add(key, 0, KEPT_FOR)
        try:
            number = cache.incr(key)
        except ValueError:  # Redis went away between the two lines
            number = 1
        if number > most:
            self._spent.add(name)
        return number <= most


def from_settings() -> Pace | None:
    """Return the pace to keep; nothing when there is no limit, so that nobody looks at a clock."""
    return Pace() if settings.POST_PER_SECOND or settings.POST_PER_DOMAIN else None


def _limits_of(domain: str) -> Iterator[tuple[str, int]]:
    """Yield the limits that hold for a domain; the one for everything, without a name, last."""
    most = settings.POST_PER_DOMAIN.get(domain) or settings.POST_PER_DOMAIN.get(EVERY_OTHER)
    if most:
        yield domain, most
    if settings.POST_PER_SECOND:
        yield "", settings.POST_PER_SECOND
