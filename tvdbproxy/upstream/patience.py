"""Asking again: a few times, with pauses, in bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tvdbproxy.errors import TvdbProxyError, UpstreamTimeout, UpstreamUnavailable

T = TypeVar("T")

# No answer, or half of one. What upstream says clearly, 429 included, is for the caller.
_RETRIED_CODES = frozenset({"upstream_truncated"})
_FINAL_CODES = frozenset({"upstream_circuit_open"})


@dataclass(frozen=True)
class Patience:
    """How often to ask (``attempts``, at least once) and when to stop beginning anew.

    After ``total_seconds`` no further attempt begins, so that all together take at most
    that and one more attempt. Pauses double from ``first_pause`` and vary by half.
    """

    attempts: int = 3
    first_pause: float = 0.5
    total_seconds: float = 45
    sleep: Callable[[float], None] = time.sleep

    def ask(self, question: Callable[[], T]) -> T:
        """The answer, or the last error. The question must be safe to repeat."""
        started = time.monotonic()
        for attempt in range(1, self.attempts):
            try:
                return question()
            except TvdbProxyError as error:
                pause = self._pause(attempt, error)
                late = time.monotonic() - started + pause > self.total_seconds
                if late or not _is_worth_repeating(error):
                    raise
            self.sleep(pause)
        return question()

    def _pause(self, attempt: int, error: TvdbProxyError) -> float:
        growing = self.first_pause * float(2 ** (attempt - 1))
        return max(growing, error.retry_after or 0) * random.uniform(1, 1.5)  # noqa: S311


def _is_worth_repeating(error: TvdbProxyError) -> bool:
    if error.code in _FINAL_CODES:
        return False
    return isinstance(error, UpstreamUnavailable | UpstreamTimeout) or error.code in _RETRIED_CODES
