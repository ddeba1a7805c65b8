"""Room for those who wait for somebody else, so that others are left to answer the rest.

Whatever a request waits for (another server, a picture that is being made, a place in a
queue), it takes one seat of its process meanwhile. There are fewer seats than threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tvdbproxy.errors import Overloaded


class Seats:
    """``count`` who may wait at the same time. Thread-safe.

    Who finds all taken stands for ``patience_seconds``: that is as long as an answer that
    needs nobody can be late. Who has a seat has it for whatever it comes to on it. Seats may be
    a part of others, ``within`` which there have to be seats as well.
    """

    def __init__(
        self, count: int, patience_seconds: float = 2, within: Seats | None = None
    ) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._patience_seconds = patience_seconds
        self._within = within
        self._mine = threading.local()

    @contextmanager
    def taken(self, *, at_once: bool = False) -> Iterator[None]:
        """Wait for somebody inside. Raises ``Overloaded`` where no seat comes free."""
        patience = 0 if at_once else self._patience_seconds
        if not self._sit_down(patience):
            raise Overloaded(
                "Too many requests wait at the moment; try again shortly.", retry_after=2
            )
        try:
            yield
        finally:
            self._get_up()

    def _sit_down(self, patience: float) -> bool:
        if self._depth == 0:
            if not self._free.acquire(timeout=patience):
                return False
            if self._within is not None and not self._within._sit_down(patience):
                self._free.release()
                return False
        self._depth += 1
        return True

    def _get_up(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            if self._within is not None:
                self._within._get_up()
            self._free.release()

    @property
    def _depth(self) -> int:
        """How often this thread has sat down on the seat that it has."""
        depth: int = getattr(self._mine, "depth", 0)
        return depth

    @_depth.setter
    def _depth(self, depth: int) -> None:
        self._mine.depth = depth
