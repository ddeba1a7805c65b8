"""Telling others how a job ended."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tvdbproxy.db.models import Image, ProcessingJob


class Telling:
    """The outbox of jobs."""

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        """Have it told, in this transaction; whether there is anybody to tell."""
        return False
