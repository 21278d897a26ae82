from __future__ import annotations

from collections.abc import Callable
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
