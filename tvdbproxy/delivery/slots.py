"""How much may be in the works at the same time, so that threads are left for what is not."""

from __future__ import annotations

import threading


class Slots:
    """At most ``at_a_time`` threads hold one, and no more than ``within`` has, of which theirs
    are a part. A thread that has one gets it again: it cannot stand in its own way."""

    def __init__(self, at_a_time: int, within: Slots | None = None) -> None:
        self._free = threading.BoundedSemaphore(at_a_time)
        self._within = within
        self._mine = threading.local()

    def acquire(self, timeout: float) -> bool:
        """Whether there was one within ``timeout`` seconds. Give it back in the same thread."""
        if self._depth == 0:
            if not self._free.acquire(timeout=timeout):
                return False
            if self._within is not None and not self._within.acquire(timeout):
                self._free.release()
                return False
        self._depth += 1
        return True

    def release(self) -> None:
        """Give it back."""
        self._depth -= 1
        if self._depth == 0:
            if self._within is not None:
                self._within.release()
            self._free.release()

    @property
    def _depth(self) -> int:
        return getattr(self._mine, "depth", 0)

    @_depth.setter
    def _depth(self, depth: int) -> None:
        self._mine.depth = depth
