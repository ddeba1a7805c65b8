"""Keys that end while two web processes use them; a Redis that is there, slow or away."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.flows.conftest import World
from tests.house.asking import ask
from tests.house.catalogue import reader, says_so
from tests.house.house import ADMIN_KEY
from tests.house.processes import web_server
from tests.house.tcp_proxy import wire_to
from tests.house.waiting import eventually
from tests.servers.own_redis import OwnRedis
from tvdbproxy.db.database import Database

SERIES = "/v4/series/910001/extended"
CLIENTS = 12


@dataclass
class Crowd:
    """``last`` is what each of them was told last, ``odd`` whatever was neither 200 nor 401."""

    last: dict[int, int] = field(default_factory=dict)
    rounds: int = 0
    odd: list[object] = field(default_factory=list)

    def all_hear(self, status: int) -> None:
        """Each of them, from some moment on."""
        eventually(lambda: len(self.last) == CLIENTS and set(self.last.values()) == {status})

    def go_on(self) -> None:
        """Each asks a few times more."""
        until = self.rounds + 5 * CLIENTS
        eventually(lambda: self.rounds >= until)


@contextmanager
def crowd(base: str, headers: dict[str, str]) -> Iterator[Crowd]:
    """Clients that keep their connections, and so the process that each has come to, and ask
    until the block ends."""
    seen, over = Crowd(), threading.Event()

    def keep_asking(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
        while not over.wait(0.01):
            try:
                connection.request("GET", SERIES, headers=headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                seen.odd.append(error)
                connection.close()
                continue
            if answer.status not in (200, 401):
                seen.odd.append(answer.status)
            seen.last[number] = answer.status
            seen.rounds += 1
        connection.close()

    threads = [threading.Thread(target=keep_asking, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def end(base: str, key_id: str, how: str) -> None:
    """Revoke or rotate a key at whichever process takes the request."""
    path = f"/api/v1/admin/api-keys/{key_id}"
    method, path = ("DELETE", path) if how == "revoke" else ("POST", f"{path}/rotate")
    status, _, body = ask(base, path, method, X_API_Key=ADMIN_KEY)
    assert status in (200, 204), body


@pytest.fixture
def world(
    make_world: Callable[..., World], sqlite_database: Database, own_redis: OwnRedis
) -> World:
    """Two web processes, and a Redis of the test's own."""
    return make_world(sqlite_database, web_processes=2, redis_url=own_redis.url)


@pytest.mark.proves("C10")
@pytest.mark.parametrize("how", ["revoke", "rotate"])
def test_a_key_that_ends_is_refused_at_every_process_and_others_are_not(
    world: World, how: str
) -> None:
    with web_server(world.folder, world.environment) as base:
        ended, kept = reader(world.services, base), reader(world.services, base)
        with crowd(base, ended.headers) as seen, crowd(base, kept.headers) as others:
            seen.all_hear(200)
            end(base, ended.key_id, how)
            seen.all_hear(401)
            seen.go_on()
            assert set(seen.last.values()) == {401}  # for good
            others.all_hear(200)
        assert (seen.odd, others.odd) == ([], [])
        says_so(ended.get(SERIES), 401)


@pytest.mark.proves("C10")
def test_without_redis_reading_goes_on_and_a_key_that_ends_is_refused(
    world: World, own_redis: OwnRedis
) -> None:
    with web_server(world.folder, world.environment) as base:
        limited = reader(world.services, base, rate_limit="1000000/hour")
        kept = reader(world.services, base)
        with crowd(base, limited.headers) as seen, crowd(base, kept.headers) as others:
            seen.all_hear(200)
            own_redis.kill()
            seen.go_on()
            others.go_on()
            end(base, limited.key_id, "revoke")
            seen.all_hear(401)
            others.all_hear(200)
            own_redis.start()
            seen.go_on()
            assert set(seen.last.values()) == {401}
            others.all_hear(200)
        assert (seen.odd, others.odd) == ([], [])


@pytest.mark.proves("C10")
def test_a_redis_that_is_silent_holds_no_reader_up(
    make_world: Callable[..., World], sqlite_database: Database, own_redis: OwnRedis
) -> None:
    with wire_to(own_redis.url) as wire:
        world = make_world(sqlite_database, web_processes=2, redis_url=wire.url)
        with web_server(world.folder, world.environment) as base:
            limited = reader(world.services, base, rate_limit="1000000/hour")
            with crowd(base, limited.headers) as seen:
                seen.all_hear(200)
                wire.gate.clear()
                seen.go_on()
                assert set(seen.last.values()) == {200}
                end(base, limited.key_id, "revoke")
                seen.all_hear(401)
                wire.gate.set()
                seen.go_on()
                assert set(seen.last.values()) == {401}
            assert seen.odd == []
