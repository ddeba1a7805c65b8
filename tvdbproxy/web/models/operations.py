"""What operators ask for, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from tvdbproxy.web.models.parts import Flag, Number, Query, Shape


class TaskPath(Shape):
    """A task."""

    task_id: str = Field(description="The id that the task was accepted with.")


class ForceQuery(Query):
    """How to sync one title."""

    force: Flag = Field(False, description="Make its pictures again although nothing changed.")


class MissingQuery(Query):
    """Which titles to sync."""

    content_type: str | None = Field(None, description="Only titles of this type.")
    limit: Number = Field(100, ge=1, le=10_000, description="At most so many titles.")


class CleanupQuery(Query):
    """How to clean up."""

    dry_run: Flag = Field(False, description="Count only, delete nothing.")


class VerifyQuery(Query):
    """How to compare the database with the object store."""

    read: Flag = Field(False, description="Read every byte instead of listing the buckets.")
    sample: Number | None = Field(None, ge=1, description="Only so many pictures, at random.")
    repair: Flag = Field(False, description="Repair what is wrong.")


class AcceptedModel(Shape):
    """Work was accepted."""

    task_id: str
    status_url: str
    queued: bool = Field(description="False if the queue is away; it is sent when it is back.")


class ProgressCount(Shape):
    """How much of it is done; ``total`` is null until it is known."""

    done: int
    total: int | None


class TaskErrorModel(Shape):
    """Why a task failed."""

    code: str
    message: str


class TaskModel(Shape):
    """A task and how far it is."""

    task_id: str
    kind: str
    arguments: dict[str, Any]
    status: str = Field(description="pending, running, completed, failed")
    progress: ProgressCount
    result: dict[str, Any] | None
    error: TaskErrorModel | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
