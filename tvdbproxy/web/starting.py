"""Starting work in the background for an operator: by the API and at the dashboard alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tvdbproxy.access.rate import RateLimit
from tvdbproxy.jobs import tasks
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import STARTED, Actor
from tvdbproxy.wiring import Services


@dataclass(frozen=True)
class Started:
    """A task to follow; ``queued`` says whether its message is on its way, or will be sent by the
    reconciler."""

    task_id: str
    queued: bool


class Starting:
    """One for an application. Within ``SYNC_RATE_LIMIT`` for each operator, whichever door is used,
    and written to the audit log."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        self._services = services
        self._limit = RateLimit(settings.web.sync_rate_limit, settings.broker, "sync")

    def start(self, actor: Actor, kind: str, arguments: dict[str, Any]) -> Started:
        """Raises ``RateLimited``."""
        self._limit.hit(actor.who)
        with self._services.database.write() as session:
            task_id = tasks.create(session, kind, arguments)
            audit_log.write(session, actor, STARTED[kind], task_id, kind=kind, **arguments)
        return Started(task_id, self._services.queue.send(kind, task_id))
