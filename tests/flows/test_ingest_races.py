"""Races at the ingest door that only real servers can lose."""

from __future__ import annotations

import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import MakeWorld, World
from tests.flows.pausing_ingest import RECORD
from tests.flows.uploads_judge import nothing_is_amiss_with_uploads
from tests.house.artwork_host import artwork_host
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT, running, web_server
from tests.house.served import served
from tests.house.uploads import SECRET, token
from tests.house.waiting import eventually
from tvdbproxy.artwork import cleanup
from tvdbproxy.client import Client, RateLimited
from tvdbproxy.client.body import form
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import (
    IdempotencyKey,
    Image,
    ImageUploadEvent,
    ImageVariant,
    JobStatus,
    ProcessingJob,
    StepName,
    UploadCount,
)
from tvdbproxy.ingest.repair import make_again

__all__ = ["artwork_host"]

QUOTA, THREADS = 10, 50


def count(world: World, table: Any) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_quota_that_fifty_threads_race_for_is_kept_to_the_upload(
    make_world: MakeWorld, database: Database
) -> None:
    world = make_world(database, jwt_secret_key=SECRET, rate_limit_max_uploads=QUOTA)
    start = Barrier(THREADS)

    with served(world.services) as base, Client(base, token=token(), patience=0) as client:

        def upload(number: int) -> str:
            start.wait()
            try:
                return f"accepted, {client.upload(poster(number), bucket='tests').remaining} left"
            except RateLimited as error:
                return error.code

        with ThreadPoolExecutor(THREADS) as threads:
            ends = Counter(threads.map(upload, range(THREADS)))

    assert ends == {
        **{f"accepted, {left} left": 1 for left in range(QUOTA)},
        "rate_limited": THREADS - QUOTA,
    }
    assert count(world, Image) == QUOTA
    nothing_is_amiss_with_uploads(world)


def test_one_key_at_two_processes_at_once_is_one_upload(
    make_world: MakeWorld, database: Database
) -> None:
    rounds = 8
    world = make_world(database, jwt_secret_key=SECRET)
    with web_servers(world) as bases, ThreadPoolExecutor(4) as threads:
        clients = [Client(base, token=token(), patience=0) for base in [*bases, *bases]]
        for number in range(rounds):
            start = Barrier(len(clients))

            def upload(client: Client, start: Barrier = start, number: int = number) -> str:
                start.wait()
                sent = client.upload(poster(number), bucket="tests", idempotency_key=f"k{number}")
                return sent.job_id

            assert len(set(threads.map(upload, clients))) == 1
        for client in clients:
            client.close()

    assert count(world, Image) == count(world, ProcessingJob) == rounds
    with world.database.read() as session:
        assert session.scalar(select(UploadCount.upload_count)) == rounds
    nothing_is_amiss_with_uploads(world)


@pytest.mark.parametrize(
    "point", [StepName.RETRIEVE_FILE, StepName.ANALYSIS, RECORD, StepName.RESIZE_OPTIMIZE]
)
def test_a_picture_that_is_deleted_while_a_worker_is_at_it_leaves_nothing(
    world_of_uploads: World, point: str
) -> None:
    world = world_of_uploads
    with (
        served(world.services) as base,
        Client(base, token=token()) as client,
        pausing_worker(world, point),
    ):
        upload = client.upload(poster(), bucket="tests")
        eventually((world.folder / "reached").exists)
        client.delete(upload.image_id)
        (world.folder / "go").touch()
        other = client.upload(poster(1), bucket="tests")
        client.wait(other.job_id)
        client.delete(other.image_id)
        eventually(lambda: world.services.queue.waiting("ingest") == 0)

    # Whoever deletes leaves the objects of a picture that is being made to the cleanup.
    stores = world.services.stores
    cleanup.clean(
        world.database,
        stores.originals,
        stores.thumbnails,
        grace_hours=0,
        dry_run=False,
        on_deleted=make_again,
    )
    assert count(world, Image) == count(world, ImageVariant) == count(world, ProcessingJob) == 0
    assert list(stores.originals.list()) == list(stores.thumbnails.list()) == []
    with world.database.read() as session:
        events = session.scalars(select(ImageUploadEvent.event_type)).all()
    assert events == ["deleted"] * 2


@pytest.mark.parametrize("resets", [False, True])
def test_an_upload_that_is_cut_off_halfway_was_never_there(
    world_of_uploads: World, resets: bool
) -> None:
    world = world_of_uploads
    with web_server(world.folder, world.environment) as base, Client(base, token=token()) as client:
        for share in (0.0, 0.5, 0.99):
            cut_off(base, "the key", share, resets=resets)
        upload = client.upload(poster(), bucket="tests", idempotency_key="the key")

        assert (upload.replayed, upload.remaining) == (False, 49)
        assert client.job(upload.job_id).status == JobStatus.PENDING
    assert count(world, Image) == count(world, IdempotencyKey) == 1
    nothing_is_amiss_with_uploads(world)


@pytest.fixture
def world_of_uploads(make_world: Callable[..., World], postgresql_database: Database) -> World:
    return make_world(postgresql_database, jwt_secret_key=SECRET)


@contextmanager
def web_servers(world: World) -> Iterator[list[str]]:
    """Two processes that have nothing in common but their servers."""
    folders = [world.folder / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    with (
        web_server(folders[0], world.environment) as one,
        web_server(folders[1], world.environment) as two,
    ):
        yield [one, two]


@contextmanager
def pausing_worker(world: World, point: str) -> Iterator[None]:
    program = str(CHECKOUT / "tests/flows/pausing_ingest.py")
    argv = (program, str(world.folder), point)
    with running(world.folder, "worker", *argv, says="worker ready", environment=world.environment):
        yield


def cut_off(base: str, key: str, share: float, *, resets: bool) -> None:
    """Send so much of an upload, and hang up: orderly, or with a reset."""
    body = form({"bucket": "tests"}, "a.jpg", BytesIO(poster()), len(poster()))
    sent = b"".join(body)
    address = urlsplit(base)
    head = (
        f"POST /api/v1/images/upload HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Authorization: Bearer {token()}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: {body.content_type}\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(head.encode() + sent[: int(len(sent) * share)])
        if resets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
