"""When to ask again, and how long to wait before."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import sleep
from typing import TypeVar

from .errors import ApiError, RateLimited, ServerTrouble, Unreachable

T = TypeVar("T")

_FIRST_SECONDS, _LONGEST_SECONDS = 0.25, 8.0
_PASSING = (429, 502, 503, 504)
_SECONDS = re.compile(r"\d{1,9}(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Patience:
    """How often something is tried at most, and for how many seconds in all."""

    tries: int = 6
    seconds: float = 60.0

    def ask(self, attempt: Callable[[int], T]) -> T:
        """What it gives in the end; it is told which attempt this is, from 1.

        What may pass is tried again: no answer, 429, 502, 503 and 504, after as long as the
        answer says. If that is longer than our patience, the error is raised at once.
        """
        until = time.monotonic() + self.seconds
        for number in range(1, self.tries):
            try:
                return attempt(number)
            except (Unreachable, RateLimited, ServerTrouble) as error:
                pause = pause_after(number, error)
                if pause is None or time.monotonic() + pause > until:
                    raise
            sleep(pause)
        return attempt(self.tries)


def pause_after(number: int, error: Unreachable | ApiError) -> float | None:
    """Seconds to wait after so many failures; ``None`` if it will not pass.

    They grow, and differ from client to client, so that not all come back together.
    """
    grown = min(_FIRST_SECONDS * 2.0 ** (number - 1), _LONGEST_SECONDS)
    pause = grown * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)
    if isinstance(error, Unreachable):
        return pause
    if error.status not in _PASSING:
        return None
    return max(pause, error.retry_after or 0.0)


def retry_after(header: str | None) -> float | None:
    """``Retry-After`` in seconds, which may also come as a date."""
    if header is None:
        return None
    if _SECONDS.fullmatch(header):
        return float(header)
    try:
        moment: datetime = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
