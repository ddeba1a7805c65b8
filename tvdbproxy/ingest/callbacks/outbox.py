"""The outbox: what is to be told, written in the transaction that it tells of.

Whoever wrote sends ``deliver_callback`` with the id after the commit. Where that message is
lost, the reconciler sends another.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Callback, CallbackKind, CallbackStatus
from tvdbproxy.jobs import claims

COMPLETED = "image.completed"
FAILED = "image.failed"
"""What webhooks tell of."""

# A dead letter waits for somebody to look at it, but not for ever.
_DEAD_DAYS = 90.0


def enqueue(
    session: Session,
    *,
    kind: CallbackKind,
    url: str,
    event: str,
    payload: dict[str, Any],
    method: str = "POST",
    job_id: str | None = None,
    image_id: str | None = None,
) -> str:
    """Have ``payload`` told to ``url``, which was checked when it was given; the callback's id.

    ``url`` of a ``pending_source`` is a path on that server. A webhook's payload is put in an
    envelope that says what it is about; the others' goes as it is, and not at all with DELETE.
    Raises ``ValueError`` for what is no JSON.
    """
    if kind == CallbackKind.PENDING_SOURCE and not url.startswith("/"):
        raise ValueError("where the other server stands is in the settings; give the path alone")
    callback_id, moment = str(uuid.uuid4()), now(session)
    document = payload
    if kind == CallbackKind.WEBHOOK:
        about = {"job_id": job_id, "image_id": image_id}
        document = _envelope(callback_id, event, moment) | about | {"data": payload}
    session.add(
        Callback(
            id=callback_id,
            kind=kind,
            event=event,
            job_id=job_id,
            image_id=image_id,
            method=method,
            url=url,
            body="" if method == "DELETE" else _json(document),
            due_at=moment,
            sent_at=moment,
            created_at=moment,
        )
    )
    session.flush()
    return callback_id


def tell_completed(
    session: Session,
    pending_image_id: str,
    payload: dict[str, Any],
    *,
    job_id: str | None = None,
    image_id: str | None = None,
) -> str:
    """Have the server whose pending queue we work off know that this picture is done; the
    callback's id."""
    return enqueue(
        session,
        kind=CallbackKind.PENDING_SOURCE,
        url=f"/api/media/complete/{pending_image_id}",
        event=COMPLETED,
        payload=payload,
        job_id=job_id,
        image_id=image_id,
    )


def tell_failed(
    session: Session,
    pending_image_id: str,
    *,
    job_id: str | None = None,
    image_id: str | None = None,
) -> str:
    """Likewise, that it cannot be done."""
    return enqueue(
        session,
        kind=CallbackKind.PENDING_SOURCE,
        url=f"/api/media/cleanup/{pending_image_id}",
        event=FAILED,
        payload={},
        method="DELETE",
        job_id=job_id,
        image_id=image_id,
    )


def waiting(session: Session, job_id: str) -> list[str]:
    """Callbacks about this job that are not delivered yet."""
    rows = select(Callback.id).where(
        Callback.job_id == job_id, Callback.status == CallbackStatus.PENDING
    )
    return list(session.scalars(rows))


def unsent(session: Session, *, resend_after: float, limit: int) -> list[str]:
    """Callbacks that are due and have no message on its way; marked as sent."""
    rows = claims.unsent(
        session,
        Callback,
        [Callback.id],
        resend_after=resend_after,
        limit=limit,
        where=[Callback.status == CallbackStatus.PENDING],
    )
    return [row.id for row in rows]


def forget(session: Session, days: float) -> int:
    """Delete what was delivered more than ``days`` ago, and dead letters of three months ago;
    how many."""
    moment = now(session)
    delivered = (Callback.status == CallbackStatus.DELIVERED) & (
        Callback.delivered_at < moment - timedelta(days=days)
    )
    dead = (Callback.status == CallbackStatus.DEAD) & (
        Callback.created_at < moment - timedelta(days=max(days, _DEAD_DAYS))
    )
    gone = session.execute(delete(Callback).where(or_(delivered, dead)))
    return int(cast("CursorResult[Any]", gone).rowcount)


def _envelope(callback_id: str, event: str, moment: datetime) -> dict[str, Any]:
    return {"id": callback_id, "event": event, "created_at": moment.isoformat()}


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
