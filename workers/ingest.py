"""The actors of the ``ingest`` queue: pictures that applications give us."""

from __future__ import annotations

from tvdbproxy.ingest import pipeline
from tvdbproxy.wiring import Services


class IngestActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def process_image(self, job_id: str) -> None:
        """Do whatever is due of one job."""
        pipeline.run(self.services.ingest, job_id)
