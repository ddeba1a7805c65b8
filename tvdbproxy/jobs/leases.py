"""A name held by one process at a time, until it lets go or falls silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Lease
from tvdbproxy.db.upsert import upsert


def acquire(session: Session, name: str, holder: str, seconds: float) -> bool:
    """Take the lease, or renew it if ``holder`` has it already."""
    moment = now(session)
    until = moment + timedelta(seconds=seconds)
    upsert(session, Lease, [{"name": name, "holder": "", "until": moment}], update=())
    free = or_(Lease.until <= moment, Lease.holder == holder)
    result = session.execute(
        update(Lease).where(Lease.name == name, free).values(holder=holder, until=until)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def prune(session: Session) -> None:
    """Forget names that ran out a day ago: those of processes that died."""
    session.execute(delete(Lease).where(Lease.until < now(session) - timedelta(days=1)))


def release(session: Session, name: str, holder: str) -> None:
    """Let go, if it is ours. The row goes too: names are many and short-lived."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
