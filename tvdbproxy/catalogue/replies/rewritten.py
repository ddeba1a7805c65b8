"""Since when our addresses in answers are what they are.

A client that asks "changed since?" by a record's own time would keep addresses that lead
nowhere, after this service has moved or rewrites in another way.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock

from tvdbproxy.db.database import Database, now
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs import cursors

log = logging.getLogger(__name__)

_CURSOR = "rewriting"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class RewrittenSince:
    """Thread-safe. ``settings`` are all that decide how addresses are written; the moment at
    which they were first seen is kept in the database, for all processes and restarts."""

    def __init__(self, database: Database, settings: object) -> None:
        self._database = database
        self._print = sha256(repr(settings).encode()).hexdigest()
        self._since: datetime | None = None
        self._lock = Lock()

    def __call__(self) -> datetime:
        """The moment; looked up once. For ever, where no other settings were seen before."""
        with self._lock:
            if self._since is None:
                try:
                    self._since = self._look_up()
                except Unavailable as error:
                    log.warning("cannot tell when addresses changed: %s", error)
                    return datetime.now(UTC)
            return self._since

    def _look_up(self) -> datetime:
        """Read alone, as a rule: whoever writes may have to wait for others who do."""
        with self._database.read() as session:
            known = cursors.read(session, _CURSOR)
        if known.get("settings") == self._print:
            return datetime.fromisoformat(known["since"])
        with self._database.write() as session:
            known = cursors.read(session, _CURSOR)
            if known.get("settings") != self._print:
                since = now(session) if known else _EVER
                known = {"settings": self._print, "since": since.isoformat()}
                cursors.write(session, _CURSOR, known)
        return datetime.fromisoformat(known["since"])
