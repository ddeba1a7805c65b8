"""One front for most tests here, and the clients before it and before upstream itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.clients.front import Front, open_front
from tests.clients.python_clients import CLIENTS, Client
from tests.clients.wire import Wire
from tvdbproxy.embedded.redis_server import RunningRedis

UPSTREAM = "upstream"


@dataclass
class Crowd:
    """Clients before one front, made when first asked for."""

    front: Front
    _made: dict[tuple[str, str], Client] = field(default_factory=dict)

    def client(self, name: str, mode: str) -> Client:
        """The client with a key whose answers are rewritten so; ``upstream``: asks upstream."""
        if (name, mode) not in self._made:
            self._made[name, mode] = self._new(name, mode)
        return self._made[name, mode]

    def close(self) -> None:
        for client in self._made.values():
            client.close()

    def _new(self, name: str, mode: str) -> Client:
        if mode == UPSTREAM:
            return CLIENTS[name](self.front.sample.artwork_host, "any")
        return CLIENTS[name](self.front.base, self.front.key(image_rewrite=mode))


@pytest.fixture(scope="session")
def front(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, redis_server: RunningRedis
) -> Iterator[Front]:
    """A front that all tests share: nothing upstream changes, nothing goes wrong."""
    folder = tmp_path_factory.mktemp("front")
    with open_front(folder, sqlite_template, redis_server.url) as opened:
        yield opened


@pytest.fixture(scope="session")
def crowd(front: Front) -> Iterator[Crowd]:
    """Clients before it."""
    gathered = Crowd(front)
    yield gathered
    gathered.close()


@pytest.fixture(scope="session")
def wire(front: Front) -> Wire:
    """For clients that cannot run here."""
    return Wire(front)
