"""A library over the sample upstream, whose questions a test counts and keeps back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue.replies.ages import AGES, Age
from tvdbproxy.catalogue.replies.flights import Flights
from tvdbproxy.catalogue.replies.library import Library
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.settings import DatabaseSettings
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.operations import Ageing

MakeLibrary = Callable[..., Library]


class Counted:
    """The client, with all that was asked; nothing is answered while ``gate`` is shut."""

    def __init__(self, upstream: Upstream) -> None:
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self._client = upstream.client

    def get(self, path: str, params: Mapping[str, str | int | None] | None = None) -> Reply:
        self.asked.append(path)
        self.gate.wait(20)
        return self._client.get(path, params)


@pytest.fixture
def counted(upstream: Upstream) -> Iterator[Counted]:
    made = Counted(upstream)
    yield made
    made.gate.set()


@pytest.fixture
def away() -> Iterator[Database]:
    """A database that nobody answers for."""
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    with closing(open_database(DatabaseSettings(database_url=url))) as opened:
        yield opened


@pytest.fixture
def make_library(database: Database, counted: Counted) -> Iterator[MakeLibrary]:
    """Libraries over one database; ``age`` is that of records."""
    made: list[Library] = []

    def make(age: Age = AGES[Ageing.RECORD], wait_seconds: float = 10, **more: Any) -> Library:
        held = more.get("database", database)
        library = Library(
            database=held,
            alone=Alone(held, "reply", 20),
            upstream=counted,
            flights=Flights(8, Seats(64), failure_seconds=more.get("failure_seconds", 0)),
            ages={**AGES, Ageing.RECORD: age},
            wait_seconds=wait_seconds,
            longest_seconds=20,
        )
        made.append(library)
        return library

    yield make
    counted.gate.set()
    for library in made:
        library.flights.close(20)
