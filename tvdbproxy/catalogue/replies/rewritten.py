"""Since when our addresses in answers are what they are.

A client that asks "changed since?" by a record's own time would keep addresses that lead
nowhere, after this service has moved or rewrites in another way.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs import cursors

log = logging.getLogger(__name__)

_CURSOR = "rewriting"
_REST_SECONDS = 5.0
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class RewrittenSince:
    """Thread-safe. ``settings`` are all that decide how addresses are written; the moment at
    which they were first seen is kept in the database, for all processes and restarts."""

    def __init__(self, database: Database, settings: object) -> None:
        self._database = database
        self._print = sha256(repr(settings).encode()).hexdigest()
        self._since: datetime | None = None
        self._ask_at = 0.0
        self._lock = Lock()

    def __call__(self) -> datetime:
        """The moment; looked up once. For ever, where no other settings were seen before, or
        nobody can tell at the moment."""
        with self._lock:
            if self._since is None and time.monotonic() >= self._ask_at:
                try:
                    self._since = self._look_up()
                except Unavailable as error:
                    self._ask_at = time.monotonic() + _REST_SECONDS
                    log.warning("cannot tell when addresses changed: %s", error)
            return self._since or _EVER

    def _look_up(self) -> datetime:
        with self._database.read() as session:
            known = cursors.read(session, _CURSOR)
        if known.get("settings") != self._print:
            with self._database.write_soon() as session:
                known = self._changed(session)
        return datetime.fromisoformat(known["since"])

    def _changed(self, session: Session) -> dict[str, Any]:
        known = cursors.read(session, _CURSOR)
        if known.get("settings") != self._print:
            since = now(session) if known else _EVER
            known = {"settings": self._print, "since": since.isoformat()}
            cursors.write(session, _CURSOR, known)
        return known
