"""Counting where there is no time for it: what is told now is counted a moment later.

Remembering that something happened costs a tenth of a microsecond, counting it one for each
who counts, and more where several processes count together.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from contextlib import suppress

from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import Meter

Happened = tuple[tuple[Event, tuple[str, ...]], ...]
"""Events with their labels, that happen together."""

_SECONDS = 1.0


class Deferred:
    """A meter that tells another one every second, from a thread of its own, and whenever it
    has to ``settle``. Build it after the last fork, and close it: what is not settled is lost.
    """

    def __init__(self, meter: Meter, seconds: float = _SECONDS) -> None:
        self._meter = meter
        self._seconds = seconds
        # Appending and taking are atomic: nobody waits for a lock.
        self._happened: deque[Happened] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """Remember it; at once only if it is more than one."""
        if amount != 1:
            self._meter.count(event, *labels, amount=amount)
            return
        self.together(((event, labels),))

    def together(self, happened: Happened) -> None:
        """Remember all of it in one step; cheapest where it was put together beforehand."""
        self._happened.append(happened)
        if self._thread is None:
            self._begin()

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """At once: whoever measured has had time."""
        self._meter.took(event, *labels, seconds=seconds)

    def settle(self) -> None:
        """Tell all that happened until now."""
        happened: Counter[Happened] = Counter()
        with suppress(IndexError):  # another thread may settle at the same time
            for _ in range(len(self._happened)):
                happened[self._happened.popleft()] += 1
        for events, times in happened.items():
            for event, labels in events:
                self._meter.count(event, *labels, amount=times)

    def close(self) -> None:
        """Settle for the last time."""
        self._closed.set()
        self.settle()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._settle, name="meter", daemon=True)
                self._thread.start()

    def _settle(self) -> None:
        while not self._closed.wait(self._seconds):
            self.settle()
