"""How long to wait before trying again."""

from __future__ import annotations

import random
from datetime import timedelta

_FIRST_SECONDS = 15.0
_LONGEST_SECONDS = 6 * 3600.0


def backoff(failures: int, retry_after: float | None = None) -> timedelta:
    """The pause after the n-th failure in a row: doubling, with jitter, never below
    what the other side asked for (``retry_after`` seconds)."""
    base = min(_FIRST_SECONDS * 2 ** min(failures - 1, 20), _LONGEST_SECONDS)
    jittered = base * random.uniform(0.75, 1.25)  # noqa: S311  (spreads load, hides nothing)
    return timedelta(seconds=max(jittered, retry_after or 0))
