"""Who is counted as a worker, and for how long."""

from __future__ import annotations

from redis import Redis

from tests.house.waiting import eventually
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs.presence import Presence


def test_a_worker_is_counted_from_when_it_appears_until_it_leaves(
    redis_server: RunningRedis,
) -> None:
    worker, asker = Presence(redis_server.url), Presence(redis_server.url)
    assert asker.count() == 0

    worker.appear()
    eventually(lambda: asker.count() == 1)
    worker.leave()

    assert asker.count() == 0
    asker.leave()


def test_a_worker_that_fell_silent_is_gone(redis_server: RunningRedis) -> None:
    with Redis.from_url(redis_server.url) as client:
        seconds, _ = client.time()
        client.zadd("tvdbproxy:workers", {"dead:1": seconds - 40, "alive:2": seconds})

    asker = Presence(redis_server.url)
    assert asker.count() == 1
    asker.leave()


def test_without_redis_nobody_knows() -> None:
    asker = Presence("redis://127.0.0.1:1/0")
    assert asker.count() is None
    asker.leave()


def test_threads_of_this_process_are_one_worker() -> None:
    assert Presence("memory://").count() == 1
