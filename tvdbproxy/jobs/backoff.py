"""How long to wait before trying again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """The first pause, what each further one is longer by, and the longest; in seconds."""

    first: float = 15.0
    factor: float = 2.0
    longest: float = 6 * 3600.0


USUAL = Pace()


def backoff(failures: int, retry_after: float | None = None, *, pace: Pace = USUAL) -> timedelta:
    """The pause after the n-th failure in a row: growing, with jitter, never below
    what the other side asked for (``retry_after`` seconds)."""
    base = min(pace.first * pace.factor ** min(failures - 1, 20), pace.longest)
    jittered = base * random.uniform(0.75, 1.25)  # noqa: S311  (spreads load, hides nothing)
    return timedelta(seconds=max(jittered, retry_after or 0))
