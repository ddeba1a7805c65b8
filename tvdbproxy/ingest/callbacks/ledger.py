"""Callbacks as operators see them: what was told, what waits, and what could not be told."""

from __future__ import annotations

import base64
import binascii
import heapq
import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Callback, CallbackStatus
from tvdbproxy.db.newest import newest
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.ingest.callbacks.step import follow


@dataclass(frozen=True)
class CallbackView:
    """One callback. Times are UTC; ``attempts`` is how often it was sent, or begun to be."""

    id: str
    kind: str
    event: str
    method: str
    url: str
    job_id: str | None
    image_id: str | None
    status: str
    attempts: int
    failures: int
    due_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True)
class Page:
    """Some callbacks, and where the next ones begin, if there are more."""

    callbacks: tuple[CallbackView, ...]
    next_cursor: str | None


def page(
    session: Session,
    *,
    status: CallbackStatus | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """The newest callbacks first, or those after ``cursor``. Raises ``InvalidRequest``
    (``invalid_cursor``)."""
    before = None if cursor is None else _read(cursor)
    order = (Callback.created_at, Callback.id)
    # Those of each status are in the order of an index; all together are not.
    found = [
        session.scalars(
            newest(select(Callback), [(Callback.status, one)], order, before).limit(limit + 1)
        )
        for one in ([status] if status is not None else CallbackStatus)
    ]
    rows = heapq.nlargest(limit + 1, chain(*found), key=lambda row: (row.created_at, row.id))
    more = len(rows) > limit
    views = tuple(_view(row) for row in rows[:limit])
    return Page(views, _cursor_after(views[-1]) if more else None)


def retry(session: Session, callback_id: str) -> CallbackView:
    """Have it tried now, and as often as a new one. The caller sends the message.

    Raises ``NotFound`` (``unknown_callback``), and ``Conflict`` (``callback_delivered``).
    """
    row = session.get(Callback, callback_id, with_for_update=True) if _is_id(callback_id) else None
    if row is None:
        raise NotFound(
            "There is no such callback; delivered ones are forgotten after a while.",
            code="unknown_callback",
        )
    if row.status == CallbackStatus.DELIVERED:
        raise Conflict(
            "This callback was delivered; its receiver has it.", code="callback_delivered"
        )
    _revive(row, now(session))
    follow(session, row.job_id)
    session.flush()
    return _view(row)


def retry_dead(session: Session, limit: int) -> int:
    """Likewise those that are dead, the oldest before, at most ``limit`` so that others can write
    between; how many. The reconciler sends the messages."""
    dead = session.scalars(
        select(Callback)
        .where(Callback.status == CallbackStatus.DEAD)
        .order_by(Callback.created_at, Callback.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    moment = now(session)
    for row in dead:
        _revive(row, moment)
    for job_id in {row.job_id for row in dead}:
        follow(session, job_id)
    return len(dead)


def _revive(row: Callback, moment: datetime) -> None:
    row.status, row.due_at, row.sent_at = CallbackStatus.PENDING, moment, None
    row.attempts = row.failures = 0


def _view(row: Callback) -> CallbackView:
    return CallbackView(**{name: getattr(row, name) for name in CallbackView.__dataclass_fields__})


def _cursor_after(last: CallbackView) -> str:
    text = f"{last.created_at.isoformat()} {last.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[Any, Any]:
    """The time and the id that the cursor says. PostgreSQL takes not every text."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        moment, _, callback_id = text.decode("ascii").partition(" ")
        created_at = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        raise _no_cursor() from None
    if created_at.tzinfo is None or not _is_id(callback_id):
        raise _no_cursor()
    return created_at, callback_id


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _no_cursor() -> InvalidRequest:
    return InvalidRequest(
        "cursor: give the next_cursor of the page before, or leave it out.", code="invalid_cursor"
    )
