"""A job from its row to its end: done twice, broken off anywhere, failing in every way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.house.house import cooking_with
from tests.house.pictures import poster
from tests.imaging.background.drawing import WHITE, on
from tests.imaging.drawing import encoded
from tvdbproxy.artwork import cleanup
from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    ImageUploadEvent,
    ImageVariant,
    JobStatus,
    JobStep,
    Lease,
    Origin,
    ProcessingJob,
    StepName,
)
from tvdbproxy.errors import BadPicture, Crashed, TvdbProxyError, Unavailable
from tvdbproxy.ingest import jobs, pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.repair import make_again
from tvdbproxy.ingest.steps.resize import LOGO
from tvdbproxy.wiring import Services

GIVEN = Given(user_id="ann", origin=Origin.UPLOAD, bucket="tests", profile="upload")


def accept(services: Services, data: bytes | None = None, **given: Any) -> str:
    said = replace(GIVEN, **given)
    return services.ingest.reception.accept(said, data or poster()).job_id


def job(services: Services, job_id: str) -> ProcessingJob:
    with services.database.read() as session:
        return session.get_one(ProcessingJob, job_id)


def image_of(services: Services, job_id: str) -> Image:
    with services.database.read() as session:
        return session.get_one(Image, session.get_one(ProcessingJob, job_id).image_id)


def events(services: Services) -> list[str]:
    with services.database.read() as session:
        rows = session.scalars(select(ImageUploadEvent).order_by(ImageUploadEvent.created_at))
        return [row.event_type for row in rows]


def step(services: Services, job_id: str, name: StepName) -> JobStep:
    with services.database.read() as session:
        return session.get_one(JobStep, (job_id, name))


def due_now(services: Services, job_id: str) -> None:
    """The pause is over, and so is a lease of somebody who died."""
    with services.database.write() as session:
        session.execute(
            update(ProcessingJob)
            .where(ProcessingJob.job_id == job_id, ProcessingJob.due_at.is_not(None))
            .values(due_at=now(session) - timedelta(seconds=1), lease_until=None)
        )


class Broken:
    """A pool that fails to render so many times."""

    def __init__(self, services: Services, *errors: TvdbProxyError) -> None:
        self.errors = list(errors)
        self.pool = services.pool

    def render(self, source: bytes, order: Any) -> Any:
        if self.errors:
            raise self.errors.pop(0)
        return self.pool.render(source, order)

    def analyse(self, source: bytes, order: Any) -> Any:
        return self.pool.analyse(source, order)


def broken(services: Services, *errors: TvdbProxyError) -> IngestKitchen:
    return cooking_with(services.ingest, Broken(services, *errors))


def test_a_job_is_done_once_however_often_it_is_run(services: Services) -> None:
    job_id = accept(services)

    assert pipeline.run(services.ingest, job_id) is JobStatus.COMPLETED
    assert pipeline.run(services.ingest, job_id) is None

    assert events(services) == ["upload_initiated", "processing_started", "completed"]
    with services.database.read() as session:
        steps = jobs.steps(session, job_id)
    assert [(each.step, each.status) for each in steps] == [
        ("retrieve_file", "completed"),
        ("analysis", "completed"),
        ("resize_optimize", "completed"),
        ("update_callback", "completed"),
    ]


def test_a_job_that_is_unknown_or_not_due_is_nothing_to_do(services: Services) -> None:
    assert pipeline.run(services.ingest, "nobody") is None


class Slow(Broken):
    """A pool that takes nearly as long as anybody may be silent, and then does ``meanwhile``."""

    def __init__(self, services: Services, meanwhile: Callable[[Session], object]) -> None:
        super().__init__(services)
        self.services, self.meanwhile = services, meanwhile
        self.left: list[timedelta] = []

    def render(self, source: bytes, order: Any) -> Any:
        self.take_long()
        return super().render(source, order)

    def cut_out(self, source: bytes, *rest: Any) -> Any:
        self.take_long()
        return self.pool.cut_out(source, *rest)

    def analyse(self, source: bytes, order: Any) -> Any:
        self.take_long()
        return super().analyse(source, order)

    def take_long(self) -> None:
        """Note for how long the job and the picture's bytes are still ours before."""
        with self.services.database.write() as session:
            moment = now(session)
            held = [*session.scalars(select(ProcessingJob.lease_until)),
                    *session.scalars(select(Lease.until))]  # fmt: skip
            self.left += [until - moment for until in held if until is not None]
            session.execute(update(ProcessingJob).values(lease_until=moment))
            session.execute(update(Lease).values(until=moment))
            self.meanwhile(session)


