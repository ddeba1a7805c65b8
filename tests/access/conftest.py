"""Doorkeepers of one database, as two web processes have them, and keys to come with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.house.artwork_host import artwork_host
from tests.house.house import clean_environment, image_pool, open_house
from tvdbproxy.access import keys
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.keys import Issued
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

ADDRESS = "192.0.2.1"

OpenDoor = Callable[..., Doorkeeper]
MakeKey = Callable[..., Issued]


@pytest.fixture
def make_key(database: Database) -> MakeKey:
    """A new key of these traits, in the database."""

    def make(name: str = "Ada", **traits: object) -> Issued:
        with database.write() as session:
            return keys.create(session, Traits(name=name, **traits))  # type: ignore[arg-type]

    return make


@pytest.fixture
def open_door(database: Database) -> Iterator[OpenDoor]:
    """Another doorkeeper, counting in its memory unless told otherwise."""
    opened: list[Doorkeeper] = []

    def open_(url: str = "memory://", limit: str = "5/minute", **given: object) -> Doorkeeper:
        opened.append(Doorkeeper(database, url, limit, **given))  # type: ignore[arg-type]
        return opened[-1]

    yield open_
    for doorkeeper in opened:
        doorkeeper.close()


@pytest.fixture
def doorkeeper(open_door: OpenDoor) -> Doorkeeper:
    return open_door()


@pytest.fixture
def let_in(doorkeeper: Doorkeeper) -> Callable[[Issued], str]:
    """The header that a key gets by logging in."""

    def log_in(issued: Issued) -> str:
        return f"Bearer {doorkeeper.log_in(issued.text, None, ADDRESS)}"

    return log_in
