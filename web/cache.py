from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

log = structlog.get_logger(__name__)


def _or_here(name: str) -> Callable[..., Any]:
    """Ask Redis, and this process itself while Redis is away."""

    def ask(self: SturdyCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(SturdyCache, self), name)(*args, **kwargs)
        except (ConnectionError, TimeoutError) as trouble:
            log.warning("cache_away", trouble=type(trouble).__name__)
            return getattr(self.here, name)(*args, **kwargs)

    return ask


class SturdyCache(RedisCache):
    """Redis, shared by all processes; while it is away each process counts for itself.

    So pages go on and the rate limits still hold, per process, when Redis is down (F4, Z25).
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.here = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})

    add, get, set, touch, delete, incr, has_key, get_many, set_many, delete_many = map(
        _or_here,
        ("add", "get", "set", "touch", "delete", "incr", "has_key", "get_many", "set_many", "delete_many"),
    )

    def count_different(self, key: str, values: Collection[int], seconds: int) -> int:
        """Add these values to those of this key and return about how many different ones it has by now.

        One trip to Redis, which keeps a HyperLogLog of at most 12 KB: a count that is mostly less than one percent off.
        """
        kept_as = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(kept_as, write=True).pipeline(transaction=False) as trip:
                trip.pfadd(kept_as, *values)
                trip.pfcount(kept_as)
                trip.expire(kept_as, seconds)
                counted: int = trip.execute()[1]
        except (ConnectionError, TimeoutError) as trouble:
            log.warning("cache_away", trouble=type(trouble).__name__)
            known = self.here.get(key, frozenset()) | frozenset(values)
            self.here.set(key, known, seconds)
            counted = len(known)
        return counted
