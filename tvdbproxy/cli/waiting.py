"""Waiting for a task of the workers, with a bar at a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import TaskStatus
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.tasks import TaskView

_LOOK_SECONDS = 0.5


def wait_for(database: Database, task_id: str) -> TaskView:
    """The task, when it has come to an end. Ctrl-C stops the waiting, not the task."""
    with progress_bar("waiting for a worker") as tell:
        while True:
            task = again(lambda: _look(database, task_id))
            if task.status in (TaskStatus.COMPLETED, TaskStatus.FAILED):
                return task
            what = "working" if task.started_at else "waiting for a worker"
            tell(what, task.done, task.total)
            time.sleep(_LOOK_SECONDS)


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A bar on standard error, told of what is done and how much of how many; logs and pipes
    are spared it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)

        def tell(what: str, done: int, total: int | None = None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell


def _look(database: Database, task_id: str) -> TaskView:
    with database.read() as session:
        return tasks.read(session, task_id)
