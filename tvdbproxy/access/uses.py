"""How often each key is used, and when last: collected in memory, written now and then.

What a process had not written when it was killed is lost. It is a few seconds' worth, of figures
that nothing depends on.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

from sqlalchemy import case, or_, update

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ApiKey
from tvdbproxy.errors import TvdbProxyError

log = logging.getLogger(__name__)


class Uses:
    """Thread-safe. The first use starts a thread that writes every few ``seconds``."""

    def __init__(self, database: Database, seconds: float) -> None:
        self._database = database
        self._seconds = seconds
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def count(self, key_id: str) -> None:
        """One use, now."""
        with self._lock:
            number, _ = self._counts.get(key_id, (0, 0.0))
            self._counts[key_id] = (number + 1, time.time())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="key-uses", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write what there is. If the database does not take it, it waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, {}
        if not counts:
            return
        try:
            self._write(counts)
        except TvdbProxyError as error:
            log.warning("uses of keys are written later: %s", error)
            self._take_back(counts)

    def close(self) -> None:
        """Write what there is, once, and stop."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            self.flush()

    def _write(self, counts: dict[str, tuple[int, float]]) -> None:
        with self._database.write() as session:
            # In one order everywhere: processes that write at the same time lock in turn.
            for key_id, (number, seconds) in sorted(counts.items()):
                moment = datetime.fromtimestamp(seconds, UTC)
                is_later = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < moment)
                session.execute(
                    update(ApiKey)
                    .where(ApiKey.id == key_id)
                    .values(
                        uses=ApiKey.uses + number,
                        last_used_at=case((is_later, moment), else_=ApiKey.last_used_at),
                    )
                )

    def _take_back(self, counts: dict[str, tuple[int, float]]) -> None:
        with self._lock:
            for key_id, (number, seconds) in counts.items():
                more, later = self._counts.get(key_id, (0, 0.0))
                self._counts[key_id] = (number + more, max(seconds, later))
