"""The server of a queue is told what became of its pictures, and of failure only when it is
for good: it deletes them then."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Callback,
    CallbackStatus,
    Image,
    ImageAnalysis,
    ImageState,
    ImageVariant,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.ingest import events, jobs
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.healing import MOST_HEALINGS
from tvdbproxy.ingest.pending.tell import TOLD_AGAIN_AFTER, PendingReports
from tvdbproxy.urls.media import MediaUrls

REPORTS = PendingReports(MediaUrls(base="https://machine.example"))


@pytest.fixture
def job_id(database: Database) -> str:
    """The job of picture 123 of another server's queue, a logo."""
    given = Given("456", Origin.PENDING, "pending", "media", data_type="logo")
    with database.write() as session:
        moment = now(session)
        image = jobs.new_image(given, str(uuid.uuid4()), ImageState.AWAITED, moment)
        image.pending_id, image.media_id = 123, 789
        return jobs.begin(session, image, moment, source_url="http://x/y").job_id


def _tell(database: Database, job_id: str, reports: PendingReports = REPORTS) -> Callback | None:
    with database.write() as session:
        job = session.get_one(ProcessingJob, job_id)
        told = reports.tell(session, session.get_one(Image, job.image_id), job)
        return None if told is None else session.get_one(Callback, told)


def _end(database: Database, job_id: str, status: JobStatus) -> None:
    with database.write() as session:
        session.get_one(ProcessingJob, job_id).status = status


def _fail(database: Database, job_id: str, attempts: int, healed: int = 0) -> None:
    with database.write() as session:
        job = session.get_one(ProcessingJob, job_id)
        job.status = JobStatus.FAILED
        step = session.get_one(JobStep, (job_id, StepName.RETRIEVE_FILE))
        step.status, step.attempts = StepStatus.FAILED, attempts
        for _ in range(healed):
            events.write(session, Event.HEALED, job.image_id, now(session), job_id=job_id)


def _make(session: Session, image: Image) -> None:
    moment = now(session)
    for size, name in (("grid", "webp"), ("grid", "png"), ("detail", "webp"), ("zoom", "avif")):
        session.add(
            ImageVariant(
                image_id=image.image_id,
                size=size,
                background="original",
                format=name,
                key=f"media/{size}.{name}",
                width=1,
                height=1,
                bytes=1,
                made_at=moment,
            )
        )
    session.add(
        ImageAnalysis(
            image_id=image.image_id,
            measured={"brand_colors": ["#FF5733"]},
            described={"style": "Bauhaus"},
            quality_score=70,
            analysed_at=moment,
        )
    )
    image.background_removed = True


def test_a_picture_that_is_done_is_reported_with_all_that_is_known(
    database: Database, job_id: str
) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    with database.write() as session:
        _make(session, session.scalars(select(Image)).one())
    callback = _tell(database, job_id)
    assert callback is not None
    assert (callback.method, callback.url) == ("POST", "/api/media/complete/123")
    payload: dict[str, Any] = json.loads(callback.body)
    analysis = payload.pop("ai_analysis")
    assert payload == {
        "media_id": "789",
        "permanent_url": "https://machine.example/api/images/789",
        "processing_complete": True,
        "ai_enhanced": True,
        "formats_available": ["avif", "webp", "png"],
    }
    assert (analysis["brand_colors"], analysis["background_removed"]) == (["#FF5733"], True)
    assert (analysis["style"], analysis["quality_score"]) == ("Bauhaus", 70)
    assert analysis["medium"] is None


def test_without_an_analysis_all_of_it_is_null(database: Database, job_id: str) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    callback = _tell(database, job_id)
    assert callback is not None
    payload = json.loads(callback.body)
    assert payload["ai_enhanced"] is False
    assert set(payload["ai_analysis"].values()) == {None}


def test_who_does_not_know_his_own_address_tells_the_number(
    database: Database, job_id: str
) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    callback = _tell(database, job_id, PendingReports(MediaUrls()))
    assert callback is not None
    assert json.loads(callback.body)["permanent_url"] == "789"


def test_a_picture_that_cannot_be_done_is_given_up_there(database: Database, job_id: str) -> None:
    _fail(database, job_id, attempts=1)
    callback = _tell(database, job_id)
    assert callback is not None
    assert (callback.method, callback.url) == ("DELETE", "/api/media/cleanup/123")


def test_a_picture_that_was_made_is_never_given_up(database: Database, job_id: str) -> None:
    _fail(database, job_id, attempts=1)
    with database.write() as session:
        session.scalars(select(Image)).one().state = ImageState.READY
    callback = _tell(database, job_id)
    assert callback is not None
    assert (callback.method, callback.url) == ("POST", "/api/media/complete/123")


def test_a_failure_that_may_pass_is_not_told_until_it_was_healed_in_vain(
    database: Database, job_id: str
) -> None:
    _fail(database, job_id, attempts=3)
    assert _tell(database, job_id) is None
    _fail(database, job_id, attempts=3, healed=MOST_HEALINGS)
    callback = _tell(database, job_id)
    assert callback is not None
    assert callback.method == "DELETE"


def test_of_pictures_that_came_another_way_nothing_is_told(database: Database, job_id: str) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    with database.write() as session:
        session.scalars(select(Image)).one().pending_id = None
    assert _tell(database, job_id) is None


def _last_report(database: Database, status: CallbackStatus, age: timedelta) -> None:
    """What became of the last report, and how long ago it was made."""
    with database.write() as session:
        last = session.scalars(select(Callback).order_by(Callback.created_at.desc())).first()
        assert last is not None
        last.status, last.created_at = status, now(session) - age


def _tell_again(database: Database) -> Callback | None:
    with database.write() as session:
        told = REPORTS.tell_again(session, session.scalars(select(Image.image_id)).one())
        return None if told is None else session.get_one(Callback, told)


ENDED = (CallbackStatus.DEAD, CallbackStatus.DELIVERED)


def test_a_report_that_is_on_its_way_is_not_told_again(database: Database, job_id: str) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    _tell(database, job_id)
    _last_report(database, CallbackStatus.PENDING, TOLD_AGAIN_AFTER * 2)
    assert _tell_again(database) is None


@pytest.mark.parametrize("status", ENDED)
def test_a_report_that_came_to_nothing_is_told_again_after_an_hour_and_then_once(
    database: Database, job_id: str, status: CallbackStatus
) -> None:
    _end(database, job_id, JobStatus.COMPLETED)
    first = _tell(database, job_id)
    assert first is not None
    _last_report(database, status, TOLD_AGAIN_AFTER - timedelta(minutes=1))
    assert _tell_again(database) is None
    _last_report(database, status, TOLD_AGAIN_AFTER + timedelta(minutes=1))
    again = _tell_again(database)
    assert again is not None
    assert again.body == first.body
    _last_report(database, status, timedelta())
    assert _tell_again(database) is None


def test_of_a_picture_that_was_deleted_meanwhile_nothing_is_told(database: Database) -> None:
    with database.write() as session:
        assert REPORTS.tell_again(session, str(uuid.uuid4())) is None
