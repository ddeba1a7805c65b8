"""Claims are leases: one ``UPDATE ... WHERE`` takes a row, counts the delivery, and wins.

Works on every table that has ``due_at, claim, lease_until, attempts``. A row is free
when its time has come and nobody's lease on it is still running; whoever dies simply
lets the lease run out.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Callback, ProcessingJob, Refresh
from tvdbproxy.jobs.leases import is_over

Claimable = type[Artwork] | type[Callback] | type[ProcessingJob] | type[Refresh]


def new_claim() -> str:
    """A token that no other claim has."""
    return uuid.uuid4().hex


def take(
    session: Session, table: Claimable, where: ColumnElement[bool], claim: str, seconds: float
) -> bool:
    """Claim the row if it is due and free. ``attempts`` is one higher afterwards."""
    moment = now(session)
    statement = (
        update(table)
        .where(where, is_due(table, moment))
        .values(
            claim=claim,
            lease_until=moment + timedelta(seconds=seconds),
            attempts=table.attempts + 1,
        )
    )
    return _touched(session, statement)


def extend(
    session: Session, table: Claimable, where: ColumnElement[bool], claim: str, seconds: float
) -> bool:
    """Push the lease further out; ``False`` if the claim is not ours any more."""
    until = now(session) + timedelta(seconds=seconds)
    return _touched(
        session, update(table).where(where, table.claim == claim).values(lease_until=until)
    )


def revoked(table: Claimable, moment: datetime) -> dict[str, Any]:
    """Values that take a row from whoever is at it. That delivery has come to no end, but it
    did not die either, and does not count."""
    lives = (table.lease_until > moment) & (table.attempts > 0)
    return {
        "claim": None,
        "lease_until": None,
        "attempts": case((lives, table.attempts - 1), else_=table.attempts),
    }


def is_due(table: Claimable, moment: datetime) -> ColumnElement[bool]:
    """The condition under which a row may be claimed."""
    return (table.due_at <= moment) & is_over(table.lease_until, moment)


def unsent(
    session: Session,
    table: Claimable,
    columns: Sequence[Any],
    *,
    resend_after: float,
    limit: int,
    where: Sequence[ColumnElement[bool]] = (),
) -> list[Any]:
    """Rows that are due and free and whose message, if one was sent, must be lost.

    Marks them as sent, the longest due first. The caller sends after the commit.
    """
    moment = now(session)
    rows = session.execute(
        select(*columns)
        .where(is_due(table, moment), is_lost(table.sent_at, moment, resend_after), *where)
        .order_by(table.due_at)
        .limit(limit)
    ).all()
    for chosen in by_key(columns, rows):
        session.execute(update(table).where(chosen).values(sent_at=moment))
    return list(rows)


def by_key(columns: Sequence[Any], keys: Iterable[Sequence[Any]]) -> Iterator[ColumnElement[bool]]:
    """Conditions that together hold for the rows with these keys, one for each value of all
    columns but the last. SQLite finds pairs in a list only by looking at every row."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for *first, last in keys:
        groups[tuple(first)].append(last)
    for first, lasts in groups.items():
        same = [column == value for column, value in zip(columns, first, strict=False)]
        yield and_(*same, columns[-1].in_(lasts))


def is_lost(
    sent_at: InstrumentedAttribute[Any], moment: datetime, resend_after: float
) -> ColumnElement[bool]:
    """The condition under which a message is taken for lost: never sent, sent too long ago,
    or at a time that has not come yet."""
    around = timedelta(seconds=resend_after)
    return or_(sent_at.is_(None), sent_at < moment - around, sent_at > moment + around)


def _touched(session: Session, statement: Any) -> bool:
    result = cast("CursorResult[Any]", session.execute(statement))
    return result.rowcount == 1
