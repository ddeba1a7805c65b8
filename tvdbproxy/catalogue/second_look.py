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
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES, SecondLook
from tvdbproxy.db.upsert import upsert

_SOON = timedelta(minutes=15)
_LAST = timedelta(days=1)


def plan(session: Session, changes: Mapping[Owner, datetime]) -> None:
    """Look at these titles again, counted from the time of their change; a change that was
    planned for already makes no difference. Comes before the titles are wanted, as ``look``
    does it: who takes rows in another order waits for it in a circle."""
    moment = now(session)
    for owner, changed_at in sorted(changes.items()):
        if changed_at + _LAST > moment:
            _plan(session, owner, changed_at)


def look(database: Database, limit: int) -> int:
    """Have those whose time has come fetched anew, if we still have them; how many came due."""
    with database.write() as session:
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


def _plan(session: Session, owner: Owner, changed_at: datetime) -> None:
    content_type, content_id = owner
    due_at, last_at = changed_at + _SOON, changed_at + _LAST
    planned = {"content_type": content_type, "content_id": content_id}
    upsert(session, SecondLook, [{**planned, "due_at": due_at, "last_at": last_at}], update=())
    row = session.get_one(SecondLook, owner, with_for_update=True, populate_existing=True)
    if row.last_at < last_at:
        row.due_at, row.last_at = due_at, last_at


def _owner(row: SecondLook) -> Owner:
    return row.content_type, row.content_id


def _is_held(session: Session, owner: Owner) -> bool:
    return session.get(CONTENT_TABLES[owner[0]], owner[1]) is not None
