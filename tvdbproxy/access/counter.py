"""Counting for all processes together, by a Redis that may be away.

Whoever is counted here waits for an answer, so Redis is given 0.3 seconds. When it fails or
takes longer, this process counts for itself for the next five seconds, and then one request,
not all at once, tries Redis again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

T = TypeVar("T")

_PATIENCE_SECONDS = 0.3
_REST_SECONDS = 5.0


class SharedCounter:
    """``url`` is the broker's: Redis, or ``memory://``. Thread-safe; raises nothing."""

    def __init__(self, url: str, name: str) -> None:
        self._name = name
        self._here = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None if url.startswith("memory:") else _shared(url)
        self._rests_until = 0.0
        self._lock = threading.Lock()

    def hit(self, limit: RateLimitItem, who: str) -> float | None:
        """Count one of ``who``. If it is one too many: how many seconds to wait, 1 or more."""

        def ask(limiter: SlidingWindowCounterRateLimiter) -> float | None:
            allowed = limiter.hit(limit, self._name, who)
            return None if allowed else self._wait(limiter, limit, who)

        return self._asked(ask)

    def full(self, limit: RateLimitItem, who: str) -> float | None:
        """As ``hit``, but nothing is counted."""

        def ask(limiter: SlidingWindowCounterRateLimiter) -> float | None:
            allowed = limiter.test(limit, self._name, who)
            return None if allowed else self._wait(limiter, limit, who)

        return self._asked(ask)

    def _wait(
        self, limiter: SlidingWindowCounterRateLimiter, limit: RateLimitItem, who: str
    ) -> float:
        reset = limiter.get_window_stats(limit, self._name, who).reset_time
        return min(max(reset - time.time(), 1.0), float(limit.get_expiry()))

    def _asked(self, ask: Callable[[SlidingWindowCounterRateLimiter], T]) -> T:
        if self._shared is None or self._is_resting():
            return ask(self._here)
        began = time.monotonic()
        try:
            answer = ask(self._shared)
        except (RedisError, OSError) as error:
            self._rest(str(error))
            return ask(self._here)
        if time.monotonic() - began > _PATIENCE_SECONDS:
            self._rest("it takes too long")
        else:
            self._go_on()
        return answer

    def _is_resting(self) -> bool:
        """Whether Redis is left alone. Who finds the rest over tries, and others wait for that."""
        if not self._rests_until:
            return False
        with self._lock:
            if time.monotonic() < self._rests_until:
                return True
            self._rests_until = time.monotonic() + _REST_SECONDS
            return False

    def _rest(self, why: str) -> None:
        with self._lock:
            if not self._rests_until:
                log.warning("%s are counted by each process for itself: %s", self._name, why)
            self._rests_until = time.monotonic() + _REST_SECONDS

    def _go_on(self) -> None:
        if self._rests_until:
            with self._lock:
                self._rests_until = 0.0
            log.info("%s are counted by Redis again", self._name)


def _shared(url: str) -> SlidingWindowCounterRateLimiter:
    storage = RedisStorage(
        url,
        socket_connect_timeout=_PATIENCE_SECONDS,
        socket_timeout=_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
        driver_info=None,  # type: ignore[arg-type]  # two questions fewer for each connection
        protocol=2,
    )
    return SlidingWindowCounterRateLimiter(storage)
