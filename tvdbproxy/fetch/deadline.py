"""A point in time by which a whole errand must be done."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """``at`` is on the monotonic clock, so that nobody's clock change moves it."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline this many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.at

    @property
    def remaining(self) -> float:
        """Seconds until then, 0 when it has passed."""
        return max(self.at - time.monotonic(), 0.0)

    def left(self, at_most: float) -> float:
        """Seconds to wait for the next thing, never more than ``at_most``.

        Raises ``TimeoutError`` when there are none left.
        """
        remaining = self.remaining
        if not remaining:
            raise TimeoutError("the total time is used up")
        return min(remaining, at_most)
