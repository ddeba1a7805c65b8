"""What reading a picture costs, what it does not depend on, and that it is never an old one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import event
from werkzeug.serving import make_server

from tests.flows.conftest import MakeHouse, World
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.processes import web_server, worker_here
from tests.house.tcp_proxy import wire_to
from tests.house.titles import PATH, due_again
from tests.house.waiting import eventually
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import NotFound
from tvdbproxy.storage import keys
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"
KEY = keys.variant_key(keys.variant_prefix("series", 1, "poster"), "medium", "webp")
BROWSER = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"


@pytest.mark.parametrize("headers", [{}, {"Accept": BROWSER}, {"Range": "bytes=0-9"}])
def test_a_cold_picture_costs_one_read_of_the_store_and_no_query(
    make_house: MakeHouse, s3_server: S3Server, headers: dict[str, str]
) -> None:
    with wire_to(s3_server.endpoint_url) as wire:
        world = make_house(s3_endpoint_url=wire.url, hot_cache_mb=0)
        run(world.services.kitchen, 11)
        statements: list[str] = []
        event.listen(
            world.database.engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: statements.append(statement),
        )
        with served(world.services) as base:
            wire.asked.clear()
            statements.clear()
            for _ in range(2):  # what is never hot is cold again
                assert _ask(base + URL, headers)[0] in (200, 206)

    bucket = world.services.settings.storage.s3_bucket_thumbnails
    assert wire.asked == [f"GET /{bucket}/{KEY}"] * 2
    assert statements == []


@pytest.mark.proves("F7")
def test_reading_does_not_wait_for_a_redis_that_takes_its_time(
    make_house: MakeHouse, redis_server: RunningRedis
) -> None:
    with wire_to(redis_server.url) as wire:
        world = make_house(redis_url=wire.url)
        run(world.services.kitchen, 11)
        wire.delay = 2
        with web_server(world.folder, world.environment) as base:
            wire.gate.clear()  # from now on it takes for ever: who waited for it would be seen
            for path in (
                URL,
                URL,  # from the store, and from memory
                "/images/series/1/poster/w92",  # made for us
                "/api/v1/images/artwork/11",
                "/api/v1/images/storage/stats",
                "/",
                "/healthz",
            ):
                assert _ask(base + path)[0] == 200
            wire.gate.set()


def test_a_picture_that_a_worker_changed_leaves_the_memory_of_every_web_process(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    world = make_house()
    run(world.services.kitchen, 11)
    thumbnails = world.services.stores.thumbnails
    with (
        web_server(_folder(world, "one"), world.environment) as one,
        web_server(_folder(world, "two"), world.environment) as two,
    ):
        bases = (one, two)
        old = {_ask(base + URL)[1] for base in bases}
        thumbnails.delete(KEY)
        assert {_ask(base + URL)[1] for base in bases} == old  # so it comes from memory

        artwork_host.show(PATH, poster(1))
        due_again(world.database)
        world.send(11)
        with worker_here(world.services):
            new = eventually(lambda: _stored(world))
            # Sooner than what is in memory grows old, which takes a minute.
            eventually(
                lambda: {_ask(base + URL)[1] for base in bases} == {new},
                seconds=30,
                why="a web process shows the old picture",
            )
    assert new not in old


@contextmanager
def served(services: Services) -> Iterator[str]:
    """The application in this process, over real sockets; its address."""
    server = make_server("127.0.0.1", 0, create_app(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _ask(url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    with urlopen(Request(url, headers=headers or {}), timeout=60) as answer:
        return int(answer.status), answer.read()


def _stored(world: World) -> bytes | None:
    try:
        return world.services.stores.thumbnails.get(KEY).data
    except NotFound:
        return None


def _folder(world: World, name: str) -> Any:
    folder = world.folder / name
    folder.mkdir()
    return folder
