"""Everything that is remembered minute by minute."""

from __future__ import annotations

from enum import StrEnum


class Counted(StrEnum):
    """How often something happened in a minute."""

    SERVED_MEMORY = "served.memory"
    SERVED_STORE = "served.store"
    SERVED_MADE = "served.made"
    SERVED_MISSED = "served.missed"
    PICTURES_READY = "pictures.ready"
    PICTURES_FAILED = "pictures.failed"
    JOBS_COMPLETED = "jobs.completed"
    JOBS_FAILED = "jobs.failed"
    UPSTREAM_OK = "upstream.ok"
    UPSTREAM_FAILED = "upstream.failed"


class Measured(StrEnum):
    """How much there was in a minute."""

    WAITING = "queue.waiting"  # messages, of all queues
    OVERDUE_SECONDS = "due.overdue_seconds"  # of what has been due for longest
