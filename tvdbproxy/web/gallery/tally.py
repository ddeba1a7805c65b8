"""Counts for the head of every page, without counting for every page."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.catalogue.read import Counts, counts
from tvdbproxy.db.database import Database
from tvdbproxy.ops.progress import Progress, progress
from tvdbproxy.ops.recent import Recent


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


def latest_tally(database: Database, *, full: bool) -> Recent[Tally]:
    """A tally that is no older than twenty times what it takes to make one: counting takes
    at most one part in twenty of the time, however large the tables grow."""
    return Recent(
        lambda: Tally(counts(database), progress(database, full=full)), seconds=0, share=20
    )
