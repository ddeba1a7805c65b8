"""The mirror over real Redis, S3 and processes: herds, kills, and an upstream in trouble."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.flows.conftest import MakeHouse, MakeWorld, World
from tests.flows.judge import nothing_is_amiss
from tests.house.artwork_host import ArtworkHost
from tests.house.asking import ask as ask_over_http
from tests.house.mirror import ask, source
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT, running, web_process, web_server
from tests.house.tcp_proxy import wire_to
from tests.house.waiting import eventually
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.cleanup import clean
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork
from tvdbproxy.web.app import create_app
from workers.images import ImageActors

POSTER = 63900001
COLD = "/banners/v4/series/1/posters/cold.jpg"
CLIENTS = 200


@pytest.mark.proves("F49")
def test_two_hundred_clients_of_two_processes_are_one_fetch_and_one_object(
    make_house: MakeHouse, artwork_host: ArtworkHost, s3_server: S3Server
) -> None:
    artwork_host.show(COLD, poster(5))
    begun = Barrier(CLIENTS)

    def ask_at_once(base: str) -> tuple[int, Any, bytes]:
        begun.wait()
        return ask_over_http(base, COLD)

    with wire_to(s3_server.endpoint_url) as wire:
        world = make_house(web_processes=2, s3_endpoint_url=wire.url)
        with (
            web_server(world.folder, world.environment) as base,
            ThreadPoolExecutor(CLIENTS) as threads,
        ):
            answers = list(threads.map(ask_at_once, [base] * CLIENTS))

    assert Counter(status for status, _, _ in answers) == {200: CLIENTS}
    assert {body for _, _, body in answers} == {poster(5)}
    assert len({headers["ETag"] for _, headers, _ in answers}) == 1
    assert artwork_host.times(COLD) == 1
    assert sum(asked.startswith("PUT ") and COLD in asked for asked in wire.asked) == 1


@pytest.mark.proves("F50")
def test_when_the_process_that_fetches_is_killed_another_takes_over(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    world = make_house(lease_seconds=2)
    artwork_host.show(COLD, poster(5))
    artwork_host.gate.clear()
    with (
        web_process(world.folder, world.environment) as (first, parent),
        ThreadPoolExecutor(2) as threads,
    ):
        broken = threads.submit(ask_over_http, first, COLD)
        eventually(lambda: artwork_host.times(COLD) == 1)
        waiting = threads.submit(world.services.mirror.answer, COLD)
        for child in _children(parent.pid):
            os.kill(child, signal.SIGKILL)
        artwork_host.gate.set()
        assert waiting.result().held.data == poster(5)
        assert broken.exception() is not None
    assert artwork_host.times(COLD) == 2


def test_killed_between_object_and_row_it_ends_right(world: World) -> None:
    path, reached = _path(world), world.folder / "reached"
    program = str(CHECKOUT / "tests/flows/pausing_mirror.py")
    environment = world.environment | {"LEASE_SECONDS": "1"}
    with running(
        world.folder, "mirror", program, path, str(reached), says="", environment=environment
    ):
        eventually(reached.exists)
        os.kill(int(reached.read_text()), signal.SIGKILL)
    key = path.removeprefix("/")
    assert source(world.database, key) is None
    assert world.services.stores.originals.head(key).size > 0

    data = world.services.mirror.answer(path).held.data  # shown before anybody has mended it

    assert world.fetches(path) == 1

    def mended() -> bool:
        """When the dead process's lease is over."""
        assert ask(world.services, path) == data
        return source(world.database, key) is not None

    eventually(mended)
    row = source(world.database, key)
    assert row is not None
    assert (row.mirrored, row.sha256) == (True, sha256(data).hexdigest())
    _clean(world)
    nothing_is_amiss(world)


def test_what_was_killed_and_nobody_wants_is_the_cleanups(world: World) -> None:
    path, reached = _path(world), world.folder / "reached"
    program = str(CHECKOUT / "tests/flows/pausing_mirror.py")
    with running(
        world.folder, "mirror", program, path, str(reached), says="", environment=world.environment
    ):
        eventually(reached.exists)
        os.kill(int(reached.read_text()), signal.SIGKILL)
    assert _clean(world) == 1
    nothing_is_amiss(world)


