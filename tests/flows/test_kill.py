"""Workers killed at every stage: another one finishes, and nobody sees half a picture (F1, F2)."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from PIL import Image

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.flows.victims import next_victim, victims
from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.pictures import poster
from tests.house.processes import worker_here, workers
from tests.house.titles import due_again, hang
from tests.house.waiting import eventually
from tests.imaging.drawing import encoded
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.db.database import Database, now
from tvdbproxy.imaging.pool import ImagePool

__all__ = ["artwork_host"]

POSTER = 63900001


@pytest.mark.proves("F1")
def test_workers_killed_after_each_stage_lose_nothing(world: World) -> None:
    pictures = list(range(POSTER, POSTER + len(Stage)))
    world.bring("series", 910001, *pictures)
    killed: dict[Stage, int] = {}
    with victims(world, *Stage):
        for picture in pictures:
            world.send(picture)
            stage = next_victim(world)
            killed[stage] = picture
            row = world.row(picture)
            if stage is Stage.RECORD:
                assert row.state == "ready"
            else:
                assert (row.state, row.attempts, row.revision) == ("processing", 1, None), stage
    assert set(killed) == set(Stage)
    recorded = world.row(killed[Stage.RECORD]).processed_at

    with workers(world.folder, world.environment):
        world.finish()

    for stage, picture in killed.items():
        row = world.row(picture)
        assert (row.state, row.attempts, row.failures) == ("ready", 0, 0), stage
    assert world.row(killed[Stage.RECORD]).processed_at == recorded
    nothing_is_amiss(world)


@pytest.mark.proves("F1")
def test_a_worker_killed_while_replacing_a_picture_leaves_no_mixture(world: World) -> None:
    world.bring("series", 910001, POSTER)
    assert run(world.services.kitchen, POSTER).result == Result.STORED
    old = world.row(POSTER)
    world.edit(replace_picture=[old.path])
    due_again(world.database, POSTER)
    world.send(POSTER)
    with victims(world, Stage.STORE):
        next_victim(world)
    assert world.row(POSTER).revision == old.revision
    # Whoever asks now sees the new picture, whole: each object says which it is.
    key = f"{old.storage_path}/medium.webp"
    assert world.services.stores.thumbnails.head(key).metadata["revision"] != old.revision

    with worker_here(world.services):
        world.finish()

    assert world.row(POSTER).revision != old.revision
    nothing_is_amiss(world)


@pytest.mark.proves("F2")
def test_a_picture_that_kills_three_workers_is_set_aside_and_others_are_made(
    world: World,
) -> None:
    other = POSTER + 2
    world.bring("series", 910001, POSTER, other)
    with victims(world, *[Stage.VALIDATE] * 3):
        for _ in range(3):
            world.redis.flushall()  # the message of the last one would come back some day
            eventually(lambda: _is_free(world, POSTER))
            world.send(POSTER)
            next_victim(world)

    with worker_here(world.services):
        world.finish()
        world.wait(other)

    row = world.row(POSTER)
    assert (row.state, row.error_code, row.due_at) == ("failed", "worker_crashed", None)
    assert "3 times" in (row.error_message or "")
    nothing_is_amiss(world)


@contextmanager
def every_decoder_killed(pool: ImagePool) -> Iterator[None]:
    """No child process lives for long inside."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.005):
            for pid in pool.pids():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGABRT)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


@pytest.mark.proves("F2")
def test_a_picture_at_which_three_decoders_die_is_set_aside_and_others_are_made(
    world: World,
) -> None:
    other = POSTER + 2
    world.bring("series", 910001, POSTER, other)
    states = []
    for _ in range(3):
        due_again(world.database, POSTER)
        with every_decoder_killed(world.services.pool):
            assert run(world.services.kitchen, POSTER).result == Result.FAILED
        states.append(world.row(POSTER).state)

    row = world.row(POSTER)
    assert states == ["pending", "pending", "failed"]
    assert row.error_code == "decoder_crashed"
    assert len(row.error_message or "") > 20
    with world.database.read() as session:
        assert row.due_at is not None
        assert row.due_at - now(session) > timedelta(days=6)  # in case it is mended by then
    assert run(world.services.kitchen, other).result == Result.STORED
    nothing_is_amiss(world)


@pytest.mark.proves("F52")
def test_a_picture_that_needs_more_memory_than_it_may_have_is_refused_and_others_are_made(
    make_world: Callable[..., World], sqlite_database: Database, artwork_host: ArtworkHost
) -> None:
    world = make_world(
        sqlite_database,
        tvdb_artwork_hosts=(artwork_host.url,),
        fetch_private_hosts=(artwork_host.site,),
        image_child_memory_mb=128,
    )
    big, small = (world.database, "/big.webp"), (world.database, "/small.jpg")
    artwork_host.show("/big.webp", encoded(Image.new("RGB", (4_500, 4_500)), "WEBP"))
    artwork_host.show("/small.jpg", poster())
    hang(*big, artwork_id=1)
    hang(*small, artwork_id=2, content_id=2)
    world.send(1, 2)
    with workers(world.folder, world.environment) as (worker,):
        row = world.wait(1, "failed")
        world.wait(2)
        assert worker.exit_code() is None
    assert row.error_code in ("image_too_large", "image_undecodable")
    assert row.due_at is not None
    nothing_is_amiss(world)


def _is_free(world: World, artwork_id: int) -> bool:
    with world.database.read() as session:
        lease = world.row(artwork_id).lease_until
        return lease is None or lease < now(session)
