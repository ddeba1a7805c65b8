"""What operators did: who, what, to what, and when, in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import AuditEntry

_LONGEST_SUBJECT = 500


class Action(StrEnum):
    """Everything that an operator can do."""

    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    SYNC_STARTED = "sync_started"
    CLEANUP_STARTED = "cleanup_started"
    VERIFY_STARTED = "verify_started"
    TASK_RETRIED = "task_retried"
    TASKS_RETRIED = "tasks_retried"
    TASK_CANCELLED = "task_cancelled"
    PICTURE_RETRIED = "picture_retried"
    PICTURES_RETRIED = "pictures_retried"
    JOB_RETRIED = "job_retried"
    JOBS_RETRIED = "jobs_retried"
    JOB_CANCELLED = "job_cancelled"
    CALLBACK_RETRIED = "callback_retried"
    CALLBACKS_RETRIED = "callbacks_retried"
    KEY_CREATED = "key_created"
    KEY_CHANGED = "key_changed"
    KEY_ROTATED = "key_rotated"
    KEY_REVOKED = "key_revoked"
    CDN_PURGED = "cdn_purged"
    PURGES_RETRIED = "purges_retried"


STARTED = {
    "sync_content_images": Action.SYNC_STARTED,
    "sync_all_missing_images": Action.SYNC_STARTED,
    "cleanup_orphaned_images": Action.CLEANUP_STARTED,
    "verify_storage": Action.VERIFY_STARTED,
}
"""What it is called to start a task of each kind."""


_AT_A_TERMINAL = " (command line)"
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Actor:
    """Who does it: the short name of a key and the address that it came from, or whoever sits
    at a terminal."""

    who: str
    address: str | None = None


def at_a_terminal(name: str) -> Actor:
    """The one whom the machine calls so."""
    return Actor(name[:_LONGEST_NAME] + _AT_A_TERMINAL)


@dataclass(frozen=True)
class Entry:
    """One line of the log. ``at`` is UTC."""

    id: int
    at: datetime
    who: str
    address: str | None
    action: str
    subject: str
    details: dict[str, Any]

    @property
    def by_key(self) -> bool:
        """Whether ``who`` is the short name of a key."""
        return not self.who.endswith(_AT_A_TERMINAL)


@dataclass(frozen=True)
class Page:
    """Some lines, the latest first; ``older`` is where the next page begins, if there is one."""

    entries: tuple[Entry, ...]
    older: int | None


def write(
    session: Session, actor: Actor, action: Action, subject: str = "", **details: Any
) -> None:
    """Add a line, in the caller's transaction."""
    session.add(
        AuditEntry(
            at=now(session),
            who=actor.who,
            address=actor.address,
            action=action,
            subject=subject[:_LONGEST_SUBJECT],
            details=details,
        )
    )


def page(
    session: Session, *, action: str | None = None, before: int | None = None, limit: int = 50
) -> Page:
    """Lines older than the one with the id ``before``; of one action, if it is named."""
    chosen = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if action is not None:
        chosen = chosen.where(AuditEntry.action == action)
    if before is not None:
        chosen = chosen.where(AuditEntry.id < before)
    rows = session.scalars(chosen).all()
    entries = tuple(
        Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
        for row in rows[:limit]
    )
    return Page(entries, entries[-1].id if len(rows) > limit else None)


def forget(session: Session, days: float) -> int:
    """Delete lines that are older; how many."""
    before = now(session) - timedelta(days=days)
    gone = session.execute(delete(AuditEntry).where(AuditEntry.at < before))
    return int(cast("CursorResult[Any]", gone).rowcount)
