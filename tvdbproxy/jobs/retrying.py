"""Tasks as operators look for them, have them done once more, or call them off.

Every function takes a session of the caller's, changes rows in it and sends nothing. Each is safe
beside workers and when it is run twice. The caller sends the messages after its commit; where it
does not, the reconciler does.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Task, TaskStatus
from tvdbproxy.db.newest import newest
from tvdbproxy.errors import Conflict
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.tasks import TaskView

CANCELLED = "cancelled"


def page(
    session: Session,
    *,
    status: TaskStatus | None = None,
    code: str | None = None,
    before: datetime | None = None,
    limit: int = 50,
) -> list[TaskView]:
    """The newest tasks first; of that status, with that error, asked for before that moment."""
    chosen = select(Task) if code is None else select(Task).where(Task.error_code == code)
    equal = [] if status is None else [(Task.status, status)]
    place = None if before is None else (before, "")
    found = newest(chosen, equal, (Task.created_at, Task.id), place).limit(limit)
    return [tasks.view_of(task) for task in session.scalars(found)]


def retry(session: Session, task_id: str) -> bool:
    """Have a task that failed done from its beginning, under the id that it has. ``False`` if it
    is waiting or under way; otherwise the caller sends its kind with its id.

    Raises ``NotFound`` (``unknown_task``) and ``Conflict`` (``task_completed``).
    """
    task = tasks.locked(session, task_id)
    if task.status == TaskStatus.COMPLETED:
        raise Conflict("The task is done; ask for it anew.", code="task_completed")
    if task.status != TaskStatus.FAILED:
        return False
    task.status, task.sent_at = TaskStatus.PENDING, now(session)
    task.started_at = task.finished_at = task.error_code = task.error_message = None
    task.done = task.attempts = 0
    return True


def failed(session: Session, *, code: str | None = None, limit: int = 100) -> list[TaskView]:
    """Tasks that failed, the newest first; without a ``code``, not those that were called off."""
    called_off = func.coalesce(Task.error_code, "") == CANCELLED
    of_these = ~called_off if code is None else Task.error_code == code
    chosen = select(Task).where(Task.status == TaskStatus.FAILED, of_these)
    latest = chosen.order_by(Task.created_at.desc(), Task.id).limit(limit)
    return [tasks.view_of(task) for task in session.scalars(latest)]


def cancel(session: Session, task_id: str) -> bool:
    """Call off a task that nobody has begun: it fails with the code ``cancelled``. ``False`` if it
    was called off before.

    Raises ``NotFound`` (``unknown_task``), and ``Conflict`` where it is too late
    (``task_finished``, ``task_under_way``).
    """
    task = tasks.locked(session, task_id)
    if task.status == TaskStatus.FAILED and task.error_code == CANCELLED:
        return False
    if task.status == TaskStatus.RUNNING:
        raise Conflict("The task is under way.", code="task_under_way")
    if task.status != TaskStatus.PENDING:
        raise Conflict("The task has ended; there is nothing to call off.", code="task_finished")
    tasks.fail(session, task_id, Conflict("An operator called this task off.", code=CANCELLED))
    return True
