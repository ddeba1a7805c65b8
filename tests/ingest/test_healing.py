"""Failed jobs get further attempts a few at a time, and forgotten ones are woken by their age."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    ImageUploadEvent,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.healing import FAILED_AT_A_TIME, MOST_HEALINGS, heal, is_final

Begin = Callable[..., str]


@pytest.fixture
def begin(database: Database) -> Begin:
    """A job; its fields by name. ``attempts`` are those of the failed ``step``."""

    def add(
        attempts: int | None = None,
        step: StepName = StepName.RETRIEVE_FILE,
        *,
        origin: Origin = Origin.PENDING,
        age: float = 0,
        overdue: float | None = None,
        **values: Any,
    ) -> str:
        with database.write() as session:
            moment = now(session)
            given = Given("7", origin, "pending", "media")
            image = jobs.new_image(given, str(uuid.uuid4()), ImageState.AWAITED, moment)
            job = jobs.begin(session, image, moment, source_url="http://x/y")
            job.created_at = moment - timedelta(hours=age)
            job.due_at = None if overdue is None else moment - timedelta(hours=overdue)
            for name, value in values.items():
                setattr(job, name, value)
            if attempts is not None:
                image.state = ImageState.FAILED
                job.status, job.completed_at = JobStatus.FAILED, moment
                row = session.get_one(JobStep, (job.job_id, step))
                row.status, row.attempts = StepStatus.FAILED, attempts
            return job.job_id

    return add


def _job(database: Database, job_id: str) -> ProcessingJob:
    with database.read() as session:
        return session.get_one(ProcessingJob, job_id)


def _fail_again(database: Database, job_id: str) -> None:
    with database.write() as session:
        job = session.get_one(ProcessingJob, job_id)
        job.status, job.due_at, job.completed_at = JobStatus.FAILED, None, now(session)
        session.get_one(Image, job.image_id).state = ImageState.FAILED
        row = session.get_one(JobStep, (job_id, StepName.RETRIEVE_FILE))
        row.status, row.attempts = StepStatus.FAILED, 3


def test_a_job_that_used_up_its_attempts_gets_three_more(database: Database, begin: Begin) -> None:
    job_id = begin(attempts=3)
    assert heal(database).failed == (job_id,)
    with database.read() as session:
        job = session.get_one(ProcessingJob, job_id)
        step = session.get_one(JobStep, (job_id, StepName.RETRIEVE_FILE))
        told = session.scalars(select(ImageUploadEvent.event_type)).all()
    assert (job.status, step.status, step.attempts) == (JobStatus.PENDING, StepStatus.PENDING, 0)
    assert job.due_at is not None
    assert Event.HEALED in told
    assert heal(database).failed == ()


def test_a_job_that_failed_of_its_picture_stays_failed(database: Database, begin: Begin) -> None:
    job_id = begin(attempts=1)
    assert heal(database).failed == ()
    with database.read() as session:
        assert is_final(session, session.get_one(ProcessingJob, job_id))


def test_a_job_whose_callback_is_dead_is_not_done_again(database: Database, begin: Begin) -> None:
    begin(attempts=8, step=StepName.UPDATE_CALLBACK)
    assert heal(database).failed == ()


def test_nobody_is_healed_for_ever(database: Database, begin: Begin) -> None:
    job_id = begin(attempts=3)
    for _ in range(MOST_HEALINGS):
        with database.read() as session:
            assert not is_final(session, session.get_one(ProcessingJob, job_id))
        assert heal(database).failed == (job_id,)
        _fail_again(database, job_id)
    assert heal(database).failed == ()
    with database.read() as session:
        assert is_final(session, session.get_one(ProcessingJob, job_id))


def test_ten_are_healed_at_a_time(database: Database, begin: Begin) -> None:
    job_ids = {begin(attempts=3) for _ in range(FAILED_AT_A_TIME + 4)}
    first, second = heal(database).failed, heal(database).failed
    assert (len(first), len(second)) == (FAILED_AT_A_TIME, 4)
    assert {*first, *second} == job_ids


def test_two_who_heal_at_once_heal_each_job_once(
    database: Database, begin: Begin, another: Callable[[Database], Database]
) -> None:
    job_ids = sorted(begin(attempts=3) for _ in range(8))
    databases = [another(database) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        healed = [one for found in threads.map(heal, databases) for one in found.failed]
    assert sorted(healed) == job_ids


@pytest.mark.parametrize(
    "forgotten",
    [
        {"status": JobStatus.PROCESSING},
        {"status": JobStatus.PENDING, "age": 2},
        {"status": JobStatus.RETRYING, "age": 2},
        {"status": JobStatus.PENDING, "age": 2, "origin": Origin.UPLOAD},
    ],
)
def test_what_nobody_is_at_is_woken(
    database: Database, begin: Begin, forgotten: dict[str, Any]
) -> None:
    job_id = begin(**forgotten)
    assert heal(database).stuck == (job_id,)
    job = _job(database, job_id)
    assert job.due_at is not None
    assert job.claim is None


def test_what_was_left_by_a_worker_that_died_is_woken(database: Database, begin: Begin) -> None:
    with database.read() as session:
        ago = now(session) - timedelta(minutes=1)
    job_id = begin(status=JobStatus.PROCESSING, claim="the dead", lease_until=ago)
    assert heal(database).stuck == (job_id,)


@pytest.mark.parametrize(
    "well",
    [
        {"status": JobStatus.PENDING, "overdue": 0.5},
        {"status": JobStatus.PENDING, "age": 0.5},
        {"status": JobStatus.RETRYING, "overdue": -2, "age": 5},
        {"status": JobStatus.COMPLETED, "age": 5},
        {"status": JobStatus.PENDING, "age": 5, "origin": Origin.PRESIGNED},
    ],
)
def test_what_has_its_time_is_left_alone(
    database: Database, begin: Begin, well: dict[str, Any]
) -> None:
    begin(**well)
    assert heal(database).stuck == ()


@pytest.mark.parametrize("status", [JobStatus.PENDING, JobStatus.RETRYING, JobStatus.PROCESSING])
def test_a_long_queue_is_not_taken_for_forgotten_and_lost_messages_are_sent_again(
    database: Database, begin: Begin, status: JobStatus
) -> None:
    job_id = begin(status=status, age=5, overdue=2, sent_at=None)
    assert heal(database).stuck == ()
    with database.write() as session:
        assert jobs.unsent(session, resend_after=60, limit=10) == [job_id]


def test_what_somebody_is_at_is_left_alone(database: Database, begin: Begin) -> None:
    with database.read() as session:
        ahead = now(session) + timedelta(minutes=1)
    begin(status=JobStatus.PROCESSING, claim="the living", lease_until=ahead, age=5)
    assert heal(database).stuck == ()
