"""Where an installation stands, in the figures that a person asks for first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Callback, Cursor, PendingImage, Refresh, Task, TaskStatus

# The walk that every sync of the catalogue leaves behind.
_UPDATES = "updates"


@dataclass(frozen=True)
class Overview:
    """Rows by status. ``titles_waiting`` are to be fetched from upstream. ``synced_at`` is when
    upstream was last asked for changes, ``last_tasks`` the end of the newest task that was
    completed, by kind. Times are UTC."""

    tasks: dict[str, int]
    callbacks: dict[str, int]
    pending_images: dict[str, int]
    titles_waiting: int
    synced_at: datetime | None
    last_tasks: dict[str, datetime]


def overview(database: Database) -> Overview:
    """A few counts over indexes."""
    with database.read() as session:
        return Overview(
            tasks=_by_status(session, Task),
            callbacks=_by_status(session, Callback),
            pending_images=_by_status(session, PendingImage),
            titles_waiting=session.scalar(select(func.count()).select_from(Refresh)) or 0,
            synced_at=synced_at(session),
            last_tasks=_last_tasks(session),
        )


def synced_at(session: Session) -> datetime | None:
    """When upstream was last asked for changes (UTC)."""
    return session.scalar(select(Cursor.updated_at).where(Cursor.name == _UPDATES))


def _by_status(
    session: Session, table: type[Task] | type[Callback] | type[PendingImage]
) -> dict[str, int]:
    counted = session.execute(select(table.status, func.count()).group_by(table.status))
    return {row[0]: row[1] for row in counted}


def _last_tasks(session: Session) -> dict[str, datetime]:
    ended = select(Task.kind, func.max(Task.finished_at))
    ended = ended.where(Task.status == TaskStatus.COMPLETED).group_by(Task.kind)
    return {kind: moment for kind, moment in session.execute(ended).all() if moment is not None}
