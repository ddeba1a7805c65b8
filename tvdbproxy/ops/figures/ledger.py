"""Figures as rows: taken when they are old enough, read by their name."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Figure
from tvdbproxy.db.upsert import upsert
from tvdbproxy.jobs.alone import Alone

Count = Callable[[Session], Mapping[str, Any]]

# Whoever counts all the time keeps the database busy for one part in so many.
_SHARE = 20
# No request waits for it, so that it may take longer than the queries of those.
_PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Counted:
    """What was counted, and when (UTC): empty, and at no time, if it was not yet."""

    value: Mapping[str, Any] = field(default_factory=dict)
    taken_at: datetime | None = None


def take(database: Database, counts: Mapping[str, Count], *, every_seconds: float) -> list[str]:
    """Count those of ``counts`` that are due: older than ``every_seconds``, or than twenty times
    what they took. The names of what was counted."""
    return [name for name, count in counts.items() if _take(database, name, count, every_seconds)]


def read(session: Session, *names: str) -> dict[str, Counted]:
    """These figures as they were when they were last counted."""
    rows = session.scalars(select(Figure).where(Figure.name.in_(names)))
    found = {row.name: Counted(row.value, row.taken_at) for row in rows}
    return {name: found.get(name, Counted()) for name in names}


def _take(database: Database, name: str, count: Count, every_seconds: float) -> bool:
    """Whoever asks while somebody else counts leaves it to him: it may take minutes."""
    with Alone(database, "figure", _PATIENCE_SECONDS).held(name) as is_ours:
        return is_ours and _count(database, name, count, every_seconds)


def _count(database: Database, name: str, count: Count, every_seconds: float) -> bool:
    with database.read() as session:
        last = session.get(Figure, name)
        moment = now(session)
        if last is not None:
            wait = timedelta(seconds=max(every_seconds, _SHARE * last.seconds))
            # A clock that was set back is no reason to wait until it has caught up.
            if moment - wait < last.taken_at <= moment:
                return False
        _be_patient(session)
        began = time.perf_counter()
        value = dict(count(session))
        seconds = time.perf_counter() - began
    with database.write() as session:
        row = {"name": name, "value": value, "taken_at": moment, "seconds": seconds}
        upsert(session, Figure, [row])
    return True


def _be_patient(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL statement_timeout = '{_PATIENCE_SECONDS:.0f}s'"))
