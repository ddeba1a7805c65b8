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
    """``count`` who may wait at the same time. Thread-safe; one per process.

    Who finds all taken stands for ``patience_seconds``: that is as long as an answer that
    needs nobody can be late.
    """

    def __init__(self, count: int, patience_seconds: float = 2) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._patience_seconds = patience_seconds

    @contextmanager
    def taken(self, *, at_once: bool = False) -> Iterator[None]:
        """Wait for somebody inside. Raises ``Overloaded`` where no seat comes free."""
        if not self._free.acquire(timeout=0 if at_once else self._patience_seconds):
            raise Overloaded(
                "Too many requests wait at the moment; try again shortly.", retry_after=2
            )
        try:
            yield
        finally:
            self._free.release()
