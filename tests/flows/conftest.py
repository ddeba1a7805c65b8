"""A world for each flow: real Redis, real S3, a sample upstream and worker processes."""

from __future__ import annotations

import http.client
import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from sqlalchemy import delete, func, select

from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.house import ADMIN_KEY, clean_environment
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tests.house.waiting import eventually
from tests.servers.database import url_of
from tests.servers.s3 import S3Server
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.embedded.sample import SampleServer, start_sample
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.wiring import Services, build
from workers.control import ControlActors

__all__ = ["artwork_host", "clean_environment"]


@dataclass
class World:
    """Everything real. ``services`` are those of the test's own process."""

    sample: SampleServer
    services: Services
    folder: Path
    redis: redis.Redis
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What our processes find."""
        return default_values(self.services.settings) | self.extra

    @property
    def database(self) -> Database:
        return self.services.database

    def fetch(self, content_type: str, content_id: int) -> list[int]:
        """Bring one title in, as a refresh does; the pictures that are due."""
        services = self.services
        fetched = fetch_title(
            services.database, services.upstream, services.kitchen.hosts, content_type, content_id
        )
        return list(fetched.pictures)

    def bring(self, content_type: str, content_id: int, *pictures: int) -> None:
        """Bring a title in, and forget all of its pictures but these."""
        self.fetch(content_type, content_id)
        with self.database.write() as session:
            session.execute(delete(Artwork).where(Artwork.id.not_in(pictures)))

    def send(self, *pictures: int) -> None:
        for number in pictures:
            assert self.services.queue.send("process_artwork", number)

    def reconcile(self) -> None:
        """What the scheduler asks for, a minute later."""
        ControlActors(self.services).reconcile()

    def finish(self) -> None:
        """Wait for the end of all work; the reconciler comes as often as we look."""

        def done() -> bool:
            self.reconcile()
            return self.unfinished() == 0

        eventually(done, why="some work is unfinished")

    def row(self, artwork_id: int) -> Artwork:
        with self.database.read() as session:
            return session.get_one(Artwork, artwork_id)

    def wait(self, artwork_id: int, state: str = ArtworkState.READY) -> Artwork:
        """The row, once it is in this state."""

        def look() -> Artwork | None:
            row = self.row(artwork_id)
            return row if row.state == state and row.lease_until is None else None

        return eventually(look, why=f"artwork {artwork_id} is not {state}")

    def unfinished(self) -> int:
        states = (ArtworkState.PENDING, ArtworkState.PROCESSING)
        with self.database.read() as session:
            count = select(func.count()).select_from(Artwork).where(Artwork.state.in_(states))
            return session.scalar(count) or 0

    def fault(self, match: str, kind: str, **params: Any) -> None:
        """Have upstream go wrong."""
        document = {"faults": [{"match": match, "kind": kind, **params}]}
        self._control("POST", "/__faults__", document)

    def mend(self) -> None:
        self._control("DELETE", "/__faults__")

    def edit(self, **edit: Any) -> None:
        self._control("POST", "/__world__", edit)

    def fetches(self, path: str) -> int:
        """How often upstream was asked for a path."""
        report = self._control("GET", "/__requests__")
        return sum(report["requests"].get(path, {}).values())

    def answered(self, path: str) -> int:
        """How often upstream gave what was asked for."""
        report = self._control("GET", "/__requests__")
        return int(report["requests"].get(path, {}).get("200", 0))

    def matched(self) -> int:
        """How many requests the faults that are switched on have met."""
        return sum(fault["seen"] for fault in self._control("GET", "/__faults__")["faults"])

    def _control(self, method: str, path: str, document: Any = None) -> Any:
        address = urlsplit(self.sample.artwork_host).netloc
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.request(method, path, document and json.dumps(document))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return json.loads(body)


MakeWorld = Callable[..., World]
MakeHouse = Callable[..., World]


@pytest.fixture
def make_world(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    redis_server: RunningRedis,
    s3_server: S3Server,
    tmp_path: Path,
) -> Iterator[Callable[..., World]]:
    """Build worlds: ``titles`` upstream, settings by field name."""
    # The reconciler gives a message a minute; who waits for it in a test has it lost at once.
    monkeypatch.setattr("workers.control.RESEND_SECONDS", 0)
    numbers = itertools.count(1)
    with ExitStack() as stack:

        def make(
            database: Database, *, titles: int = 2, page_size: int = 500, **given: Any
        ) -> World:
            sample = start_sample(controls=True, titles=titles, page_size=page_size)
            stack.enter_context(sample)
            settings = _settings(database, sample, redis_server, s3_server, next(numbers), given)
            _make_buckets(settings)
            stack.callback(_empty_buckets, settings, s3_server)
            client = redis.Redis.from_url(settings.broker)
            client.flushall()
            stack.callback(client.close)
            services = build(settings)
            stack.callback(services.close)
            return World(sample, services, tmp_path, client)

        yield make


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A world of two titles on SQLite."""
    return make_world(sqlite_database)


@pytest.fixture
def make_house(
    make_world: MakeWorld, sqlite_database: Database, artwork_host: ArtworkHost
) -> MakeHouse:
    """Build worlds with one picture (11, of series 1), due, at a host of the test's own."""

    def make(**given: Any) -> World:
        world = make_world(
            sqlite_database,
            tvdb_artwork_hosts=(artwork_host.url,),
            fetch_private_hosts=(artwork_host.site,),
            **given,
        )
        artwork_host.show(PATH, poster())
        hang(world.database)
        return world

    return make


def _settings(
    database: Database,
    sample: SampleServer,
    redis_server: RunningRedis,
    s3: S3Server,
    number: int,
    given: dict[str, Any],
) -> Settings:
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-{number}"
    small = {
        "database_url": url_of(database),
        "redis_url": redis_server.url,
        "s3_endpoint_url": s3.endpoint_url,
        "s3_access_key_id": s3.access_key,
        "s3_secret_access_key": s3.secret_key,
        "s3_bucket_originals": f"originals-{name}",
        "s3_bucket_thumbnails": f"thumbnails-{name}",
        "tvdb_api_key": "any",
        "tvdb_base_url": sample.base_url,
        "tvdb_artwork_hosts": (sample.artwork_host,),
        "fetch_private_hosts": (urlsplit(sample.artwork_host).netloc,),
        "fetch_seconds": 10,
        "admin_api_key": ADMIN_KEY,
        "catalogue_sync": "full",
    }
    return load_settings(**{**small, **given})


def _empty_buckets(settings: Settings, s3: S3Server) -> None:
    """They are used again: SeaweedFS has room for about seventy, and its master has been seen
    to hang after some hundreds were made and dropped."""
    keys = {"s3_access_key_id": s3.access_key, "s3_secret_access_key": s3.secret_key}
    here = {"s3_endpoint_url": s3.endpoint_url, "storage_backend": "s3", **keys}
    stores = open_stores(settings.storage.model_copy(update=here))
    for store in (stores.originals, stores.thumbnails):
        with suppress(TvdbProxyError):  # a test may have a server of its own
            store.delete_many([info.key for info in store.list()])


def _make_buckets(settings: Settings) -> None:
    storage = settings.storage
    connection = S3Connection.from_settings(storage)
    init_buckets(connection, storage.s3_bucket_originals, storage.s3_bucket_thumbnails)
