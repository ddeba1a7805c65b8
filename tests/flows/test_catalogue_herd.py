"""A thousand clients at the catalogue's door, and web processes that die with a record in hand."""

from __future__ import annotations

import os
import signal
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.house.busy_sqlite import held
from tests.house.catalogue import Reader, Told, reader, replies
from tests.house.processes import web_process, web_server
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Lease

SERIES = "/v4/series/910001/extended"
CLIENTS = 1000


@pytest.mark.proves("C8")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_thousand_clients_of_one_cold_record_are_one_question(
    make_world: Callable[..., World], sqlite_database: Database, processes: int
) -> None:
    world = make_world(sqlite_database, web_processes=processes)
    world.fault(SERIES, "delay", seconds=0.3)
    with web_server(world.folder, world.environment) as base:
        told = all_at_once(base, reader(world.services), CLIENTS)
    assert Counter(one.status for one in told) == {200: CLIENTS}
    assert len({(one.body, one.headers["ETag"]) for one in told}) == 1
    assert not any(one.warning for one in told)
    assert world.fetches(SERIES) == 1


@pytest.mark.proves("C9")
def test_a_process_that_is_killed_with_the_question_is_followed_by_another(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, fetch_seconds=2)
    with _two_servers(world) as (first, parent, second), ThreadPoolExecutor(2) as threads:
        somebody, other = reader(world.services, first), reader(world.services, second)
        world.fault(SERIES, "hang", times=1)
        broken = threads.submit(somebody.get, SERIES)
        eventually(lambda: world.matched() == 1)
        assert _leases(world) == 1
        _kill_children(parent)
        with pytest.raises((OSError, HTTPException)):
            broken.result()
        eventually(lambda: _is_told(other))
        assert _leases(world) == 0
        eventually(lambda: _is_told(somebody))  # its successor
    assert world.answered(SERIES) == 1


@pytest.mark.proves("C9")
def test_a_process_that_is_killed_between_the_answer_and_its_row_is_followed_by_another(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, fetch_seconds=2)
    with _two_servers(world) as (first, parent, second), ThreadPoolExecutor(2) as threads:
        somebody, other = reader(world.services, first), reader(world.services, second)
        world.fault(SERIES, "delay", seconds=0.5, times=1)
        broken = threads.submit(somebody.get, SERIES)
        eventually(lambda: world.matched() == 1)
        with held(world.database):  # nobody can write what upstream answers
            eventually(lambda: world.answered(SERIES) == 1)
            _kill_children(parent)
        # It may have been answered before it was killed: nothing of it is kept.
        with suppress(OSError, HTTPException):
            assert broken.result().status == 200
        assert replies(world.database) == {}
        eventually(lambda: _is_told(other))
        eventually(lambda: _is_told(somebody))
    assert world.answered(SERIES) == 2
    assert set(replies(world.database)) == {SERIES.removeprefix("/v4")}


@pytest.mark.proves("C8")
def test_two_processes_on_postgresql_ask_each_question_once(
    make_world: Callable[..., World], postgresql_database: Database
) -> None:
    world = make_world(postgresql_database, titles=12, web_processes=2)
    paths = [f"/v4/series/{number}" for number in range(910001, 910004)]
    with web_server(world.folder, world.environment) as base:
        somebody = reader(world.services)
        for path in paths:
            world.fault(path, "delay", seconds=0.1)
        told = [one for path in paths for one in all_at_once(base, somebody, 40, path)]
    assert Counter(one.status for one in told) == {200: 40 * len(paths)}
    assert [world.fetches(path) for path in paths] == [1] * len(paths)


def all_at_once(base: str, somebody: Reader, clients: int, path: str = SERIES) -> list[Told]:
    """Everybody connects, then everybody asks, then everybody listens."""
    address = urlsplit(base)
    asked = [f"GET {path} HTTP/1.1", f"Host: {address.netloc}", "Connection: close"]
    asked += [f"{name}: {value}" for name, value in somebody.headers.items()]
    request = "\r\n".join([*asked, "", ""]).encode()
    with ExitStack() as stack:
        lines = [
            stack.enter_context(
                socket.create_connection((address.hostname, address.port), timeout=60)
            )
            for _ in range(clients)
        ]
        for line in lines:
            line.sendall(request)
        return [_heard(line) for line in lines]


def _heard(line: socket.socket) -> Told:
    with HTTPResponse(line) as answer:
        answer.begin()
        return Told(answer.status, answer.headers, answer.read())


def _is_told(somebody: Reader) -> bool:
    """Whether it has the record; until then it is an outage, and nothing else."""
    try:
        told = somebody.get(SERIES)
    except (OSError, HTTPException):
        return False  # it is starting anew
    assert told.status in (200, 503), told
    return told.status == 200


def _leases(world: World) -> int:
    with world.database.read() as session:
        named = select(func.count()).select_from(Lease).where(Lease.name.startswith("reply:"))
        return session.scalar(named) or 0


@contextmanager
def _two_servers(world: World) -> Iterator[tuple[str, int, str]]:
    """Two web servers, and the pid of the first one's parent."""
    first, second = (world.folder / name for name in ("first", "second"))
    first.mkdir()
    second.mkdir()
    with (
        web_process(first, world.environment) as (one, process),
        web_server(second, world.environment) as other,
    ):
        yield one, process.pid, other


def _kill_children(parent: int) -> None:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
