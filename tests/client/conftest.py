"""A service that takes uploads, a door before it that goes wrong when told to, and clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.house.artwork_host import artwork_host
from tests.house.front_door import FrontDoor, front_door
from tests.house.house import OpenHouse, clean_environment, image_pool, open_house
from tests.house.served import served
from tests.house.uploads import SECRET, token
from tvdbproxy.client import Client
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

Connect = Callable[..., Client]


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    """A small house that takes uploads."""
    return open_house(jwt_secret_key=SECRET)


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """Where it is served."""
    with served(services) as base:
        yield base


@pytest.fixture
def door(address: str) -> Iterator[FrontDoor]:
    """What stands before it, and passes everything on until it goes wrong."""
    with front_door(address) as opened:
        yield opened


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes clients of a user, and closes them."""
    with ExitStack() as stack:

        def to(base: str, **given: Any) -> Client:
            if "api_key" not in given:
                given.setdefault("token", token())
            return stack.enter_context(Client(base, **given))

        yield to


@pytest.fixture
def client(address: str, connect: Connect) -> Client:
    """Ann's client of the service."""
    return connect(address)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long clients would have waited; they wait for nothing."""
    waited: list[float] = []
    monkeypatch.setattr("tvdbproxy.client.retrying.sleep", waited.append)
    return waited
