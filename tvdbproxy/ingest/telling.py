"""Telling others how a job ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tvdbproxy.db.models import Image, ProcessingJob
from tvdbproxy.ingest.pending.tell import PendingReports


@dataclass(frozen=True)
class Telling:
    """The outbox of jobs."""

    pending: PendingReports

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        """Have it told, in this transaction; whether there is anybody to tell."""
        return self.pending.tell(session, image, job) is not None
