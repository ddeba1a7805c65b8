"""Counts for the head of every page, without counting for every page."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from tvdbproxy.catalogue.read import Counts, counts
from tvdbproxy.db.database import Database
from tvdbproxy.ops.progress import Progress, progress

# Counting takes at most one part in twenty of the time, however large the tables grow:
# two milliseconds in the sample catalogue, seconds among a million titles.
_REST = 20


@dataclass(frozen=True)
class Tally:
    """How much there is, and how far the sync has come."""

    counts: Counts
    progress: Progress

    @property
    def steps_done(self) -> int:
        """Titles read and pictures settled, for better or worse."""
        settled = sum(self.progress.artwork[state] for state in ("ready", "failed", "missing"))
        return self.progress.titles_done + settled

    @property
    def steps_total(self) -> int:
        """Titles and pictures that are known of so far."""
        return self.progress.titles_total + self.progress.artwork["total"]


class Tallies:
    """The latest tally of a database. Thread-safe; while one thread counts, the others get
    what was counted before."""

    def __init__(self, database: Database, *, full: bool) -> None:
        self._database = database
        self._full = full
        self._lock = threading.Lock()
        self._latest: Tally | None = None
        self._good_until = 0.0

    def latest(self) -> Tally:
        """A tally that is no older than twenty times what it takes to make one."""
        if self._latest is not None and time.monotonic() < self._good_until:
            return self._latest
        if self._latest is not None and self._lock.locked():
            return self._latest
        with self._lock:
            return self._count()

    def _count(self) -> Tally:
        started = time.monotonic()
        if self._latest is None or started >= self._good_until:
            self._latest = Tally(counts(self._database), progress(self._database, full=self._full))
            ended = time.monotonic()
            self._good_until = ended + _REST * (ended - started)
        return self._latest
