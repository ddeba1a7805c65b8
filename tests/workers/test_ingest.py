"""The actor that does jobs: it comes back to those that are to be tried again soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.uploads import SECRET
from tests.house.waiting import eventually
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, JobStatus, Origin, ProcessingJob
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.work import content_lease
from tvdbproxy.jobs.sole import sole
from tvdbproxy.wiring import Services
from workers.ingest import IngestActors
from workers.run import start_worker

GIVEN = Given(user_id="ann", origin=Origin.UPLOAD, bucket="tests", profile="upload")


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(jwt_secret_key=SECRET)


def accept(services: Services) -> tuple[str, str]:
    """The job's id, and the picture's checksum."""
    accepted = services.ingest.reception.accept(GIVEN, poster())
    with services.database.read() as session:
        job = session.get_one(ProcessingJob, accepted.job_id)
        return job.job_id, session.get_one(Image, job.image_id).sha256 or ""


def status(services: Services, job_id: str) -> str:
    with services.database.read() as session:
        return session.get_one(ProcessingJob, job_id).status


def test_a_picture_whose_twin_is_being_made_follows_without_the_clock(services: Services) -> None:
    job_id, digest = accept(services)
    with sole(services.database, content_lease(digest), "somebody", 60):
        IngestActors(services).process_image(job_id)
        assert status(services, job_id) == JobStatus.RETRYING

    worker = start_worker(services, 1)
    try:
        eventually(lambda: status(services, job_id) == JobStatus.COMPLETED)
    finally:
        worker.stop()


@pytest.mark.parametrize(("seconds", "sent"), [(1, True), (600, False)])
def test_what_is_due_much_later_is_left_to_the_reconciler(
    services: Services, monkeypatch: pytest.MonkeyPatch, seconds: float, sent: bool
) -> None:
    messages: list[Any] = []

    class Queue:
        def send(self, *message: Any, **options: Any) -> bool:
            messages.append((message, options))
            return True

    def retried(kitchen: Any, job_id: str) -> JobStatus:
        with services.database.write() as session:
            due = now(session) + timedelta(seconds=seconds)
            session.execute(update(ProcessingJob).values(due_at=due))
        return JobStatus.RETRYING

    job_id, _ = accept(services)
    monkeypatch.setattr("workers.ingest.pipeline.run", retried)
    IngestActors(replace(services, queue=Queue())).process_image(job_id)  # type: ignore[arg-type]

    assert [message for message, _ in messages] == ([("process_image", job_id)] if sent else [])
    assert all(0 < options["delay_seconds"] < seconds + 1 for _, options in messages)
