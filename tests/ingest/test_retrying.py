"""Jobs that an operator has tried again, or calls off, beside workers and twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

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
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.ingest import browse, jobs, retrying
from tvdbproxy.ingest.browse import Wanted
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.plan import plan
from tvdbproxy.jobs import claims

Begin = Callable[..., str]


class Told:
    """An outbox that remembers whose end it was told of."""

    def __init__(self) -> None:
        self.ends: list[tuple[str, str, str | None]] = []

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        self.ends.append((job.job_id, job.status, job.error_code))
        return True


@pytest.fixture
def begin(database: Database) -> Begin:
    """A job of a picture that is here, due now; its fields by name."""

    def add(age: float = 0, state: ImageState = ImageState.STAGED, **values: Any) -> str:
        with database.write() as session:
            moment = now(session) - timedelta(hours=age)
            given = Given(values.pop("user_id", "7"), Origin.UPLOAD, "tests", "upload")
            image = jobs.new_image(given, str(uuid.uuid4()), state, moment)
            image.source_key = None if state is ImageState.AWAITED else "uploads/x"
            job = jobs.begin(session, image, moment)
            for name, value in values.items():
                setattr(job, name, value)
            return job.job_id

    return add


@pytest.fixture
def fail(database: Database, begin: Begin) -> Begin:
    """One that failed at its second step."""

    def add(code: str = "image_undecodable", age: float = 0, **values: Any) -> str:
        job_id = begin(age, error_code=code, last_error="Why.", due_at=None, **values)
        with database.write() as session:
            job = session.get_one(ProcessingJob, job_id)
            job.status, job.completed_at = JobStatus.FAILED, now(session) - timedelta(hours=age)
            session.get_one(Image, job.image_id).state = ImageState.FAILED
            for step, status in (
                (StepName.RETRIEVE_FILE, StepStatus.COMPLETED),
                (StepName.ANALYSIS, StepStatus.FAILED),
            ):
                session.get_one(JobStep, (job_id, step)).status = status
        return job_id

    return add


def _job(database: Database, job_id: str) -> ProcessingJob:
    with database.read() as session:
        return session.get_one(ProcessingJob, job_id)


def _image(database: Database, job_id: str) -> Image:
    with database.read() as session:
        return session.get_one(Image, session.get_one(ProcessingJob, job_id).image_id)


def _retry(database: Database, job_id: str) -> bool:
    with database.write() as session:
        return retrying.retry(session, job_id)


def _cancel(database: Database, job_id: str, told: Told | None = None) -> bool:
    with database.write() as session:
        return retrying.cancel(session, told or Told(), job_id)


def _claim(database: Database, job_id: str) -> bool:
    with database.write() as session:
        return claims.take(session, ProcessingJob, ProcessingJob.job_id == job_id, "worker", 60)


def test_a_failed_job_goes_on_at_the_step_that_failed(database: Database, fail: Begin) -> None:
    job_id = fail()
    assert _retry(database, job_id)
    with database.read() as session:
        steps = {step.step: step.status for step in jobs.steps(session, job_id)}
    assert steps[StepName.RETRIEVE_FILE] == StepStatus.COMPLETED
    assert steps[StepName.ANALYSIS] == StepStatus.PENDING
    assert _image(database, job_id).state == ImageState.STAGED
    assert _claim(database, job_id)


def test_a_second_retry_finds_it_due_and_does_nothing(database: Database, fail: Begin) -> None:
    job_id = fail()
    assert (_retry(database, job_id), _retry(database, job_id)) == (True, False)
    with database.read() as session:
        events = session.scalars(select(ImageUploadEvent.event_type)).all()
    assert events.count(Event.RETRIED) == 1


def test_what_waits_for_its_next_try_is_due_at_once(database: Database, begin: Begin) -> None:
    with database.read() as session:
        later = now(session) + timedelta(hours=1)
    job_id = begin(status=JobStatus.RETRYING, due_at=later)
    assert not _claim(database, job_id)
    assert _retry(database, job_id)
    assert _claim(database, job_id)


def test_what_somebody_is_at_is_left_to_him(database: Database, begin: Begin) -> None:
    job_id = begin(status=JobStatus.PROCESSING)
    _claim(database, job_id)
    assert not _retry(database, job_id)
    with pytest.raises(Conflict) as caught:
        _cancel(database, job_id)
    assert caught.value.code == "job_under_way"
    assert _job(database, job_id).claim == "worker"


def test_what_is_completed_is_neither_retried_nor_called_off(
    database: Database, begin: Begin
) -> None:
    job_id = begin(status=JobStatus.COMPLETED, due_at=None)
    with pytest.raises(Conflict, match="completed"):
        _retry(database, job_id)
    with pytest.raises(Conflict) as caught:
        _cancel(database, job_id)
    assert caught.value.code == "job_finished"


@pytest.mark.parametrize("job_id", ["nobody", "", "\0", "é", "x" * 65])
def test_what_is_not_there_is_unknown(database: Database, job_id: str) -> None:
    for do in (_retry, _cancel):
        with pytest.raises(NotFound) as caught:
            do(database, job_id)
        assert caught.value.code == "unknown_job"


def test_all_that_failed_are_retried_the_oldest_first(database: Database, fail: Begin) -> None:
    new, old, middle = fail(age=1), fail(age=9), fail(age=5)
    with database.read() as session:
        assert [view.job_id for view in retrying.failed(session, limit=2)] == [old, middle]
    assert _job(database, old).status == JobStatus.FAILED
    with database.write() as session:
        assert retrying.retry_failed(session, limit=2) == [old, middle]
    with database.write() as session:
        assert retrying.retry_failed(session) == [new]
    with database.write() as session:
        assert retrying.retry_failed(session) == []


def test_those_of_one_error_alone(database: Database, fail: Begin) -> None:
    crashed = fail("worker_crashed")
    fail("image_undecodable")
    with database.write() as session:
        assert retrying.retry_failed(session, code="worker_crashed") == [crashed]


def test_one_whose_file_never_came_keeps_no_other_from_being_retried(
    database: Database, fail: Begin
) -> None:
    without, job_id = fail("worker_crashed", age=2), fail("worker_crashed", age=1)
    with database.write() as session:
        image_id = session.get_one(ProcessingJob, without).image_id
        session.get_one(Image, image_id).state = ImageState.AWAITED
    with database.write() as session:
        assert retrying.retry_failed(session) == [job_id]


@pytest.mark.parametrize("code", ["cancelled", "upload_expired", "upload_awaited"])
def test_what_nothing_can_come_of_is_retried_only_by_its_code(
    database: Database, fail: Begin, code: str
) -> None:
    job_id = fail(code)
    with database.write() as session:
        assert retrying.retry_failed(session) == []
    with database.write() as session:
        assert retrying.retry_failed(session, code=code) == [job_id]


def test_two_who_retry_at_once_retry_each_job_once(
    database: Database, fail: Begin, another: Callable[[Database], Database]
) -> None:
    job_ids = sorted(fail(age=number) for number in range(8))

    def retry_all(one: Database) -> list[str]:
        with one.write() as session:
            return retrying.retry_failed(session)

    with ThreadPoolExecutor(2) as threads:
        found = threads.map(retry_all, [another(database), another(database)])
        assert sorted(job_id for some in found for job_id in some) == job_ids


@pytest.mark.parametrize("status", [JobStatus.PENDING, JobStatus.RETRYING])
def test_what_nobody_has_begun_is_called_off_and_its_end_is_told(
    database: Database, begin: Begin, status: JobStatus
) -> None:
    job_id, told = begin(status=status), Told()
    assert _cancel(database, job_id, told)
    job = _job(database, job_id)
    assert (job.status, job.error_code, job.due_at) == (JobStatus.FAILED, "cancelled", None)
    assert _image(database, job_id).state == ImageState.FAILED
    assert told.ends == [(job_id, JobStatus.FAILED, "cancelled")]
    assert not _claim(database, job_id)


def test_a_second_cancel_does_nothing_and_tells_nobody(database: Database, begin: Begin) -> None:
    job_id, told = begin(), Told()
    _cancel(database, job_id)
    assert not _cancel(database, job_id, told)
    assert told.ends == []


def test_what_was_called_off_can_be_had_after_all(database: Database, begin: Begin) -> None:
    job_id = begin()
    _cancel(database, job_id)
    assert _retry(database, job_id)
    assert _claim(database, job_id)


def test_an_upload_that_was_called_off_is_not_woken_by_its_file(
    database: Database, begin: Begin
) -> None:
    job_id = begin(state=ImageState.AWAITED, due_at=None)
    _cancel(database, job_id)
    with database.write() as session:
        assert not jobs.wake(session, job_id)


def test_a_file_that_has_not_arrived_is_not_retried(database: Database, begin: Begin) -> None:
    job_id = begin(state=ImageState.AWAITED, due_at=None)
    with pytest.raises(Conflict) as caught:
        _retry(database, job_id)
    assert caught.value.code == "upload_awaited"


def test_a_picture_that_is_being_made_again_is_not_called_off(
    database: Database, begin: Begin
) -> None:
    job_id = begin(state=ImageState.READY)
    with pytest.raises(Conflict) as caught:
        _cancel(database, job_id)
    assert caught.value.code == "job_repairs"


def test_of_a_worker_and_a_canceller_one_gets_the_job(
    database: Database, begin: Begin, another: Callable[[Database], Database]
) -> None:
    mine, theirs = another(database), another(database)

    def begin_work(job_id: str) -> bool:
        return plan(mine, Told(), job_id, lease_seconds=60, most=3) is not None

    def call_off(job_id: str) -> bool:
        try:
            return _cancel(theirs, job_id)
        except Conflict:
            return False

    for job_id in [begin() for _ in range(8)]:
        with ThreadPoolExecutor(2) as threads:
            begun, called_off = threads.submit(begin_work, job_id), threads.submit(call_off, job_id)
            assert begun.result() is not called_off.result()
        expected = JobStatus.PROCESSING if begun.result() else JobStatus.FAILED
        assert _job(database, job_id).status == expected


def test_jobs_are_listed_page_by_page(database: Database, fail: Begin, begin: Begin) -> None:
    first, second, third = fail(age=3), fail(age=2), fail("worker_crashed", age=1)
    begin()
    wanted = Wanted(status=JobStatus.FAILED)
    with database.read() as session:
        page = browse.page(session, wanted, limit=2)
        assert [view.job_id for view in page.jobs] == [third, second]
        rest = browse.page(session, wanted, limit=2, cursor=page.next_cursor)
        assert ([view.job_id for view in rest.jobs], rest.next_cursor) == ([first], None)
        with pytest.raises(InvalidRequest):
            browse.page(session, wanted, cursor="nonsense")


def test_jobs_are_found_by_error_user_and_age(
    database: Database, fail: Begin, begin: Begin
) -> None:
    crashed, old, anns = fail("worker_crashed"), begin(age=5), begin(user_id="ann")
    with database.read() as session:
        before = now(session) - timedelta(hours=1)

        def found(**wanted: Any) -> list[str]:
            return [view.job_id for view in browse.page(session, Wanted(**wanted)).jobs]

        assert found(code="worker_crashed") == [crashed]
        assert found(before=before) == [old]
        assert found(user_id="ann") == [anns]
