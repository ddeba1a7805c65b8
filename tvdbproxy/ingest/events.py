"""The audit trail: every event goes to ``image_upload_events``, in the transaction it tells of."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.db.models import ImageUploadEvent


class Event(StrEnum):
    """What can happen to a picture."""

    UPLOAD_INITIATED = "upload_initiated"
    UPLOAD_ARRIVED = "upload_arrived"
    PROCESSING_STARTED = "processing_started"
    RETRYING = "retrying"
    RETRIED = "retried"
    HEALED = "healed"
    WOKEN = "woken"
    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"


def write(
    session: Session,
    event: Event,
    image_id: str,
    moment: datetime,
    *,
    job_id: str | None = None,
    user_id: str | None = None,
    **details: Any,
) -> None:
    """Add one event."""
    session.add(
        ImageUploadEvent(
            id=str(uuid.uuid4()),
            event_type=event,
            image_id=image_id,
            job_id=job_id,
            user_id=user_id,
            details=details,
            created_at=moment,
        )
    )
