"""A figure that is expensive to count, counted no more often than it can be afforded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The value of ``count``, at most ``seconds`` old, or ``share`` times as old as it took to
    count if that is more: who asks all the time keeps the database busy for one part in
    ``share``. Thread-safe; while one thread counts, the others get the value
    before, and wait only for the very first."""

    def __init__(self, count: Callable[[], T], seconds: float = 1, share: float = 10) -> None:
        self._count = count
        self._seconds = seconds
        self._share = share
        self._lock = threading.Lock()
        self._value: T | None = None
        self._expires = float("-inf")

    def get(self) -> T:
        """The value. Raises what ``count`` raises."""
        if self._value is not None and time.monotonic() < self._expires:
            return self._value
        if not self._lock.acquire(blocking=self._value is None):
            assert self._value is not None
            return self._value
        try:
            return self._recounted()
        finally:
            self._lock.release()

    def _recounted(self) -> T:
        started = time.monotonic()
        if self._value is None or started >= self._expires:
            self._value = self._count()
            ended = time.monotonic()
            self._expires = ended + max(self._seconds, self._share * (ended - started))
        return self._value
