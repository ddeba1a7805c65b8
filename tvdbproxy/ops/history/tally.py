"""Counting in memory, written now and then: what is counted costs those who wait nothing.

What a process had not written when it was killed is lost. It is a few seconds' worth, of figures
that nothing depends on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import PictureViews, Sample
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import TvdbProxyError

log = logging.getLogger(__name__)

_FLUSH_SECONDS = 10.0
# Of what strangers choose, as many are remembered between two writings, and the most frequent
# of them are written: what is viewed most is among them, writing after writing.
_MOST_PREFIXES, _WRITTEN_PREFIXES = 10_000, 200


class Tally:
    """Thread-safe. The first count starts a thread that writes every few ``seconds``."""

    def __init__(
        self,
        database: Database,
        seconds: float = _FLUSH_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._seconds = seconds
        self._clock = clock
        self._counts: Counter[tuple[str, int]] = Counter()
        self._views: Counter[tuple[str, date]] = Counter()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def count(self, name: str, number: float = 1) -> None:
        """So many more of ``name``, now."""
        minute = int(self._clock() // 60)
        with self._lock:
            self._counts[name, minute] += number  # type: ignore[assignment]
            self._start()

    def view(self, prefix: str) -> None:
        """The picture whose objects begin with ``prefix`` was served once."""
        day = datetime.fromtimestamp(self._clock(), UTC).date()
        with self._lock:
            if len(self._views) < _MOST_PREFIXES or (prefix, day) in self._views:
                self._views[prefix, day] += 1
            self._start()

    def flush(self) -> None:
        """Write what there is. If the database does not take it, it waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            views, self._views = self._views, Counter()
        if not counts and not views:
            return
        try:
            self._write(counts, views)
        except TvdbProxyError as error:
            log.info("counts are written later: %s", error)
            with self._lock:
                self._counts.update(counts)
                self._views.update(views)

    def close(self) -> None:
        """Write what there is, once, and stop."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            self.flush()

    def _write(self, counts: Counter[tuple[str, int]], views: Counter[tuple[str, date]]) -> None:
        # In one order everywhere: processes that write at the same time lock in turn.
        samples = [
            {"name": name, "minute": minute, "value": number}
            for (name, minute), number in sorted(counts.items())
        ]
        viewed = [
            {"prefix": prefix, "day": day, "views": number}
            for (prefix, day), number in sorted(views.most_common(_WRITTEN_PREFIXES))
        ]
        with self._database.write_soon() as session:
            upsert(session, Sample, samples, update=(), add=("value",))
            upsert(session, PictureViews, viewed, update=(), add=("views",))
