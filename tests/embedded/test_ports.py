"""Free ports for inner servers."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tvdbproxy.embedded.ports import GRPC_OFFSET, LOOPBACK, FreePorts, is_free


def test_a_drawn_port_can_be_listened_on() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", FreePorts().one()))
        server.listen()


def test_a_port_that_is_listened_on_is_not_free() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not is_free(server.getsockname()[1])


def test_no_port_is_drawn_twice_not_even_as_the_other_of_a_pair() -> None:
    free = FreePorts()
    pairs = [free.pair() for _ in range(60)]
    ports = [*pairs, *(port + GRPC_OFFSET for port in pairs), *(free.one() for _ in range(60))]
    assert len(set(ports)) == 180
    assert all(map(is_free, ports))


def test_ports_that_are_kept_out_are_not_drawn() -> None:
    kept_out = [FreePorts().one() for _ in range(50)]
    free = FreePorts(without=kept_out)
    assert not set(kept_out) & {free.one() for _ in range(100)}


def test_ports_stay_below_the_range_of_outgoing_connections() -> None:
    free = FreePorts()
    assert max(free.pair() for _ in range(200)) + GRPC_OFFSET < 32768


def test_processes_that_start_together_draw_different_ports() -> None:
    code = "from tvdbproxy.embedded.ports import FreePorts; free = FreePorts(); \
print(*(free.one() for _ in range(50)))"
    together = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    one, other = (set(process.communicate()[0].split()) for process in together)
    assert len(one) == len(other) == 50
    assert not one & other


def test_a_server_that_is_started_again_gets_its_port_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sample.port"
    port = FreePorts().same(path)
    assert [FreePorts().same(path) for _ in range(3)] == [port] * 3


def test_another_one_is_remembered_where_somebody_has_it_now(tmp_path: Path) -> None:
    path = tmp_path / "sample.port"
    port = FreePorts().same(path)
    with socket.socket() as somebody:
        somebody.bind((LOOPBACK, port))
        somebody.listen()
        other = FreePorts().same(path)
    assert other != port
    assert FreePorts().same(path) == other


@pytest.mark.parametrize("kept", ["", "x", "0", "99999", "80", "-1", "\u0661\u0662"])
def test_a_file_that_remembers_nonsense_is_written_anew(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "sample.port"
    path.write_text(kept, "utf-8")
    port = FreePorts().same(path)
    assert path.read_text() == f"{port}\n"


def test_no_port_is_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "sample.port"
    port = FreePorts().same(path)
    assert FreePorts(without=[port]).same(path) != port
