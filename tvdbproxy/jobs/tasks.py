"""The ledger of tasks: what was asked for, how far it is, how it ended.

A task that waits for pictures has an item for each. A picture's outcome settles its
items in the transaction that records the picture, so that progress is counted from
rows and a message that comes twice counts once.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Task, TaskItem, TaskStatus
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.jobs.claims import is_lost
from tvdbproxy.jobs.leases import is_over

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FINISHED = (TaskStatus.COMPLETED, TaskStatus.FAILED)


@dataclass(frozen=True)
class TaskView:
    """A task as people see it. Times are UTC; ``total`` is unknown until it has been counted."""

    id: str
    kind: str
    arguments: dict[str, Any]
    status: str
    done: int
    total: int | None
    result: dict[str, Any] | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def create(session: Session, kind: str, arguments: dict[str, Any]) -> str:
    """Remember that somebody asked for ``kind``; the id to follow it by."""
    task_id = uuid.uuid4().hex
    moment = now(session)
    session.add(Task(id=task_id, kind=kind, arguments=arguments, created_at=moment, sent_at=moment))
    session.flush()
    return task_id


def read(session: Session, task_id: str) -> TaskView:
    """The task, or ``NotFound`` (``unknown_task``)."""
    return view_of(_task(session, task_id))


def locked(session: Session, task_id: str) -> Task:
    """Its row, which nobody changes until the transaction ends. Raises ``NotFound``
    (``unknown_task``)."""
    return _task(session, task_id, lock=True)


def view_of(task: Task) -> TaskView:
    """The row as people see it."""
    return TaskView(**{name: getattr(task, name) for name in TaskView.__dataclass_fields__})


def begin(session: Session, task_id: str, claim: str, seconds: float, most: int) -> Task | None:
    """Claim a task that is unfinished and nobody's; ``None`` if there is nothing to do.

    After ``most`` deliveries that came to no end it is set aside as failed.
    """
    moment = now(session)
    free = is_over(Task.lease_until, moment)
    claimed = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.status.not_in(_FINISHED), Task.total.is_(None), free)
        .values(
            status=TaskStatus.RUNNING,
            claim=claim,
            lease_until=moment + timedelta(seconds=seconds),
            attempts=Task.attempts + 1,
            started_at=func.coalesce(Task.started_at, moment),
        )
    )
    if cast("CursorResult[Any]", claimed).rowcount != 1:
        return None
    task = session.get_one(Task, task_id, populate_existing=True)
    if task.attempts > most:
        _finish(task, moment, TaskStatus.FAILED)
        task.error_code = "worker_crashed"
        task.error_message = f"Work on this broke off {most} times; see the workers' logs."
        return None
    return task


def await_pictures(session: Session, task_id: str, artwork_ids: Iterable[int]) -> None:
    """Say which pictures the task waits for. It completes at once if there are none."""
    rows = [{"task_id": task_id, "artwork_id": number} for number in artwork_ids]
    if rows:
        upsert(session, TaskItem, rows, update=())
    _count(session, [task_id])


def settle(session: Session, artwork_id: int, outcome: str) -> None:
    """A picture has come to an end: tell every task that waits for it."""
    settled = session.scalars(
        update(TaskItem)
        .where(TaskItem.artwork_id == artwork_id, TaskItem.outcome.is_(None))
        .values(outcome=outcome)
        .returning(TaskItem.task_id)
    ).all()
    if settled:
        _count(session, settled)


def keep(session: Session, task_id: str, done: int, seconds: float) -> None:
    """Say how far a task that counts for itself has come, and that somebody is at it."""
    until = now(session) + timedelta(seconds=seconds)
    session.execute(update(Task).where(Task.id == task_id).values(done=done, lease_until=until))


def complete(session: Session, task_id: str, result: dict[str, Any]) -> None:
    """The task is done."""
    task = session.get(Task, task_id)
    if task is None or task.status in _FINISHED:
        return
    _finish(task, now(session), TaskStatus.COMPLETED)
    task.result = result
    task.total = task.done if task.total is None else task.total


def fail(session: Session, task_id: str, error: TvdbProxyError) -> None:
    """The task cannot be done, for a reason that a person understands."""
    task = session.get(Task, task_id)
    # One that waits for its pictures was taken further by somebody else.
    if task is None or task.status in _FINISHED or task.total is not None:
        return
    _finish(task, now(session), TaskStatus.FAILED)
    task.error_code, task.error_message = error.code, error.public


def unsent(session: Session, *, resend_after: float, limit: int) -> list[tuple[str, str]]:
    """``(kind, id)`` of tasks nobody works on although they were sent a while ago."""
    moment = now(session)
    tasks = session.scalars(
        select(Task)
        .where(
            Task.status.not_in(_FINISHED),
            Task.total.is_(None),
            is_lost(Task.sent_at, moment, resend_after),
            is_over(Task.lease_until, moment),
        )
        .order_by(Task.created_at)
        .limit(limit)
    ).all()
    for task in tasks:
        task.sent_at = moment
    return [(task.kind, task.id) for task in tasks]


def forget(session: Session, days: float) -> int:
    """Delete tasks that ended more than ``days`` ago; how many."""
    before = now(session) - timedelta(days=days)
    gone = session.execute(delete(Task).where(Task.finished_at < before))
    return int(cast("CursorResult[Any]", gone).rowcount)


def _task(session: Session, task_id: str, *, lock: bool = False) -> Task:
    # PostgreSQL would not even take some of what can be written in a URL, such as NUL.
    task = None
    if _ID.fullmatch(task_id):
        task = session.get(Task, task_id, with_for_update=lock or None, populate_existing=lock)
    if task is None:
        raise NotFound(
            "There is no such task; finished tasks are forgotten after a while.",
            code="unknown_task",
        )
    return task


def _count(session: Session, task_ids: Sequence[str]) -> None:
    """Count anew. The lock makes a second counter wait and then see the first one's items."""
    moment = now(session)
    tasks = select(Task).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update()
    for task in session.scalars(tasks).all():
        rows = session.execute(
            select(TaskItem.outcome, func.count())
            .where(TaskItem.task_id == task.id)
            .group_by(TaskItem.outcome)
        )
        outcomes: dict[str | None, int] = {row[0]: row[1] for row in rows}
        waiting = outcomes.pop(None, 0)
        task.done = sum(outcomes.values())
        task.total = task.done + waiting
        if waiting == 0 and task.status not in _FINISHED:
            _finish(task, moment, TaskStatus.COMPLETED)
            task.result = {str(name): outcomes[name] for name in sorted(outcomes, key=str)}


def _finish(task: Task, moment: datetime, status: TaskStatus) -> None:
    task.status, task.finished_at = status, moment
    task.claim = task.lease_until = None
