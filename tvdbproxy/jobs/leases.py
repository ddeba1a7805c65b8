"""A name held by one process at a time, until it lets go or falls silent.

Clocks go wrong, too: on SQLite time is this machine's, which may be set back. A lease that
ends later than any that could be taken now was taken by a clock that was ahead. It holds
nobody back, or work would wait until the clock has caught up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Lease
from tvdbproxy.db.upsert import upsert

# As long as LEASE_SECONDS may be.
LONGEST_SECONDS = 3600.0
# Between reading the clock and writing the row, one may have waited for a lock.
_SLACK_SECONDS = 60.0


def acquire(session: Session, name: str, holder: str, seconds: float) -> bool:
    """Take the lease, or renew it if ``holder`` has it already."""
    moment = now(session)
    until = moment + timedelta(seconds=seconds)
    upsert(session, Lease, [{"name": name, "holder": "", "until": moment}], update=())
    free = or_(is_over(Lease.until, moment, seconds), Lease.holder == holder)
    result = session.execute(
        update(Lease).where(Lease.name == name, free).values(holder=holder, until=until)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def is_held(session: Session, name: str) -> bool:
    """Whether somebody holds it now. Cheaper than trying to take it."""
    free = is_over(Lease.until, now(session))
    return session.scalar(select(Lease.name).where(Lease.name == name, ~free)) is not None


def is_over(
    until: InstrumentedAttribute[Any], moment: datetime, seconds: float = LONGEST_SECONDS
) -> ColumnElement[bool]:
    """The condition under which a lease of ``seconds`` holds nobody back (any more)."""
    never_so_late = moment + timedelta(seconds=seconds + _SLACK_SECONDS)
    return or_(until.is_(None), until <= moment, until > never_so_late)


def prune(session: Session) -> None:
    """Forget names that ran out a day ago: those of processes that died."""
    session.execute(delete(Lease).where(Lease.until < now(session) - timedelta(days=1)))


def release(session: Session, name: str, holder: str) -> None:
    """Let go, if it is ours. The row goes too: names are many and short-lived."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
