"""For how long work has been due that nobody has done.

Every query is one step down an index, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Artwork,
    ArtworkState,
    Callback,
    CallbackStatus,
    JobStatus,
    ProcessingJob,
    Refresh,
    Task,
    TaskStatus,
)

FAILED_PICTURES = "failed_pictures"


def oldest_due(session: Session) -> Mapping[str, float]:
    """Seconds by kind of work; 0 where nothing is due."""
    moment = now(session)
    return {
        work: max((_age(session, query, moment) for query in queries), default=0.0)
        for work, queries in _QUERIES.items()
    }


def longest_wait(session: Session) -> tuple[str, float]:
    """The kind of work that has waited longest, and for how many seconds. What failed has times
    of its own, and is left out."""
    waits = {work: age for work, age in oldest_due(session).items() if work != FAILED_PICTURES}
    longest = max(waits, key=lambda work: waits[work])
    return longest, waits[longest]


def _age(session: Session, query: Select[Any], moment: datetime) -> float:
    due = session.scalar(query)
    return 0.0 if due is None else max((moment - due).total_seconds(), 0.0)


def _first(due: Any, *conditions: Any) -> Select[Any]:
    return select(due).where(due.is_not(None), *conditions).order_by(due).limit(1)


_QUERIES: Mapping[str, tuple[Select[Any], ...]] = {
    "pictures": (_first(Artwork.due_at, Artwork.state == ArtworkState.PENDING),),
    FAILED_PICTURES: (_first(Artwork.due_at, Artwork.state == ArtworkState.FAILED),),
    "jobs": tuple(
        _first(ProcessingJob.due_at, ProcessingJob.status == status)
        for status in (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.RETRYING)
    ),
    "callbacks": (_first(Callback.due_at, Callback.status == CallbackStatus.PENDING),),
    "titles": (_first(Refresh.due_at),),
    "tasks": (_first(Task.created_at, Task.status == TaskStatus.PENDING),),
}
