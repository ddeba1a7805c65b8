"""Messages are doubled, and so are schedulers; the work is done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.processes import running, worker_here, workers
from tests.house.titles import due_again
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ArtworkState, Lease
from tvdbproxy.jobs.queue import ACTORS
from tvdbproxy.wiring import Services, build
from workers.scheduler import intervals, tick

SERIES = range(63900001, 63900009)


@pytest.mark.proves("F37")
def test_a_hundred_messages_for_one_picture_are_one_fetch_and_one_render(world: World) -> None:
    world.bring("series", 910001, 63900001)
    world.send(*[63900001] * 100)
    with workers(world.folder, world.environment, count=2):
        row = world.wait(63900001)
        eventually(lambda: world.services.queue.waiting("images") == 0)
    assert world.fetches(row.path) == 1
    assert world.row(63900001).processed_at == row.processed_at
    nothing_is_amiss(world)


@pytest.mark.proves("F5")
def test_a_queue_that_is_flushed_is_filled_again(world: World) -> None:
    world.bring("series", 910001, *SERIES)
    world.send(*SERIES)
    world.redis.flushall()
    assert world.services.queue.waiting("images") == 0

    world.reconcile()

    assert world.services.queue.waiting("images") == len(SERIES)
    with worker_here(world.services):
        eventually(lambda: world.unfinished() == 0)
    nothing_is_amiss(world)


@pytest.mark.proves("F35")
def test_two_schedulers_make_each_tick_once(
    make_world: Callable[..., World], database: Database, another: Callable[[Database], Database]
) -> None:
    world = make_world(database)
    second = build(world.services.settings)
    try:
        for actor, seconds in intervals(world.services.settings).items():
            sent = [tick(services, actor, seconds) for services in (world.services, second) * 3]
            assert sent.count(True) == 1, actor
    finally:
        second.close()


@pytest.mark.proves("F35")
def test_two_scheduler_processes_send_one_message_a_job(world: World) -> None:
    environment = world.environment | {"RECONCILE_SECONDS": "3600"}
    argv = ("-m", "workers.scheduler")
    with (
        running(world.folder, "one", *argv, says="", environment=environment),
        running(world.folder, "two", *argv, says="", environment=environment),
    ):
        for name in ("one", "two"):
            log = world.folder / f"{name}.log"
            eventually(lambda log=log: "scheduler ready" in log.read_text())
        eventually(lambda: _messages(world.services) >= len(intervals(world.services.settings)))
    assert _messages(world.services) == len(intervals(world.services.settings))


@pytest.mark.proves("F36")
def test_a_scheduler_that_was_away_for_several_ticks_catches_up_once(world: World) -> None:
    due = len(intervals(world.services.settings))
    environment = world.environment | {"RECONCILE_SECONDS": "3600"}
    for turn in (1, 2):
        name = f"scheduler{turn}"
        argv = ("-m", "workers.scheduler")
        with running(
            world.folder, name, *argv, says="scheduler ready", environment=environment
        ) as process:
            eventually(lambda turn=turn: _messages(world.services) >= turn * due)
            process.kill()
        assert _messages(world.services) == turn * due
        with world.database.write() as session:
            for lease in session.scalars(select(Lease)):
                lease.until -= timedelta(days=30)  # many intervals of each pass


def _messages(services: Services) -> int:
    return sum(services.queue.waiting(name) or 0 for name in set(ACTORS.values()))


@pytest.mark.proves("F44")
def test_a_worker_that_is_asked_to_stop_loses_nothing(world: World) -> None:
    world.bring("series", 910001, *SERIES)
    world.send(*SERIES)
    with workers(world.folder, world.environment) as (worker,):
        eventually(lambda: world.row(SERIES[0]).state != ArtworkState.PENDING)
        worker.stop()
        assert worker.exit_code() == 0
    # What was running has ended, and what was not is in the queue again.
    assert world.services.queue.waiting("images") == world.unfinished()
    assert {world.row(number).claim for number in SERIES} == {None}
    with worker_here(world.services):
        world.reconcile()
        eventually(lambda: world.unfinished() == 0)
    nothing_is_amiss(world)


def test_a_store_that_is_away_costs_time_and_nothing_else(
    world: World,
) -> None:
    world.bring("series", 910001, 63900001)
    away = build(
        replace(
            world.services.settings,
            storage=world.services.settings.storage.model_copy(
                update={"s3_endpoint_url": "http://127.0.0.1:9"}
            ),
        )
    )
    try:
        ended = run(away.kitchen, 63900001)
    finally:
        away.close()
    row = world.row(63900001)
    assert ended.error is not None
    assert (row.state, row.failures) == ("pending", 0)
    assert (row.error_code or "").startswith("storage_")
    assert row.due_at is not None
    due_again(world.database, 63900001)
    world.send(63900001)
    with worker_here(world.services):
        world.wait(63900001)
    nothing_is_amiss(world)
