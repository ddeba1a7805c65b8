"""The actors of the ``ingest`` queue: pictures that applications give us."""

from __future__ import annotations

from tvdbproxy.db.database import now
from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.ingest import jobs, pipeline
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.wiring import Services

# A next try that is due so soon has its message at once; later ones are the reconciler's.
_SOON_SECONDS = 120.0
# The row is due when the message comes.
_SLACK_SECONDS = 0.2


class IngestActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def process_image(self, job_id: str) -> None:
        """Do whatever is due of one job, tell those who wait for its end, and come back to it
        where it is to be tried again soon."""
        ended = pipeline.run(self.services.ingest, job_id)
        if ended is None:
            return
        with self.services.database.read() as session:
            job = session.get(ProcessingJob, job_id)
            told = outbox.waiting(session, job_id) if ended in jobs.FINISHED else []
            moment = now(session)
        for callback_id in told:
            self.services.queue.send("deliver_callback", callback_id)
        if job is None:
            return
        self.services.notices.announce(job.image_id, MEDIA)  # it may be another picture now
        if ended is JobStatus.RETRYING and job.due_at is not None:
            pause = (job.due_at - moment).total_seconds()
            if pause <= _SOON_SECONDS:
                delay = max(pause, 0) + _SLACK_SECONDS
                self.services.queue.send("process_image", job_id, delay_seconds=delay)
