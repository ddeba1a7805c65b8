"""Many at once at the door of several web processes: one fetch, one making, no pile-up."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.flows.conftest import MakeHouse, World
from tests.house.artwork_host import ArtworkHost
from tests.house.processes import web_process, web_server
from tests.house.tcp_proxy import wire_to
from tests.house.titles import PATH
from tests.house.waiting import eventually
from tests.servers.s3 import S3Server
from tvdbproxy.imaging.ladders import ladder

URL = "/images/series/1/poster/medium"
CLIENTS = 200


@pytest.mark.proves("F49")
def test_two_hundred_clients_of_two_processes_are_one_fetch_and_one_making(
    make_house: MakeHouse, artwork_host: ArtworkHost, s3_server: S3Server
) -> None:
    with wire_to(s3_server.endpoint_url) as wire:
        world = make_house(web_processes=2, s3_endpoint_url=wire.url)
        with web_server(world.folder, world.environment) as base:
            answers = _all_at_once(base, [URL] * CLIENTS)

    assert Counter(status for status, _, _ in answers) == {200: CLIENTS}
    assert len({sha256(body).digest() for _, _, body in answers}) == 1
    assert artwork_host.times(PATH) == 1
    stored = Counter(asked for asked in wire.asked if asked.startswith("PUT "))
    assert set(stored.values()) == {1}


@pytest.mark.proves("F50")
def test_when_the_process_that_makes_a_picture_is_killed_another_takes_over(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    world = make_house(lease_seconds=2)
    artwork_host.gate.clear()
    with (
        web_process(_folder(world, "first"), world.environment) as (first, parent),
        web_server(_folder(world, "second"), world.environment) as second,
        ThreadPoolExecutor(2) as threads,
    ):
        broken = threads.submit(_ask, first, URL)
        eventually(lambda: artwork_host.times(PATH) == 1)
        waiting = threads.submit(_ask, second, URL)
        for child in _children(parent.pid):
            os.kill(child, signal.SIGKILL)
        artwork_host.gate.set()
        assert waiting.result()[0] == 200
        with pytest.raises((OSError, http.client.HTTPException)):
            broken.result()
    assert artwork_host.times(PATH) == 2


@pytest.mark.proves("F51")
def test_all_sizes_of_one_picture_at_once_are_one_fetch_and_no_pile_up(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    world = make_house(web_processes=2)
    names = ("original", "large", "medium", "small", "thumbnail")
    sizes = [*names, *(f"w{width}" for width in ladder("series", "poster"))]
    formats = ("", ".webp", ".avif", ".jpg", ".png")
    paths = [f"/images/series/1/poster/{size}{end}" for size in sizes for end in formats]
    asked = (paths * CLIENTS)[:CLIENTS]
    with web_server(world.folder, world.environment) as base:
        answers = _all_at_once(base, asked)
        for status, headers, _ in answers:
            assert status == 200 or (status in (429, 503) and int(headers["Retry-After"]) >= 1)
        assert artwork_host.times(PATH) == 1
        # Who comes again gets it: nothing has been used up.
        for path in paths:
            eventually(lambda path=path: _ask(base, path)[0] == 200)
    assert artwork_host.times(PATH) == 1


def _all_at_once(base: str, paths: list[str]) -> list[tuple[int, Any, bytes]]:
    begun = threading.Barrier(len(paths))

    def ask(path: str) -> tuple[int, Any, bytes]:
        begun.wait()
        return _ask(base, path)

    with ThreadPoolExecutor(len(paths)) as threads:
        return list(threads.map(ask, paths))


def _ask(base: str, path: str) -> tuple[int, Any, bytes]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def _children(pid: int) -> list[int]:
    """Processes that it started itself; of Python's own helper among them nothing is lost."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _folder(world: World, name: str) -> Path:
    folder = world.folder / name
    folder.mkdir()
    return folder
