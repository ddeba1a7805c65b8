"""Stand-ins for CDNs, and who asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import select, update

from tests.cdn.cloudflare_api import HOST, TOKEN, ZONE, CloudflareApi, cloudflare_api
from tests.cdn.cloudfront_api import CloudFrontApi, cloudfront_api
from tvdbproxy.cdn import lane, outbox
from tvdbproxy.cdn.cloudflare import Cloudflare
from tvdbproxy.cdn.courier import Courier
from tvdbproxy.cdn.lane import Lane
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Purge
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import site_at
from tvdbproxy.fetch.pauses import Pauses
from tvdbproxy.fetch.policy import FetchPolicy

Ask = Callable[..., None]
Rows = Callable[[], dict[str, Purge]]


@pytest.fixture
def cloudflare_server() -> Iterator[CloudflareApi]:
    with cloudflare_api() as api:
        yield api


@pytest.fixture
def cloudfront_server() -> Iterator[CloudFrontApi]:
    with cloudfront_api() as api:
        yield api


def fetcher_of(url: str, seconds: float = 10) -> Fetcher:
    """One that may ask this server, and asks it however it was the last time."""
    site = frozenset([site_at(url)])
    policy = FetchPolicy(
        max_bytes=65536,
        total_seconds=seconds,
        read_seconds=seconds,
        allowed_hosts=site,
        private_hosts=site,
    )
    return Fetcher(
        policy, pauses=Pauses(clock=count(0.0, 1e6).__next__), breaker=CircuitBreaker(threshold=999)
    )


def cloudflare(api: CloudflareApi, token: str = TOKEN, seconds: float = 10) -> Cloudflare:
    fetcher = fetcher_of(api.url, seconds)
    return Cloudflare(fetcher, api.url, ZONE, f"https://{HOST}", token)


@pytest.fixture
def courier(database: Database, cloudflare_server: CloudflareApi) -> Courier:
    return Courier(database, cloudflare(cloudflare_server), "right", lease_seconds=60)


@pytest.fixture
def ask(database: Database) -> Ask:
    """Wish for purges that are due at once."""

    def wish(*addresses: str, wait_seconds: float = 0) -> None:
        with database.write() as session:
            for address in addresses:  # each a moment later than the one before
                outbox.ask(session, [address], wait_seconds=wait_seconds)

    return wish


@pytest.fixture
def rows(database: Database) -> Rows:
    """The wishes as they are, by address."""

    def read() -> dict[str, Purge]:
        with database.read() as session:
            return {row.address: row for row in session.scalars(select(Purge))}

    return read


def known(database: Database) -> Lane:
    """How it goes with the CDN."""
    with database.read() as session:
        return lane.read(session)


def rested(database: Database) -> None:
    """Let the pause be over."""
    with database.write() as session:
        before = lane.read(session)
        lane.write(session, Lane(**{**before.__dict__, "rests_until": None}))


def due_now(database: Database) -> None:
    """Let the time of every wish have come."""
    with database.write() as session:
        session.execute(update(Purge).values(due_at=now(session)))
