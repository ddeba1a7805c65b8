"""The queue forgets, fills up and goes away; the database does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import dramatiq
import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.asking import ask
from tests.house.house import ADMIN_KEY
from tests.house.processes import web_server, worker_here, workers
from tests.house.titles import due_again
from tests.house.waiting import eventually
from tests.servers.own_redis import OwnRedis
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Task, TaskStatus
from tvdbproxy.web.app import create_app

SERIES = range(63900001, 63900009)
SYNC = "/api/v1/admin/sync/images/series/910001"
ADMIN = {"X_API_Key": ADMIN_KEY}


@pytest.fixture
def world(
    make_world: Callable[..., World], sqlite_database: Database, own_redis: OwnRedis
) -> World:
    """A world whose Redis is the test's own."""
    return make_world(sqlite_database, redis_url=own_redis.url)


@pytest.mark.proves("F3")
@pytest.mark.timeout(60)
def test_without_a_queue_work_is_accepted_at_once_and_done_later(
    world: World, own_redis: OwnRedis
) -> None:
    world.bring("series", 910001, *SERIES[:2])
    with web_server(world.folder, world.environment) as base:
        own_redis.kill()
        status, _, body = ask(base, SYNC, "POST", **ADMIN)
        accepted = json.loads(body)
        assert (status, accepted["queued"]) == (202, False)
        url = accepted["status_url"]
        assert json.loads(ask(base, url, **ADMIN)[2])["status"] == "pending"

        own_redis.start()
        with worker_here(world.services):
            world.finish()
            eventually(lambda: json.loads(ask(base, url, **ADMIN)[2])["status"] == "completed")
    nothing_is_amiss(world)


@pytest.mark.proves("F3", "F5")
def test_a_worker_outlives_its_redis(world: World, own_redis: OwnRedis) -> None:
    world.bring("series", 910001, *SERIES)
    with workers(world.folder, world.environment) as (worker,):
        world.send(SERIES[0])
        world.wait(SERIES[0])
        own_redis.kill()
        assert world.services.queue.send("process_artwork", SERIES[1]) is False
        own_redis.start()
        world.finish()
        assert worker.exit_code() is None
    nothing_is_amiss(world)


@pytest.mark.proves("F3")
def test_a_worker_that_starts_before_its_redis_works_when_it_is_there(
    world: World, own_redis: OwnRedis
) -> None:
    world.bring("series", 910001, SERIES[0])
    own_redis.kill()
    with workers(world.folder, world.environment) as (worker,):
        own_redis.start()
        world.finish()
        assert worker.exit_code() is None
    nothing_is_amiss(world)


@pytest.mark.proves("F4")
def test_a_job_that_fails_while_redis_is_dead_is_done_when_it_is_back(
    world: World, own_redis: OwnRedis
) -> None:
    world.bring("series", 910001, SERIES[0])
    path = world.row(SERIES[0]).path
    world.fault(path, "hang", times=1)
    world.extra["FETCH_SECONDS"] = "2"
    with workers(world.folder, world.environment) as (worker,):
        world.send(SERIES[0])
        eventually(lambda: world.fetches(path) == 1 or world.row(SERIES[0]).attempts == 1)
        own_redis.kill()
        row = eventually(lambda: _failed(world))
        assert (row.state, row.error_code) == ("pending", "upstream_timeout")

        own_redis.start()
        due_again(world.database, SERIES[0])
        world.finish()
        assert worker.exit_code() is None
    nothing_is_amiss(world)


def _failed(world: World) -> Any:
    row = world.row(SERIES[0])
    return row if row.failures == 1 else None


@pytest.mark.proves("F5")
def test_a_queue_that_is_flushed_while_workers_work_is_filled_again(world: World) -> None:
    world.bring("series", 910001, *SERIES)
    world.send(*SERIES)
    with workers(world.folder, world.environment):
        eventually(lambda: world.row(SERIES[0]).attempts > 0 or world.row(SERIES[0]).revision)
        world.redis.flushall()
        world.finish()
    nothing_is_amiss(world)


@pytest.mark.proves("F6")
def test_a_full_queue_is_as_good_as_none(world: World) -> None:
    world.bring("series", 910001, *SERIES[:3])
    client = create_app(world.services).test_client()
    headers = {"X-API-Key": ADMIN_KEY}
    world.redis.config_set("maxmemory", "1")
    accepted = client.post(SYNC, headers=headers)
    assert (accepted.status_code, accepted.json["queued"]) == (202, False)
    assert client.get("/healthz").status_code == 200

    with worker_here(world.services):
        world.redis.config_set("maxmemory", "0")
        world.finish()
        eventually(lambda: _task(world, accepted.json["task_id"]).status == TaskStatus.COMPLETED)
    nothing_is_amiss(world)


def _task(world: World, task_id: str) -> Task:
    with world.database.read() as session:
        return session.get_one(Task, task_id)


@pytest.mark.proves("F48")
@pytest.mark.parametrize(
    ("actor", "arguments"),
    [("make_thumbnails", (1,)), ("process_artwork", ("series", 910001)), ("process_artwork", ())],
)
def test_a_message_of_another_version_is_dropped_in_one_line_and_its_work_done(
    world: World, actor: str, arguments: tuple[Any, ...]
) -> None:
    world.bring("series", 910001, SERIES[0])
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name="images", actor_name=actor, args=arguments, kwargs={}, options={}
    )
    world.services.queue.broker.enqueue(message)
    with workers(world.folder, world.environment) as (worker,):
        log = world.folder / "worker0.log"
        eventually(lambda: "message dropped" in log.read_text())
        world.finish()
        eventually(lambda: world.services.queue.waiting("images") == 0)
        assert worker.exit_code() is None
    told = [line for line in log.read_text().splitlines() if "dropped" in line]
    assert len(told) == 1
    assert actor in told[0]
    assert "Traceback" not in log.read_text()
    nothing_is_amiss(world)
