"""The actors of the ``ingest`` queue: pictures that applications give us."""

from __future__ import annotations

from tvdbproxy.db.models import ProcessingJob
from tvdbproxy.ingest import jobs, pipeline
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.wiring import Services


class IngestActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def process_image(self, job_id: str) -> None:
        """Do whatever is due of one job, and tell those who wait for its end."""
        ended = pipeline.run(self.services.ingest, job_id)
        if ended not in jobs.FINISHED:
            return
        with self.services.database.read() as session:
            told = outbox.waiting(session, job_id)
            job = session.get(ProcessingJob, job_id)
        if job is not None:  # it may have been made again, in another way
            self.services.notices.announce(job.image_id, MEDIA)
        for callback_id in told:
            self.services.queue.send("deliver_callback", callback_id)
