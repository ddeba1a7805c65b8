"""The actors that work off another server's queue, and heal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tvdbproxy.artwork import cleanup
from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Callback,
    Image,
    ImageState,
    JobStatus,
    JobStep,
    PendingImage,
    PendingStatus,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.ingest import healing
from tvdbproxy.ingest.pending.queue import GivenFile
from tvdbproxy.jobs import leases
from tvdbproxy.wiring import Services
from workers.ingest import IngestActors
from workers.pending import PendingActors
from workers.scheduler import intervals

PATH = "/temp_images/profiles/456-profile-1704110400-1.jpg"


@pytest.fixture
def machine(open_house: OpenHouse, artwork_host: ArtworkHost) -> Services:
    """A house that works off the queue of ``artwork_host``, which has one picture in it."""
    entry = {"id": 1, "user_id": 456, "image_path": PATH}
    artwork_host.show("/api/media/pending/all", json.dumps({"images": [entry]}).encode())
    artwork_host.show(PATH, poster())
    return open_house(
        pending_source_url=artwork_host.url, pending_source_key="k", pending_poll_seconds=60
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is sent, in its order."""
    messages: list[tuple[Any, ...]] = []

    def send(_queue: Any, actor: str, *arguments: Any, delay_seconds: float = 0) -> bool:
        messages.append((actor, *arguments))
        return True

    monkeypatch.setattr("tvdbproxy.jobs.queue.Queue.send", send)
    return messages


def _job(services: Services) -> ProcessingJob:
    with services.database.read() as session:
        return session.scalars(select(ProcessingJob)).one()


def test_a_poll_takes_up_what_waits_and_comes_again_soon(
    machine: Services, sent: list[tuple[Any, ...]]
) -> None:
    actors = PendingActors(machine)
    actors.poll_pending()
    assert sent == [("process_image", _job(machine).job_id), ("poll_pending",)]
    actors.poll_pending()
    assert len(sent) == 2  # nothing new: the clock will ask


def test_a_picture_is_fetched_worked_on_and_reported(
    machine: Services, sent: list[tuple[Any, ...]], artwork_host: ArtworkHost
) -> None:
    PendingActors(machine).poll_pending()
    IngestActors(machine).process_image(_job(machine).job_id)
    assert _job(machine).status == JobStatus.COMPLETED
    with machine.database.read() as session:
        image = session.scalars(select(Image)).one()
        callback = session.scalars(select(Callback)).one()
    assert (image.state, image.width, image.height) == (ImageState.READY, 340, 500)
    assert (callback.method, callback.url) == ("POST", "/api/media/complete/1")
    assert json.loads(callback.body)["media_id"] == str(image.media_id)
    assert sent[-1] == ("deliver_callback", callback.id)
    assert artwork_host.times(PATH) == 1


def test_a_picture_that_is_not_there_any_more_is_given_up(
    machine: Services, sent: list[tuple[Any, ...]], artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, b"", status=404)
    PendingActors(machine).poll_pending()
    IngestActors(machine).process_image(_job(machine).job_id)
    assert _job(machine).status == JobStatus.FAILED
    with machine.database.read() as session:
        callback = session.scalars(select(Callback)).one()
    assert (callback.method, callback.url) == ("DELETE", "/api/media/cleanup/1")


def test_while_somebody_polls_nobody_else_does(
    machine: Services, sent: list[tuple[Any, ...]]
) -> None:
    with machine.database.write() as session:
        assert leases.acquire(session, "pending poll", "another", 60)
    PendingActors(machine).poll_pending()
    assert sent == []


def test_a_server_that_is_away_is_a_line_in_the_log(
    machine: Services,
    sent: list[tuple[Any, ...]],
    artwork_host: ArtworkHost,
    caplog: pytest.LogCaptureFixture,
) -> None:
    artwork_host.show("/api/media/pending/all", b"", status=503)
    PendingActors(machine).poll_pending()
    assert sent == []
    assert "upstream_unavailable" in caplog.text


def test_without_another_servers_queue_nothing_is_polled(
    services: Services, machine: Services, sent: list[tuple[Any, ...]]
) -> None:
    PendingActors(services).poll_pending()
    assert sent == []
    assert "poll_pending" not in intervals(services.settings)
    assert intervals(machine.settings)["poll_pending"] == 60


def test_what_is_healed_is_sent(machine: Services, sent: list[tuple[Any, ...]]) -> None:
    actors = PendingActors(machine)
    actors.poll_pending()
    job_id = _job(machine).job_id
    with machine.database.write() as session:
        job = session.get_one(ProcessingJob, job_id)
        job.status, job.due_at = JobStatus.FAILED, None
        session.get_one(Image, job.image_id).state = ImageState.FAILED
        step = session.get_one(JobStep, (job_id, StepName.RETRIEVE_FILE))
        step.status, step.attempts = StepStatus.FAILED, 3
    sent.clear()
    actors.heal_images()
    assert sent == [("process_image", job_id)]
    actors.heal_images()
    assert len(sent) == 1


@pytest.mark.proves("F25")
def test_a_server_in_trouble_gets_many_chances_before_its_picture_is_given_up(
    machine: Services, sent: list[tuple[Any, ...]], artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, b"", status=503)
    actors = PendingActors(machine)
    actors.poll_pending()
    for _ in range(1 + healing.MOST_HEALINGS):
        assert _callbacks(machine) == []
        for _ in range(3):
            assert _job(machine).status in (JobStatus.PENDING, JobStatus.RETRYING)
            _hasten(machine)
            IngestActors(machine).process_image(_job(machine).job_id)
        assert _job(machine).status == JobStatus.FAILED
        actors.heal_images()
    assert [(one.method, one.url) for one in _callbacks(machine)] == [
        ("DELETE", "/api/media/cleanup/1")
    ]
    assert _job(machine).status == JobStatus.FAILED


def _callbacks(services: Services) -> list[Callback]:
    with services.database.read() as session:
        return list(session.scalars(select(Callback)))


def _hasten(services: Services) -> None:
    with services.database.write() as session:
        session.scalars(select(ProcessingJob)).one().due_at = now(session)


@pytest.mark.parametrize(
    ("status", "stays"),
    [
        (PendingStatus.PENDING, True),
        (PendingStatus.PROCESSED, True),
        (PendingStatus.COMPLETE, False),
        (PendingStatus.FAILED, False),
    ],
)
def test_the_cleanup_drops_files_that_nobody_needs_any_more(
    services: Services, status: PendingStatus, stays: bool
) -> None:
    services.pending.queue.put("1", [GivenFile("logo_image", "a.jpg", poster())])
    with services.database.write() as session:
        row = session.scalars(select(PendingImage)).one()
        row.status = status
    cleanup.clean(
        services.database,
        services.stores.originals,
        services.stores.thumbnails,
        grace_hours=-1,
        dry_run=False,
    )
    left = [info.key for info in services.stores.originals.list()]
    assert left == ([row.key] if stays else [])
