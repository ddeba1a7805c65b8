"""Titles that changed are fetched once more later, and a last time after a day.

Upstream's own cache lags behind its feed by minutes or hours: what is fetched right after a
change may be the old state, and no further change tells of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.refresh import want
from tvdbproxy.db.database import now
from tvdbproxy.db.models import CONTENT_TABLES, SecondLook

_SOON = timedelta(minutes=15)
_LAST = timedelta(days=1)


def plan(session: Session, changes: Mapping[Owner, datetime]) -> None:
    """Look at these titles again, counted from the time of their change; a change that was
    planned for already makes no difference."""
    moment = now(session)
    for (content_type, content_id), changed_at in sorted(changes.items()):
        last_at = changed_at + _LAST
        due_at = changed_at + _SOON
        row = session.get(SecondLook, (content_type, content_id))
        if last_at <= moment or (row is not None and row.last_at >= last_at):
            continue
        if row is None:
            row = SecondLook(content_type=content_type, content_id=content_id)
            session.add(row)
        row.due_at, row.last_at = due_at, last_at


def look(session: Session, limit: int) -> int:
    """Have those whose time has come fetched anew, if we still have them; how many came due."""
    moment = now(session)
    rows = session.scalars(
        select(SecondLook)
        .where(SecondLook.due_at <= moment)
        .order_by(SecondLook.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    want(session, [owner for row in rows if _is_held(session, owner := _owner(row))])
    for row in rows:
        if row.last_at <= moment:
            session.delete(row)
        else:
            row.due_at = row.last_at
    return len(rows)


def _owner(row: SecondLook) -> Owner:
    return row.content_type, row.content_id


def _is_held(session: Session, owner: Owner) -> bool:
    return session.get(CONTENT_TABLES[owner[0]], owner[1]) is not None
