"""A server that is called back, and a courier that may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.listener import Listener, Saying, named
from tvdbproxy.db.database import Database
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.ingest.callbacks.courier import Courier
from tvdbproxy.ingest.callbacks.receivers import PendingSource, Webhooks

SECRET = "the-callback-secret"
SOURCE_KEY = "the-key-of-the-source"


class CallbackReceiver(Listener):
    """Takes what it is sent, and answers as ``answers`` say, then 200."""

    def __init__(self, port: int = 0) -> None:
        self.answers: list[Saying] = []
        super().__init__(port)

    def answer(self, *statuses: int, **headers: str) -> None:
        """Answer the next requests with these; underscores in header names are dashes."""
        self.answers += [Saying(status, named(headers)) for status in statuses]

    def say(self) -> Saying:
        return self.answers.pop(0) if self.answers else Saying()


@pytest.fixture
def callback_receiver() -> Iterator[CallbackReceiver]:
    """Somebody who wants to be told."""
    receiver = CallbackReceiver()
    yield receiver
    receiver.close()


def courier_to(database: Database, *sites: str, **given: Any) -> Courier:
    """A courier who may call these ``host:port`` in private, and knows the first as the server
    whose pending queue is worked off."""
    private = frozenset(sites)
    policy = FetchPolicy(max_bytes=1000, total_seconds=10, private_hosts=private)
    # One that opens after a thousand failures, since tests are about one receiver.
    breaker = given.pop("breaker", CircuitBreaker(threshold=1000))
    fetcher = Fetcher(policy, breaker=breaker, **given.pop("fetching", {}))
    source = given.pop("source_url", f"http://{sites[0]}" if sites else "")
    small = {"lease_seconds": 60, "max_attempts": 3, "max_deliveries": 3}
    return Courier(
        database=database,
        webhooks=Webhooks(fetcher, given.pop("secret", SECRET)),
        source=PendingSource(fetcher, source, SOURCE_KEY),
        **{**small, **given},
    )