class Busy(Broken):
    """A pool that does ``meanwhile`` before it renders."""

    def __init__(self, services: Services, meanwhile: Callable[[], object]) -> None:
        super().__init__(services)
        self.meanwhile = meanwhile

    def render(self, source: bytes, order: Any) -> Any:
        self.meanwhile()
        return super().render(source, order)


def test_a_picture_that_takes_long_stays_with_who_is_at_it(services: Services) -> None:
    slow = Slow(services, lambda session: None)
    job_id = accept(services, encoded(on(WHITE), "PNG"), data_type=LOGO)

    ended = pipeline.run(cooking_with(services.ingest, slow), job_id)

    assert ended is JobStatus.COMPLETED
    # Rendered, cut out, rendered without its background: job and bytes; analysed: the job.
    assert len(slow.left) == 7
    assert min(slow.left) > timedelta(seconds=services.ingest.lease_seconds / 2)


@pytest.mark.parametrize(("taken", "status"), [("job", None), ("bytes", JobStatus.RETRYING)])
def test_who_was_too_slow_stores_nothing(
    services: Services, taken: str, status: JobStatus | None
) -> None:
    def take(session: Session) -> None:
        if taken == "job":
            session.execute(update(ProcessingJob).values(claim="another"))
        else:
            ahead = now(session) + timedelta(minutes=1)
            session.execute(update(Lease).values(holder="another", until=ahead))

    job_id = accept(services)
    assert pipeline.run(cooking_with(services.ingest, Slow(services, take)), job_id) is status
    assert list(services.stores.thumbnails.list("")) == []


def test_who_waits_for_an_equal_picture_reads_no_source_and_uses_up_no_attempt(
    services: Services,
) -> None:
    first, second = accept(services), accept(services, user_id="bob")
    source = image_of(services, second).source_key or ""
    waits = services.ingest.max_deliveries + 2

    def meanwhile() -> None:
        data = services.stores.originals.get(source).data
        services.stores.originals.delete(source)  # whoever reads it now fails for good
        outcome.extend(wait() for _ in range(waits))
        services.stores.originals.put(source, data, content_type="image/jpeg")

    def wait() -> JobStatus | None:
        status = pipeline.run(services.ingest, second)
        due_now(services, second)
        return status

    outcome: list[JobStatus | None] = []
    busy = cooking_with(services.ingest, Busy(services, meanwhile))
    assert pipeline.run(busy, first) is JobStatus.COMPLETED
    assert outcome == [JobStatus.RETRYING] * waits
    row = job(services, second)
    assert (row.attempts, row.attempt_count, row.error_code) == (0, 0, "twin_in_progress")
    assert step(services, second, StepName.RESIZE_OPTIMIZE).attempts == 0

    assert pipeline.run(services.ingest, second) is JobStatus.COMPLETED
    row = job(services, second)
    assert (row.attempt_count, row.error_code) == (1, None)


@pytest.mark.proves("F1")
@pytest.mark.parametrize("after", [StepName.RETRIEVE_FILE, StepName.RESIZE_OPTIMIZE])
def test_a_worker_that_dies_leaves_a_job_that_the_next_one_ends(
    services: Services, after: StepName
) -> None:
    class Killed(Exception):
        pass

    def die(step: StepName, work: Any) -> None:
        if step is after:
            raise Killed

    job_id = accept(services)
    with pytest.raises(Killed):
        pipeline.run(services.ingest, job_id, die)
    assert job(services, job_id).status == JobStatus.PROCESSING

    assert pipeline.run(services.ingest, job_id) is None  # its lease still runs
    due_now(services, job_id)
    assert pipeline.run(services.ingest, job_id) is JobStatus.COMPLETED
    assert image_of(services, job_id).state == ImageState.READY


@pytest.mark.proves("F2")
def test_a_picture_that_kills_its_workers_is_set_aside(services: Services) -> None:
    class Killed(Exception):
        pass

    def die(step: StepName, work: Any) -> None:
        raise Killed

    job_id = accept(services)
    for _ in range(services.ingest.max_deliveries):
        with pytest.raises(Killed):
            pipeline.run(services.ingest, job_id, die)
        due_now(services, job_id)

    assert pipeline.run(services.ingest, job_id) is None
    assert (job(services, job_id).status, job(services, job_id).error_code) == (
        JobStatus.FAILED,
        "worker_crashed",
    )
    assert image_of(services, job_id).state == ImageState.FAILED


