"""A figure that is expensive to count, counted no more often than it can be afforded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

# Whoever asks every second must not keep the database busy for more than a tenth of it.
_SHARE = 10


class Recent(Generic[T]):
    """The value of ``count``, at most ``seconds`` old, or ten times as old as it took to
    count if that is more. Thread-safe; one thread counts while the others wait for it."""

    def __init__(self, count: Callable[[], T], seconds: float = 1) -> None:
        self._count = count
        self._seconds = seconds
        self._lock = threading.Lock()
        self._value: T | None = None
        self._expires = float("-inf")

    def get(self) -> T:
        """The value. Raises what ``count`` raises."""
        with self._lock:
            if self._value is None or time.monotonic() >= self._expires:
                started = time.monotonic()
                self._value = self._count()
                took = time.monotonic() - started
                self._expires = time.monotonic() + max(self._seconds, _SHARE * took)
            return self._value
