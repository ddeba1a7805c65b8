"""Transforms over real Redis, S3 and processes: herds, kills, restarts, and the wire."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests.flows.conftest import MakeHouse, World
from tests.house.artwork_host import ArtworkHost
from tests.house.asking import ask
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT, running, web_process, web_server
from tests.house.tcp_proxy import wire_to
from tests.house.transforms import encoded, plain, settings_for
from tests.house.waiting import eventually
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.cleanup import clean
from tvdbproxy.db.models import KeptTransform
from workers.storage import StorageActors

CLIENTS = 100
RESULTS, SOURCES = "/transforms/results/", "/transforms/sources/"


@pytest.mark.proves("F49")
def test_a_herd_at_two_processes_is_one_fetch_and_one_making(
    make_house: MakeHouse, artwork_host: ArtworkHost, s3_server: S3Server
) -> None:
    address = _poster(artwork_host)
    begun = Barrier(CLIENTS)

    def ask_at_once(base: str) -> tuple[int, Any, bytes]:
        begun.wait()
        return ask(base, address)

    with wire_to(s3_server.endpoint_url) as wire:
        world = _open(make_house, artwork_host, web_processes=2, s3_endpoint_url=wire.url)
        with (
            web_server(world.folder, world.environment) as base,
            ThreadPoolExecutor(CLIENTS) as threads,
        ):
            answers = list(threads.map(ask_at_once, [base] * CLIENTS))

    assert Counter(status for status, _, _ in answers) == {200: CLIENTS}
    assert len({body for _, _, body in answers}) == 1
    assert len({headers["ETag"] for _, headers, _ in answers}) == 1
    assert artwork_host.times("/p.jpg") == 1
    puts = [asked for asked in wire.asked if asked.startswith("PUT ")]
    assert sum(RESULTS in asked for asked in puts) == 1
    assert sum(SOURCES in asked for asked in puts) == 1


def test_a_result_outlives_its_process(
    make_house: MakeHouse, artwork_host: ArtworkHost, s3_server: S3Server
) -> None:
    address = _poster(artwork_host)
    with wire_to(s3_server.endpoint_url) as wire:
        world = _open(make_house, artwork_host, s3_endpoint_url=wire.url)
        answers = []
        for name in ("first", "second"):
            folder = world.folder / name
            folder.mkdir()
            with web_server(folder, world.environment) as base:
                answers.append(ask(base, address))
    (first, second) = answers
    assert (first[0], second[0]) == (200, 200)
    assert first[2] == second[2]
    told = [{name.lower(): value for name, value in one[1].items()} for one in answers]
    for headers in told:
        assert headers.pop("date")
        assert headers.pop("x-request-id")
    assert told[0] == told[1]
    assert artwork_host.times("/p.jpg") == 1
    assert sum(one.startswith("PUT ") and RESULTS in one for one in wire.asked) == 1


@pytest.mark.proves("F50")
def test_when_the_process_that_makes_it_is_killed_another_takes_over(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    address = _poster(artwork_host)
    world = _open(make_house, artwork_host, imgproxy_timeout=20, imgproxy_download_timeout=20)
    artwork_host.gate.clear()
    folders = [world.folder / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    # What the dead one held is free again when its time is over.
    brief = world.environment | {"IMGPROXY_TIMEOUT": "1", "IMGPROXY_DOWNLOAD_TIMEOUT": "30"}
    with (
        web_process(folders[0], brief) as (first, parent),
        web_server(folders[1], world.environment) as second,
        ThreadPoolExecutor(2) as threads,
    ):
        broken = threads.submit(ask, first, address)
        eventually(lambda: artwork_host.times("/p.jpg") == 1)
        waiting = threads.submit(ask, second, address)
        for child in _children(parent.pid):
            os.kill(child, signal.SIGKILL)
        artwork_host.gate.set()
        assert waiting.result()[0] == 200
        assert broken.exception() is not None
    assert artwork_host.times("/p.jpg") == 2


def test_killed_between_object_and_row_it_ends_right(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    address = _poster(artwork_host)
    world = _open(make_house, artwork_host)
    reached = world.folder / "reached"
    program = str(CHECKOUT / "tests/flows/pausing_transform.py")
    with running(
        world.folder, "it", program, address, str(reached), says="", environment=world.environment
    ):
        eventually(reached.exists)
        os.kill(int(reached.read_text()), signal.SIGKILL)
    assert [row.kind for row in _rows(world)] == ["source"]

    with web_server(world.folder, world.environment) as base:
        status, _, _ = ask(base, address)
        assert status == 200
        eventually(lambda: len(_rows(world)) == 2)
    assert artwork_host.times("/p.jpg") == 1
    assert _clean(world) == 0


def test_what_was_killed_and_nobody_wants_is_the_cleanups_and_the_rest_is_bounded(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    address = _poster(artwork_host)
    world = _open(make_house, artwork_host, orphan_grace_hours=0)
    with web_server(world.folder, world.environment) as base:
        assert ask(base, address)[0] == 200
    with world.database.write() as session:
        for row in session.scalars(select(KeptTransform).where(KeptTransform.kind == "result")):
            session.delete(row)
    assert _clean(world) == 1
    assert [row.kind for row in _rows(world)] == ["source"]
    bounded = world.services.settings.transform_serving
    assert bounded.imgproxy_source_cache_mb == 1024
    with world.database.write() as session:
        for row in session.scalars(select(KeptTransform)):
            row.size = 2 * 1024**3
    StorageActors(world.services).cleanup_orphaned_images()
    assert not _rows(world)
    assert not list(world.services.stores.originals.list("transforms/"))


def test_on_the_wire_every_spelling_that_clients_write_is_understood(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    source = f"{artwork_host.url}/a%20b%40c.jpg"
    artwork_host.show("/a%20b%40c.jpg", poster())
    world = _open(make_house, artwork_host)
    addresses = [
        plain("w:34", f"{quote(source, safe='')}@png"),
        plain("w:34", f"{quote(source, safe=chr(33) + '*()' + chr(39))}@png"),
        plain("w:34", f"{quote(source, safe='/:')}@png"),
        plain("w:34", f"{quote(source)}@png"),
        encoded("w:34", source, ".png"),
    ]
    with web_server(world.folder, world.environment) as base:
        for address in addresses:
            status, headers, body = ask(base, address)
            assert status == 200, body
            assert headers["Content-Type"] == "image/png"
            signature = address.split("/")[2]
            assert ask(base, address.replace(signature, "A" * 43))[0] == 403
        # The first of them, now from memory: the same to the letter.
        answers = [ask(base, addresses[0], method) for method in ("GET", "GET", "HEAD")]
    assert answers[0][2] == answers[1][2]
    told = [sorted((k.lower(), v) for k, v in one[1].items() if k != "date") for one in answers]
    assert told[0] == told[1] == told[2]
    assert artwork_host.times("/a%20b%40c.jpg") == 1


def test_a_flood_is_told_to_come_again_and_nobody_else_notices(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    hot = _poster(artwork_host)
    cold = [
        plain("w:40", f"{artwork_host.url}{artwork_host.show(f'/{number}.jpg', poster(number))}")
        for number in range(40)
    ]
    world = _open(
        make_house, artwork_host, imgproxy_requests_queue_size=3, imgproxy_download_timeout=30,
        imgproxy_timeout=30,
    )  # fmt: skip
    with (
        web_server(world.folder, world.environment) as base,
        ThreadPoolExecutor(len(cold)) as threads,
    ):
        assert ask(base, hot)[0] == 200
        artwork_host.gate.clear()
        asking = [threads.submit(ask, base, address) for address in cold]
        eventually(lambda: sum(one.done() for one in asking) == len(cold) - 3)
        for one in asking:
            if one.done():
                status, headers, _ = one.result()
                assert (status, int(headers["Retry-After"]) >= 1) == (429, True)
        assert ask(base, hot)[0] == 200
        assert ask(base, "/imgproxy/health")[0] == 200
        artwork_host.gate.set()
        assert Counter(one.result()[0] for one in asking) == {429: len(cold) - 3, 200: 3}
        # Who comes again gets it.
        assert all(eventually(lambda a=a: ask(base, a)[0] == 200) for a in cold)


def _open(make_house: MakeHouse, host: ArtworkHost, **given: Any) -> World:
    return make_house(**{**settings_for(host), **given})


def _poster(host: ArtworkHost) -> str:
    host.show("/p.jpg", poster())
    return plain("rs:fit:100:100", f"{host.url}/p.jpg")


def _rows(world: World) -> list[KeptTransform]:
    with world.database.read() as session:
        return list(session.scalars(select(KeptTransform)))


def _clean(world: World) -> int:
    services = world.services
    stores = services.stores
    swept = clean(world.database, stores.originals, stores.thumbnails, grace_hours=0, dry_run=False)
    return swept.deleted


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
