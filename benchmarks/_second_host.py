"""A second host on this machine: a network namespace with a line of its own to ours.

Needs root and ``ip``. Servers listen on our loopback address, which nobody else can reach, so a
small relay stands at our end of the line.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
_NAMES = ("tvdbproxy-a", "tvdbproxy-b")
_OURS, _THEIRS = "10.203.0.1", "10.203.0.2"


@dataclass(frozen=True)
class SecondHost:
    """``command`` runs a program there; to it, our servers are at ``address``."""

    command: tuple[str, ...]
    address: str


def obstacle() -> str | None:
    """Why there can be no second host here; ``None`` if there can."""
    if os.geteuid() != 0:
        return "only root can make a network namespace"
    return None if shutil.which("ip") else "the program `ip` (iproute2) is not installed"


@contextmanager
def second_host(ports: Sequence[int]) -> Iterator[SecondHost]:
    """From which ``ports`` of our loopback address can be reached."""
    name = f"tvdbproxy-{os.getpid()}"
    _ip("netns", "add", name)
    relay = multiprocessing.get_context("spawn").Process(target=_relay, args=(tuple(ports),))
    try:
        _ip("link", "add", _NAMES[0], "type", "veth", "peer", "name", _NAMES[1], "netns", name)
        _ip("addr", "add", f"{_OURS}/24", "dev", _NAMES[0])
        _ip("link", "set", _NAMES[0], "up")
        _ip("-n", name, "addr", "add", f"{_THEIRS}/24", "dev", _NAMES[1])
        _ip("-n", name, "link", "set", _NAMES[1], "up")
        _ip("-n", name, "link", "set", "lo", "up")
        relay.start()
        yield SecondHost(("ip", "netns", "exec", name), _OURS)
    finally:
        if relay.pid is not None:
            relay.terminate()
            relay.join()
        _ip("netns", "del", name)  # and with it both ends of the line


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _relay(ports: Sequence[int]) -> None:
    async def serve() -> None:
        servers = [await asyncio.start_server(_to(port), _OURS, port) for port in ports]
        await asyncio.gather(*(server.serve_forever() for server in servers))

    asyncio.run(serve())


def _to(port: int):  # type: ignore[no-untyped-def]
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, port)
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))

    return connected


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # A line that breaks ends in the other direction as well.
    with suppress(ConnectionError), closing(writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
