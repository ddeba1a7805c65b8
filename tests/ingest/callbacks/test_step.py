"""The checklist of a job says what has become of its callbacks."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import select

from tests.house.receiver import CallbackReceiver
from tests.house.waiting import eventually
from tests.ingest.callbacks.conftest import Enqueue
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import ImageState, JobStep, Origin, ProcessingJob, StepName
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.callbacks import ledger, outbox
from tvdbproxy.ingest.callbacks.courier import Courier, deliver
from tvdbproxy.ingest.given import Given


@pytest.fixture
def job_id(database: Database) -> str:
    """A job that has just come to its end."""
    given = Given(user_id="user-1", origin=Origin.UPLOAD, bucket="a", profile="upload")
    with database.write() as session:
        image = jobs.new_image(given, "image-1", ImageState.READY, now(session))
        job = jobs.begin(session, image, now(session))
        job.completed_at = now(session)
        return job.job_id


def test_it_is_done_when_the_receiver_has_heard(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    job_id: str,
    callback_receiver: CallbackReceiver,
    due_again: Callable[[], None],
) -> None:
    callback_receiver.answer(500)
    callback_id = enqueue(job_id=job_id)
    deliver(courier, callback_id)
    waiting = _step(database, job_id)
    assert (waiting.status, waiting.attempts, waiting.finished_at) == ("pending", 1, None)
    assert "upstream_unavailable" in (waiting.error or "")
    due_again()
    deliver(courier, callback_id)
    done = _step(database, job_id)
    assert (done.status, done.attempts, done.error) == ("completed", 2, None)
    assert done.finished_at is not None


def test_it_has_failed_when_the_callback_is_dead_and_waits_when_that_is_tried_again(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    job_id: str,
    callback_receiver: CallbackReceiver,
) -> None:
    callback_receiver.answer(410, 410)
    callback_id = enqueue(job_id=job_id)
    deliver(courier, callback_id)
    failed = _step(database, job_id)
    assert (failed.status, failed.error_code) == ("failed", "callback_dead")
    with database.write() as session:
        ledger.retry(session, callback_id)
    assert _step(database, job_id).status == "pending"
    deliver(courier, callback_id)
    assert _step(database, job_id).status == "failed"
    with database.write() as session:
        ledger.retry_dead(session, 10)
    assert _step(database, job_id).status == "pending"


def test_of_two_callbacks_both_have_to_arrive(
    database: Database, courier: Courier, enqueue: Enqueue, job_id: str
) -> None:
    webhook = enqueue(job_id=job_id)
    with database.write() as session:
        source = outbox.tell_completed(session, "7", {}, job_id=job_id)
    deliver(courier, webhook)
    assert _step(database, job_id).status == "pending"
    deliver(courier, source)
    assert _step(database, job_id).status == "completed"


def test_two_that_arrive_at_once_both_count(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    job_id: str,
    callback_receiver: CallbackReceiver,
) -> None:
    callback_receiver.gate.clear()
    rows = [enqueue(job_id=job_id) for _ in range(6)]
    threads = [Thread(target=deliver, args=(courier, one)) for one in rows]
    for thread in threads:
        thread.start()
    eventually(lambda: len(callback_receiver.heard) == len(rows))
    callback_receiver.gate.set()
    for thread in threads:
        thread.join()
    assert _step(database, job_id).status == "completed"


def test_those_of_an_earlier_run_do_not_count(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    job_id: str,
    callback_receiver: CallbackReceiver,
) -> None:
    callback_receiver.answer(410)
    deliver(courier, enqueue(job_id=job_id))
    with database.write() as session:
        session.get_one(ProcessingJob, job_id).completed_at = now(session)
    deliver(courier, enqueue(job_id=job_id))
    assert _step(database, job_id).status == "completed"


def _step(database: Database, job_id: str) -> JobStep:
    with database.read() as session:
        return session.scalars(
            select(JobStep).where(
                JobStep.job_id == job_id, JobStep.step == StepName.UPDATE_CALLBACK
            )
        ).one()
