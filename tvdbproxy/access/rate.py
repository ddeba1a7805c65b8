"""How often a caller may do something, counted in Redis for all processes together."""

from __future__ import annotations

import logging
import time
from functools import lru_cache

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from tvdbproxy.errors import ConfigurationError, RateLimited

log = logging.getLogger(__name__)


class RateLimit:
    """A limit such as ``120/minute``. ``url`` is the broker's: Redis, or ``memory://``."""

    def __init__(self, rule: str, url: str, name: str) -> None:
        self._item = rule_of(rule, "SYNC_RATE_LIMIT")
        self._name = name
        self._limiter = MovingWindowRateLimiter(_storage(url))

    def hit(self, caller: str) -> None:
        """Count one. Raises ``RateLimited`` with the seconds to wait.

        Where Redis is away nothing is limited: what is limited here needs Redis anyway.
        """
        try:
            if self._limiter.hit(self._item, self._name, caller):
                return
            reset = self._limiter.get_window_stats(self._item, self._name, caller).reset_time
            wait = reset - time.time()
            if wait > self._item.get_expiry() + 1:  # counted by a clock that was set back since
                self._limiter.clear(self._item, self._name, caller)
                return
        except (RedisError, OSError) as error:
            log.warning("cannot count %s: %s", self._name, error)
            return
        raise RateLimited(
            f"More than {self._item} of these; wait and try again.", retry_after=max(wait, 1)
        )


@lru_cache(maxsize=1024)
def rule_of(rule: str, variable: str) -> RateLimitItem:
    """What ``120/minute`` means. Raises ``ConfigurationError``, naming the variable."""
    try:
        return parse(rule)
    except ValueError as error:
        raise ConfigurationError(
            f"{variable}={rule!r}: write it as in 120/minute or 10/second"
        ) from error


def _storage(url: str) -> Storage:
    if url.startswith("memory:"):
        return MemoryStorage()
    # Shorter than the queue's: the request that is counted has to reach that one, too.
    return RedisStorage(url, socket_connect_timeout=0.3, socket_timeout=0.3)