TROUBLE: dict[str, tuple[dict[str, Any], int]] = {
    "an error": ({"kind": "status", "status": 500}, 503),
    "a page with 502": ({"kind": "status", "status": 502, "body": "html"}, 503),
    "a page with 200": ({"kind": "html"}, 502),
    "denied": ({"kind": "status", "status": 403}, 404),
    "too many": ({"kind": "status", "status": 429, "headers": {"Retry-After": "9"}}, 503),
    "cut off": ({"kind": "truncate"}, 502),
    "short, without a length": ({"kind": "short"}, 502),
    "a wrong length": ({"kind": "lying_length"}, 502),
    "in drops": ({"kind": "drip", "ms": 50}, 504),
    "silence": ({"kind": "hang"}, 504),
    "without an end": ({"kind": "chunked_endless"}, 502),
    "a bomb": ({"kind": "gzip_bomb", "megabytes": 20}, 502),
    "elsewhere": ({"kind": "redirect", "location": "http://192.0.2.1/x.jpg"}, 502),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_upstreams_trouble_reaches_only_who_asks_for_what_is_not_here(
    make_world: MakeWorld, sqlite_database: Database, name: str
) -> None:
    world = make_world(sqlite_database, fetch_seconds=3)
    fault, status = TROUBLE[name]
    paths = _paths(world)
    held, cold = paths[0], paths[1]
    client = create_app(world.services).test_client()
    whole = client.get(held)
    assert whole.status_code == 200
    world.fault("/banners/", **fault)

    answer = client.get(cold)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    if status in (503, 504):
        assert int(answer.headers["Retry-After"]) > 0
    world.services.hot.clear()
    assert client.get(held).data == whole.data
    assert int(client.head(held).headers["Content-Length"]) == len(whole.data)
    assert [info.key for info in world.services.stores.originals.list()] == [held[1:]]
    nothing_is_amiss(world)


def test_the_wrong_type_upstream_is_put_right(world: World) -> None:
    world.fault("/banners/", "wrong_type", type="text/html")
    answer = create_app(world.services).test_client().get(_path(world))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


def test_thumbnails_are_upstreams_own(world: World) -> None:
    client = create_app(world.services).test_client()
    thumbnail = _path(world).replace(".jpg", "_t.jpg")
    status, headers, body = ask_over_http(world.sample.artwork_host, thumbnail)
    answer = client.get(thumbnail)
    assert (status, answer.status_code, answer.data) == (200, 200, body)
    assert answer.mimetype == headers["Content-Type"]


def test_a_process_hears_that_a_worker_has_replaced_what_it_remembers(world: World) -> None:
    world.bring("series", 910001, POSTER)
    path = world.row(POSTER).path
    with web_server(world.folder, world.environment) as base:
        _, old, body = ask_over_http(base, path)
        for _ in range(2):  # as Sonarr asks, on the wire
            status, told, nothing = ask_over_http(base, path, "HEAD")
            assert (status, nothing) == (200, b"")
            assert (told["Content-Length"], told["ETag"]) == (str(len(body)), old["ETag"])
        world.edit(replace_picture=[path])
        ImageActors(world.services).process_artwork(POSTER)
        status, new, other = eventually(lambda: _other(base, path, body), seconds=20)
    assert status == 200
    assert new["ETag"] != old["ETag"]
    assert sha256(other).hexdigest() == world.row(POSTER).source_sha256


def test_workers_and_the_mirror_share_one_object(world: World) -> None:
    world.bring("series", 910001, POSTER)
    path = world.row(POSTER).path
    body = world.services.mirror.answer(path).held.data
    assert run(world.services.kitchen, POSTER).result == Result.STORED
    assert ask(world.services, path) == body
    assert world.answered(path) == 1  # and one answer that nothing has changed
    assert [info.key for info in world.services.stores.originals.list()] == [path[1:]]
    _clean(world)
    nothing_is_amiss(world)


def test_the_cleanup_takes_nothing_that_is_mirrored(world: World) -> None:
    paths = _paths(world)
    for path in paths:
        world.services.mirror.answer(path)
    world.services.stores.originals.put("banners/stray.jpg", b"x", content_type="image/jpeg")
    assert _clean(world) == 1
    kept = {info.key for info in world.services.stores.originals.list()}
    assert kept == {path.removeprefix("/") for path in paths}
    nothing_is_amiss(world)


def _other(base: str, path: str, body: bytes) -> tuple[int, Any, bytes] | None:
    answer = ask_over_http(base, path)
    return answer if answer[2] != body else None


def _paths(world: World) -> list[str]:
    """Some pictures upstream, of which nothing is known here any more."""
    world.fetch("series", 910001)
    with world.database.write() as session:
        known = select(Artwork.path).where(Artwork.id >= POSTER).order_by(Artwork.id)
        paths = list(session.scalars(known.where(Artwork.path.endswith(".jpg")).limit(3)))
        session.execute(delete(Artwork))
    assert len(paths) == 3
    return paths


def _path(world: World) -> str:
    return _paths(world)[0]


def _clean(world: World) -> int:
    """A cleanup that finds nothing too young; how much it deleted."""
    stores = world.services.stores
    swept = clean(world.database, stores.originals, stores.thumbnails, grace_hours=0, dry_run=False)
    return swept.deleted


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
