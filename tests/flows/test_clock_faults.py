"""Clocks that are wrong, or jump: no work is lost, none is done twice, none waits for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.flows.victims import next_victim
from tests.house.processes import CHECKOUT, running, worker_here
from tests.house.titles import change
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.db.database import Database, now
from tvdbproxy.jobs import leases, tasks
from workers.scheduler import tick

POSTER = 63900001
HOURS = 3600.0
WRONG_CLOCK = str(CHECKOUT / "tests/flows/wrong_clock.py")


@contextmanager
def worker(world: World, ahead: float, *pausing: str) -> Iterator[None]:
    """A worker process whose clock is so many seconds ahead."""
    name = f"ahead{ahead:+.0f}"
    file = world.folder / name
    file.write_text(str(ahead))
    says = "" if pausing else "worker ready"
    with running(
        world.folder, name + "-worker", WRONG_CLOCK, str(file), *pausing,
        says=says, environment=world.environment,
    ):  # fmt: skip
        yield


@pytest.mark.proves("F43")
def test_a_scheduler_goes_on_ticking_when_its_clock_is_set_back(world: World) -> None:
    world.extra["RECONCILE_SECONDS"] = "0.5"
    file = world.folder / "ahead"
    file.write_text(str(2 * HOURS))
    with running(
        world.folder, "scheduler", WRONG_CLOCK, str(file), "scheduler",
        says="scheduler ready", environment=world.environment,
    ):  # fmt: skip
        eventually(lambda: world.services.queue.waiting("control"))
        written = file.with_suffix(".new")
        written.write_text("0")
        written.rename(file)
        log = world.folder / "scheduler.log"
        eventually(lambda: "set back by 7200 seconds" in log.read_text())
        world.redis.flushall()
        for _ in range(2):
            eventually(lambda: world.services.queue.waiting("control"))
            world.redis.flushall()


@pytest.mark.proves("F42")
def test_workers_whose_clocks_are_four_minutes_apart_make_each_picture_once(
    make_world: Callable[..., World], postgresql_database: Database
) -> None:
    world = make_world(postgresql_database)
    pictures = range(POSTER, POSTER + 6)
    world.bring("series", 910001, *pictures)
    world.send(*[number for number in pictures for _ in range(15)])
    with ExitStack() as stack:
        for ahead in (120, -120):
            stack.enter_context(worker(world, ahead))
        world.finish()
        eventually(lambda: world.services.queue.waiting("images") == 0)
        # Who is ahead takes the other one for dead, again and again.
        eventually(lambda: _seconds_apart(world) > 200)
    assert [world.fetches(world.row(number).path) for number in pictures] == [1] * len(pictures)
    nothing_is_amiss(world)


def _seconds_apart(world: World) -> float:
    """Between the heartbeats of the workers, as the queue has them."""
    beats: Any = world.redis.zrange("dramatiq:__heartbeats__", 0, -1, withscores=True)
    milliseconds = [score for _, score in beats]
    return (max(milliseconds, default=0) - min(milliseconds, default=0)) / 1000


@pytest.mark.proves("F43")
def test_a_lease_of_a_clock_that_was_set_back_since_holds_nobody_back(world: World) -> None:
    world.bring("series", 910001, POSTER)
    world.send(POSTER)
    with worker(world, 24 * HOURS, str(world.folder), Stage.FETCH):
        next_victim(world)
    with world.database.read() as session:
        tomorrow = now(session) + timedelta(hours=23)
    assert (world.row(POSTER).lease_until or tomorrow) > tomorrow

    with worker_here(world.services):
        world.finish()
    nothing_is_amiss(world)


@pytest.mark.proves("F43")
def test_a_message_of_a_clock_that_was_set_back_since_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.control.RESEND_SECONDS", 60.0)
    world.bring("series", 910001, POSTER)
    with world.database.write() as session:
        task = tasks.create(session, "sync_all_missing_images", {})
    assert task
    world.reconcile()
    world.redis.flushall()
    world.reconcile()
    assert world.services.queue.waiting("images") == 0  # they were sent a moment ago

    with clock_set(monkeypatch, -2 * HOURS):
        change(world.database, POSTER, due_at=_now(world))
        world.reconcile()

    assert world.services.queue.waiting("images") == 2


@pytest.mark.proves("F43")
def test_ticks_go_on_when_the_clock_is_set_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock_set(monkeypatch, 24 * HOURS):
        assert tick(world.services, "reconcile", 15)
        assert not tick(world.services, "reconcile", 15)
    assert tick(world.services, "reconcile", 15)
    assert not tick(world.services, "reconcile", 15)


@pytest.mark.proves("F43")
def test_who_is_overtaken_because_the_clock_jumped_records_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease seems to have run out, and somebody else makes the picture meanwhile."""
    world.bring("series", 910001, POSTER)
    kitchen = world.services.kitchen
    other: list[Result] = []

    def jump(stage: Stage, _work: Any) -> None:
        if stage is Stage.FETCH and not other:
            with clock_set(monkeypatch, HOURS):
                other.append(run(kitchen, POSTER).result)

    ended = run(kitchen, POSTER, jump)

    assert other == [Result.STORED]
    assert (ended.result, ended.error and ended.error.kind) == (Result.LATER, "superseded")
    with worker_here(world.services):
        world.finish()
    nothing_is_amiss(world)


@pytest.mark.proves("F43")
def test_a_lease_that_is_held_by_the_same_clock_is_held(database: Database) -> None:
    with database.write() as session:
        assert leases.acquire(session, "name", "one", 7 * 24 * HOURS)
    with database.write() as session:
        assert not leases.acquire(session, "name", "other", 7 * 24 * HOURS)


@contextmanager
def clock_set(monkeypatch: pytest.MonkeyPatch, ahead: float) -> Iterator[None]:
    """This process's clock, as the database room looks at it, is so many seconds ahead."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=ahead)

    with monkeypatch.context() as patch:
        patch.setattr("tvdbproxy.db.database.datetime", Wrong)
        yield


def _now(world: World) -> datetime:
    with world.database.read() as session:
        return now(session)
