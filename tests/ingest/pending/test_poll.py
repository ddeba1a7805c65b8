"""What another server's queue offers is taken up once, whoever polls, and however often."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.house.artwork_host import ArtworkHost
from tests.house.remote_queue import queue_at
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import (
    Image,
    ImageState,
    ImageUploadEvent,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepName,
)
from tvdbproxy.errors import UpstreamUnavailable
from tvdbproxy.ingest.pending import poll as polling
from tvdbproxy.ingest.pending.poll import Polled, poll
from tvdbproxy.ingest.pending.remote_queue import RemoteQueue

ALL = "/api/media/pending/all"


@pytest.fixture
def remote(artwork_host: ArtworkHost) -> RemoteQueue:
    return queue_at(artwork_host)


def _offer(host: ArtworkHost, *numbers: int) -> None:
    entries = [
        {
            "id": number,
            "user_id": 456,
            "image_path": f"/temp_images/profiles/456-logo-{number}-1.png",
            "original_name": f"{number}.png",
            "mime_type": "image/png",
        }
        for number in numbers
    ]
    host.show(ALL, json.dumps({"images": entries}).encode())


def _nothing(_session: Session, _image_id: str) -> None:
    return None


def _rows(database: Database, table: Any) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _image(database: Database) -> Image:
    with database.read() as session:
        return session.scalars(select(Image)).one()


def _end(database: Database, status: JobStatus) -> str:
    with database.write() as session:
        job = session.scalars(select(ProcessingJob)).one()
        job.status = status
        return job.image_id


def test_a_picture_becomes_an_image_and_a_job_that_is_due(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, 123)
    polled = poll(database, remote, _nothing)
    image = _image(database)
    with database.read() as session:
        job = session.get_one(ProcessingJob, polled.jobs[0])
        steps = session.scalars(select(JobStep.step)).all()
        event = session.scalars(select(ImageUploadEvent)).one()
    assert (image.origin, image.profile, image.data_type) == (Origin.PENDING, "media", "logo")
    assert (image.user_id, image.pending_id, image.state) == ("456", 123, ImageState.AWAITED)
    assert image.context == {}  # of what the owner says of it: nothing
    assert (image.original_name, image.mime_type) == ("123.png", "image/png")
    assert (job.image_id, job.status) == (image.image_id, JobStatus.PENDING)
    assert job.source_url == f"{artwork_host.url}/temp_images/profiles/456-logo-123-1.png"
    assert job.due_at is not None
    assert set(steps) == set(StepName)
    assert (event.image_id, event.job_id) == (image.image_id, job.job_id)


def test_what_was_taken_is_not_taken_again(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, 1, 2)
    assert len(poll(database, remote, _nothing).jobs) == 2
    _offer(artwork_host, 2, 3)
    assert poll(database, remote, _nothing) == Polled(2, 1, (_newest(database),), ())
    assert _rows(database, Image) == 3


def _newest(database: Database) -> str:
    with database.read() as session:
        return session.scalars(
            select(ProcessingJob.job_id).join(Image).where(Image.pending_id == 3)
        ).one()


def test_the_same_entry_twice_in_a_list_is_one(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, 5, 5, 5)
    assert len(poll(database, remote, _nothing).jobs) == 1


def test_a_list_of_many_batches_is_taken_whole(
    database: Database,
    remote: RemoteQueue,
    artwork_host: ArtworkHost,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "_BATCH", 4)
    _offer(artwork_host, *range(1, 12))
    assert len(poll(database, remote, _nothing).jobs) == 11


def test_numbers_of_another_server_are_other_pictures(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, 1)
    poll(database, remote, _nothing)
    with database.write() as session:
        job = session.scalars(select(ProcessingJob)).one()
        job.source_url = f"{remote.base}.example/temp_images/profiles/456-logo-1-1.png"
    assert len(poll(database, remote, _nothing).jobs) == 1


def test_of_two_who_poll_at_once_the_second_sees_what_the_first_has_taken(
    database: Database,
    remote: RemoteQueue,
    artwork_host: ArtworkHost,
    another: Callable[[Database], Database],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _offer(artwork_host, 9)
    poll(database, remote, _nothing)  # so that the row that they lock is there
    _offer(artwork_host, 1, 2, 3)
    real, taking, go_on = polling._take, threading.Semaphore(0), threading.Event()

    def take(*arguments: Any) -> str:
        taking.release()
        assert go_on.wait(20)
        return real(*arguments)

    monkeypatch.setattr(polling, "_take", take)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(poll, database, remote, _nothing)
        assert taking.acquire(timeout=20)
        second = threads.submit(poll, another(database), remote, _nothing)
        taking.acquire(timeout=1.5)  # in vain: it does not come so far while the first is at it
        go_on.set()
        taken = [len(first.result(20).jobs), len(second.result(20).jobs)]
    assert taken == [3, 0]
    assert _rows(database, Image) == _rows(database, ProcessingJob) == 4


@pytest.mark.parametrize("status", [JobStatus.COMPLETED, JobStatus.FAILED])
def test_what_is_done_and_still_offered_is_reported_again(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost, status: JobStatus
) -> None:
    _offer(artwork_host, 1)
    poll(database, remote, _nothing)
    image_id = _end(database, status)
    told: list[str] = []
    polled = poll(database, remote, lambda _session, image_id: told.append(image_id) or "callback")
    assert told == [image_id]
    assert polled.callbacks == ("callback",)


def test_what_is_under_way_is_not_reported(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, 1)
    poll(database, remote, _nothing)
    for status in (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.RETRYING):
        _end(database, status)
        polled = poll(database, remote, lambda *_: pytest.fail("reported"))
        assert (polled.known, polled.callbacks) == (1, ())


def test_of_a_server_that_is_away_nothing_is_taken(
    database: Database, remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(ALL, b"", status=503)
    with pytest.raises(UpstreamUnavailable):
        poll(database, remote, _nothing)
    assert _rows(database, Image) == 0
