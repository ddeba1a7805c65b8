"""Counting in memory, written now and then: what is counted costs those who wait nothing.

What a process had not written when it was killed is lost. It is a few seconds' worth, of figures
that nothing depends on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import PictureViews, Sample
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.meter.events import Event
from tvdbproxy.ops.history.names import counted_as
from tvdbproxy.storage.keys import picture_prefix

log = logging.getLogger(__name__)

_FLUSH_SECONDS = 10.0
# Of the pictures that were served between two writings, so many are looked through, and the most
# frequent written: what is viewed most is among them, writing after writing.
_MOST_VIEWS, _WRITTEN_PREFIXES = 1_000_000, 200


class Tally:
    """A meter that remembers what the dashboard plots, minute by minute, and which pictures are
    viewed. Thread-safe. The first count starts a thread that writes every few ``seconds``."""

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
        # Appending is atomic: whoever serves a picture waits for no lock.
        self._viewed: deque[str] = deque(maxlen=_MOST_VIEWS)
        self._unwritten: Counter[tuple[str, date]] = Counter()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """See ``Meter``."""
        name = counted_as(event, labels)
        if name is None:
            return
        minute = int(self._clock() // 60)
        with self._lock:
            self._counts[name, minute] += int(amount)
        self._begin()

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """See ``Meter``."""
        self.count(event, *labels)

    def view(self, key: str) -> None:
        """The object under this key was served once."""
        self._viewed.append(key)
        if self._thread is None:
            self._begin()

    def flush(self) -> None:
        """Write what there is. If the database does not take it, it waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            views, self._unwritten = self._unwritten, Counter()
        views.update(self._views())
        if not counts and not views:
            return
        try:
            self._write(counts, views)
        except TvdbProxyError as error:
            log.info("counts are written later: %s", error)
            with self._lock:
                self._counts.update(counts)
                self._unwritten.update(dict(views.most_common(_WRITTEN_PREFIXES)))

    def close(self) -> None:
        """Write what there is, once, and stop."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            self.flush()

    def _views(self) -> Counter[tuple[str, date]]:
        """What was viewed since the last time, as pictures of today."""
        keys: Counter[str] = Counter()
        with suppress(IndexError):  # another thread may take some at the same time
            for _ in range(len(self._viewed)):
                keys[self._viewed.popleft()] += 1
        day = datetime.fromtimestamp(self._clock(), UTC).date()
        views: Counter[tuple[str, date]] = Counter()
        for key, number in keys.items():
            prefix = picture_prefix(key)
            if prefix is not None:
                views[prefix, day] += number
        return views

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