def test_what_may_pass_is_tried_three_times_with_growing_pauses(services: Services) -> None:
    crash = [Crashed("The decoder died.") for _ in range(3)]
    kitchen = broken(services, *crash)
    job_id = accept(services)

    pauses = []
    for _ in range(2):
        assert pipeline.run(kitchen, job_id) is JobStatus.RETRYING
        row = job(services, job_id)
        with services.database.read() as session:
            pauses.append((row.due_at - now(session)).total_seconds())  # type: ignore[operator]
        due_now(services, job_id)
    assert 10 < pauses[0] < 20 < pauses[1] < 40
    assert pipeline.run(kitchen, job_id) is JobStatus.FAILED

    row = job(services, job_id)
    assert (row.attempt_count, row.error_code) == (3, "decoder_crashed")
    assert step(services, job_id, StepName.RESIZE_OPTIMIZE).attempts == 3
    assert events(services)[-1] == "failed"


def test_a_job_that_failed_may_be_tried_again_by_hand(services: Services) -> None:
    kitchen = broken(services, BadPicture("It is broken."))
    job_id = accept(services)
    assert pipeline.run(kitchen, job_id) is JobStatus.FAILED

    with services.database.write() as session:
        jobs.try_again(session, job_id)

    assert pipeline.run(kitchen, job_id) is JobStatus.COMPLETED
    assert job(services, job_id).error_code is None


def test_our_own_servers_faults_cost_no_attempt(services: Services) -> None:
    away = [Unavailable("The store is away.") for _ in range(5)]
    kitchen = broken(services, *away)
    job_id = accept(services)

    for _ in away:
        assert pipeline.run(kitchen, job_id) is JobStatus.RETRYING
        assert step(services, job_id, StepName.RESIZE_OPTIMIZE).attempts == 0
        due_now(services, job_id)

    assert pipeline.run(kitchen, job_id) is JobStatus.COMPLETED


def test_a_source_that_is_lost_fails_the_job_and_says_so(services: Services) -> None:
    job_id = accept(services)
    services.stores.originals.delete(image_of(services, job_id).source_key or "")

    assert pipeline.run(services.ingest, job_id) is JobStatus.FAILED
    assert job(services, job_id).error_code == "upload_lost"


def test_a_lost_message_is_sent_again(services: Services) -> None:
    job_id = accept(services)
    with services.database.write() as session:
        assert jobs.unsent(session, resend_after=60, limit=10) == []
        session.execute(update(ProcessingJob).values(sent_at=None))
    with services.database.write() as session:
        assert jobs.unsent(session, resend_after=60, limit=10) == [job_id]


def test_pictures_whose_objects_went_missing_are_made_again(services: Services) -> None:
    first, second = accept(services), accept(services, user_id="bob")
    for job_id in (first, second):
        pipeline.run(services.ingest, job_id)
    lost = next(iter(services.stores.thumbnails.list("media/"))).key
    services.stores.thumbnails.delete(lost)

    with services.database.write() as session:
        assert make_again(session, [lost]) == 2
    for job_id in (first, second):
        assert pipeline.run(services.ingest, job_id) is JobStatus.COMPLETED

    assert services.stores.thumbnails.get(lost).data
    with services.database.read() as session:
        assert len(session.scalars(select(ImageVariant)).all()) == 8


@pytest.mark.proves("F38")
def test_the_cleanup_leaves_what_was_given_to_us(services: Services) -> None:
    job_id = accept(services)
    pipeline.run(services.ingest, job_id)
    services.stores.originals.put("incoming/nobody", b"x", content_type="image/jpeg")
    services.stores.thumbnails.put("media/aa/bb/x.webp", b"x", content_type="image/webp")

    swept = clean(services)

    assert swept.deleted == 2
    assert len(list(services.stores.thumbnails.list())) == 4
    assert len(list(services.stores.originals.list())) == 1


@pytest.mark.proves("F38")
def test_a_picture_that_is_stored_under_the_key_of_an_orphan_right_now_is_made_again(
    services: Services,
) -> None:
    job_id = accept(services)
    pipeline.run(services.ingest, job_id)
    with services.database.write() as session:
        rows = session.scalars(select(ImageVariant)).all()
        for row in rows:
            session.delete(row)

    def record_meanwhile(session: Any, names: list[str]) -> None:
        session.add_all(
            ImageVariant(**{c.name: getattr(row, c.name) for c in ImageVariant.__table__.columns})
            for row in rows
        )
        session.flush()
        make_again(session, names)

    clean(services, record_meanwhile)
    assert pipeline.run(services.ingest, job_id) is JobStatus.COMPLETED
    assert len(list(services.stores.thumbnails.list("media/"))) == 4


def clean(
    services: Services, on_deleted: Callable[[Any, list[str]], object] = make_again
) -> cleanup.Swept:
    return cleanup.clean(
        services.database,
        services.stores.originals,
        services.stores.thumbnails,
        grace_hours=0,
        dry_run=False,
        on_deleted=on_deleted,
    )
