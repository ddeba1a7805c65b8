"""The shapes of requests and answers about callbacks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from tvdbproxy.web.models.parts import Number, Query, Shape


class CallbackQuery(Query):
    """Which callbacks to list."""

    status: Literal["pending", "delivered", "dead"] | None = Field(
        None, description="Only those; dead is what was given up."
    )
    limit: Number = Field(50, ge=1, le=200, description="At most so many.")
    cursor: str | None = Field(None, description="next_cursor of the page before.")


class CallbackPath(Shape):
    """A callback."""

    callback_id: str = Field(description="Its id, which its receiver knows as well.")


class CallbackModel(Shape):
    """What another server is to be told, and whether it has been."""

    id: str
    kind: str = Field(description="webhook, pending_source")
    event: str
    method: str
    url: str = Field(description="For pending_source the path on that server.")
    job_id: str | None
    image_id: str | None
    status: str = Field(description="pending, delivered, dead")
    attempts: int = Field(description="How often it was sent, or begun to be.")
    failures: int = Field(description="How often it was not taken.")
    due_at: datetime | None = Field(description="When it is tried (again).")
    last_status: int | None = Field(description="HTTP status of the last answer, if there was one.")
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class CallbackListModel(Shape):
    """Callbacks, the newest first."""

    callbacks: list[CallbackModel]
    next_cursor: str | None = Field(description="Null on the last page.")


class RetriedModel(CallbackModel):
    """A callback that is tried again."""

    queued: bool = Field(description="False if the queue is away; it is sent when it is back.")
