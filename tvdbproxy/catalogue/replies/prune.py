"""Forgetting answers that nobody will miss: searches, parts of records, denials.

Clients make up new ones as long as they like. Records and lists stay, for the day when
upstream does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select

from tvdbproxy.catalogue.replies.ages import Age
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import StoredReply
from tvdbproxy.upstream.operations import Ageing

MOST_PASSING = 20_000
"""So many of them are kept at most; the oldest go."""

_PASSING = (Ageing.SEARCH, Ageing.FEED, Ageing.USER, Ageing.PART, Ageing.DENIAL)
# They serve an outage that is not longer than this.
_KEPT_AFTER_HARD_AGE = timedelta(days=2)
_ROWS_AT_A_TIME = 500


def prune(database: Database, ages: Mapping[Ageing, Age], *, most: int = MOST_PASSING) -> int:
    """Forget what is long too old, and the oldest beyond ``most``; how many went. A few rows at
    a time, so that others get their turn at the database."""
    gone = 0
    for ageing in _PASSING:
        with database.read() as session:
            oldest = now(session) - timedelta(seconds=ages[ageing].hard)
        if ageing is not Ageing.DENIAL:
            oldest -= _KEPT_AFTER_HARD_AGE
        is_old = (StoredReply.ageing == ageing) & (StoredReply.fetched_at < oldest)
        gone += _forget(database, is_old, None)
    is_passing = StoredReply.ageing.in_(_PASSING)
    with database.read() as session:
        count = session.scalar(select(func.count()).where(is_passing)) or 0
    return gone + _forget(database, is_passing, max(count - most, 0))


def _forget(database: Database, which: ColumnElement[bool], limit: int | None) -> int:
    """The oldest of these, ``limit`` of them or all."""
    gone = 0
    while limit is None or gone < limit:
        some = _ROWS_AT_A_TIME if limit is None else min(_ROWS_AT_A_TIME, limit - gone)
        with database.write() as session:
            oldest = select(StoredReply.key).where(which).order_by(StoredReply.fetched_at)
            keys = session.scalars(oldest.limit(some)).all()
            session.execute(delete(StoredReply).where(StoredReply.key.in_(keys)))
        gone += len(keys)
        if len(keys) < some:
            break
    return gone
