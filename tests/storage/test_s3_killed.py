"""An S3 server that is killed while it is written to keeps what it has acknowledged."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.house.waiting import eventually
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection

WRITERS = 4


@pytest.fixture
def program(tmp_path: Path) -> Program:
    ports = draw_seaweed_ports(FreePorts())
    return seaweed_program(find_weed(), tmp_path, ports, ["killed"], "key", "secret-key")


@pytest.fixture
def server(program: Program) -> Iterator[list[Process]]:
    """The process that runs last."""
    running = [start_and_wait(program)]
    yield running
    running[-1].stop()


def _store(program: Program) -> S3Store:
    port = next(word for word in program.argv if word.startswith("-s3.port=")).partition("=")[2]
    impatient = Patience(connect_seconds=0.5, read_seconds=2, attempts=1)
    url = f"http://127.0.0.1:{port}"
    return S3Store(S3Connection(url, "key", "secret-key", patience=impatient), "killed")


@pytest.mark.proves("F13")
def test_every_acknowledged_object_is_there_after_a_kill(
    program: Program, server: list[Process]
) -> None:
    store, killed = _store(program), Event()
    acknowledged: dict[str, bytes] = {}

    def write(writer: int) -> None:
        number = 0
        while not killed.is_set():
            key, data = f"{writer}/{number}", secrets.token_bytes(20_000)
            try:
                store.put(key, data, content_type="a/b")
            except Unavailable:
                return  # it was killed under our hands
            acknowledged[key] = data
            number += 1

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, writer) for writer in range(WRITERS)]
        eventually(lambda: len(acknowledged) >= 40)
        server[-1].kill()
        killed.set()
        for each in writing:
            each.result()

    server.append(start_and_wait(program))

    lost = [key for key, data in acknowledged.items() if store.get(key).data != data]
    assert len(acknowledged) >= 40
    assert lost == []
