"""Whoever reads our logs may stand still; the work goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.asking import ask
from tests.house.processes import CHECKOUT
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts

POSTER = 63900001


@contextmanager
def stuck(
    world: World, *argv: str, is_ready: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program whose output nobody reads; when it is ready there is no more room for any."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, *argv],
        env={**os.environ, **world.environment, "PYTHONPATH": str(CHECKOUT)},
        stdout=writer,
        stderr=writer,
        start_new_session=True,
    )
    try:
        eventually(is_ready)
        os.set_blocking(writer, False)
        with suppress(BlockingIOError):
            while True:
                os.write(writer, b"x" * 1024)
        os.set_blocking(writer, True)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with whatever it has started
        process.wait()
        os.close(reader)
        os.close(writer)


@pytest.mark.proves("F53")
def test_a_worker_whose_log_nobody_takes_works_on(world: World) -> None:
    *missing, last = range(POSTER, POSTER + 5)
    world.bring("series", 910001, *missing, last)
    world.fault("/banners/", "status", status=404)  # a line for each
    with stuck(world, "-m", "workers", is_ready=lambda: _has_a_worker(world)) as worker:
        world.send(*missing)
        eventually(lambda: world.unfinished() == 1, seconds=20)
        world.mend()
        world.send(last)
        world.wait(last)
        assert worker.poll() is None
    assert {world.row(number).error_code for number in missing} == {"missing_upstream"}
    nothing_is_amiss(world)


def _has_a_worker(world: World) -> bool:
    return bool(world.redis.zcard("dramatiq:__heartbeats__"))


@pytest.mark.proves("F53")
def test_a_web_server_whose_log_nobody_takes_answers_on(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database)
    world.bring("series", 910001, POSTER)
    world.extra["S3_SECRET_ACCESS_KEY"] = "wrong"  # so that each answer is worth a line
    port = FreePorts().one()
    argv = ("-m", "tvdbproxy", "serve", "--port", str(port))
    base = f"http://{LOOPBACK}:{port}"
    with stuck(world, *argv, is_ready=lambda: _is_alive(base)) as web:
        for _ in range(20):
            assert ask(base, "/images/series/910001/poster/medium")[0] == 503
        assert ask(base, "/healthz")[0] == 200
        assert web.poll() is None
        web.terminate()
        eventually(lambda: web.poll() is not None, why="it waits for its log to be read")


def _is_alive(base: str) -> bool:
    try:
        return ask(base, "/healthz")[0] == 200
    except OSError:
        return False
