"""The tasks table as actors use it: a task is begun, kept, and comes to an end."""

from __future__ import annotations

import logging
from typing import Any

from tvdbproxy.db.again import again
from tvdbproxy.db.models import Task
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs import claims, tasks
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)


class Ledger:
    """One transaction a method."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._queue = services.settings.queue

    def create(self, kind: str, arguments: dict[str, Any]) -> str:
        """A task that nobody but the clock asked for; its id."""
        with self._database.write() as session:
            return tasks.create(session, kind, arguments)

    def begin(self, task_id: str) -> Task | None:
        """The task, claimed; ``None`` if there is nothing to do."""
        with self._database.write() as session:
            return tasks.begin(
                session,
                task_id,
                claims.new_claim(),
                self._queue.lease_seconds,
                self._queue.max_deliveries,
            )

    def keep(self, task_id: str, done: int) -> None:
        """Say how far it is, and that somebody is at it."""

        def keep() -> None:
            with self._database.write() as session:
                tasks.keep(session, task_id, done, self._queue.lease_seconds)

        again(keep)

    def complete(self, task_id: str, result: dict[str, Any]) -> None:
        """It is done."""
        with self._database.write() as session:
            tasks.complete(session, task_id, result)

    def fail(self, task_id: str, error: TvdbProxyError) -> None:
        """It cannot be done."""
        log.warning("task %s: %s: %s", task_id, error.code, error)
        with self._database.write() as session:
            tasks.fail(session, task_id, error)
