"""Hosts that asked to be left alone, and until when."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from tvdbproxy.fetch.retry_after import LONGEST
from tvdbproxy.fetch.statuses import limited


class Pauses:
    """Shared by every ``Fetcher`` of a process. Thread-safe.

    Time is the monotonic clock's, so that a changed wall clock neither ends a pause nor
    makes it eternal.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def pause(self, site: str, seconds: float) -> None:
        """Leave the site alone for this long, at most an hour; never less than before."""
        now = self._clock()
        until = now + min(seconds, LONGEST)
        with self._lock:
            self._until = {name: end for name, end in self._until.items() if end > now}
            self._until[site] = max(until, self._until.get(site, until))

    def check(self, site: str) -> None:
        """Raise ``UpstreamLimited`` with the seconds that remain, if any do."""
        with self._lock:
            until = self._until.get(site)
        left = 0.0 if until is None else until - self._clock()
        if left > 0:
            raise limited(left, detail=f"{site} asked for a pause")
