"""Bytes on a socket that are hardly a request, to a real server.

What may come of them: an answer below 500, or a closed connection. The server's own
refusals (400, 414, 431) have no body; whatever comes from us is as ``requests`` demands.
"""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from tests.fuzz.doors import Door
from tests.fuzz.requests import PENDING, Asked, Passes, draw

_LOCATION = re.compile(rb"\r\nlocation: (?!/[^/\\])(?!/\r|/$)([^\r]*)", re.IGNORECASE)
"""A redirect to another place than one of ours."""

_PATIENCE = 0.25  # seconds of silence, before we hang up on a request that was none
_LONGEST = 10  # seconds, in which a server that lives has closed
_LINES = (b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n ", b"\x00\r\n")
_VERSIONS = (b"HTTP/1.1",) * 40 + (b"HTTP/1.0", b"HTTP/9.9", b"HTTP/1.1 x", b"http/1.1", b"")
_FRAMES = (
    (b"Content-Length: 3", b"abc"),
    (b"Content-Length: 1000", b"abc"),
    (b"Content-Length: 1", b"abc"),
    (b"Content-Length: -1", b"abc"),
    (b"Content-Length: 3\r\nContent-Length: 4", b"abcd"),
    (b"Content-Length: 99999999999999999999", b"abc"),
    (b"Content-Length: 99999999", b"abc"),
    (b"Transfer-Encoding: chunked", b"3\r\nabc\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked", b"3\r\nabc\r\n"),
    (b"Transfer-Encoding: chunked", b"zz\r\nabc\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked", b"ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\nContent-Length: 3", b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"),
    (b"Transfer-Encoding: gzip, chunked", b"0\r\n\r\n"),
    (b"Expect: 100-continue\r\nContent-Length: 3", b""),
    (b"Upgrade: websocket\r\nConnection: Upgrade", b""),
)

Report = Callable[[str], None]


@dataclass(frozen=True)
class WireFigures:
    """What became of them: status lines by status, and connections closed without one."""

    tried: int
    statuses: Mapping[int, int]
    closed: int
    findings: tuple[str, ...]
    seconds: float

    @property
    def clean(self) -> bool:
        """Whether every end was one that there may be."""
        return not self.findings


def fuzz_wire(
    address: str, doors: tuple[Door, ...], requests: int, seed: int, report: Report = lambda _: None
) -> WireFigures:
    """Send so many, one connection each, to the server at ``address``, which has ``doors``."""
    statuses: Counter[int] = Counter()
    closed, findings = 0, []
    began = time.monotonic()
    for number in range(requests):
        sent = raw_request(doors, seed, number)
        status, fault = _outcome(address, sent)
        if status is None:
            closed += 1
        else:
            statuses[status] += 1
        if fault:
            findings.append(f"seed {seed}, number {number}: {fault}: {sent[:400]!r}")
            report(findings[-1])
    seconds = time.monotonic() - began
    return WireFigures(requests, dict(sorted(statuses.items())), closed, tuple(findings), seconds)


def raw_request(doors: tuple[Door, ...], seed: int, number: int) -> bytes:
    """The bytes of this seed and number."""
    chance = Random(f"wire {seed}/{number}")
    _, asked = draw(doors, seed, number, Passes())
    sent = _written(asked, chance)
    for _ in range(chance.choice((0, 0, 0, 0, 1, 3))):
        at = chance.randrange(len(sent))
        sent = sent[:at] + bytes([chance.randrange(256)]) + sent[at + 1 :]
    return sent if chance.random() < 0.95 else chance.randbytes(chance.randint(1, 2_000))


def exchange(address: str, sent: bytes, patience: float = _PATIENCE) -> bytes:
    """All that comes back for these bytes, which may be nothing; after so many seconds of
    silence nothing more is said.

    Raises ``OSError`` where nobody listens, and ``TimeoutError`` where a connection that
    we have ended is not closed in turn.
    """
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=_LONGEST) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was all said
            connection.sendall(sent)
        came = _received(connection, patience)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        return came + _received(connection, _LONGEST)


def _received(connection: socket.socket, seconds: float) -> bytes:
    """What comes until the other side closes, or is silent for so long."""
    connection.settimeout(seconds)
    came = b""
    try:
        while piece := connection.recv(65_536):
            came += piece
    except TimeoutError:
        if seconds == _LONGEST:
            raise
    except ConnectionResetError:
        pass
    return came


def _outcome(address: str, sent: bytes) -> tuple[int | None, str | None]:
    """The status, if there was one, and what is wrong, if anything."""
    try:
        came = exchange(address, sent)
    except OSError as error:
        return None, f"{type(error).__name__}: {error}"
    if not came.startswith(b"HTTP/1."):
        return None, None
    status = int(came.split(b" ", 2)[1])
    head, _, body = came.partition(b"\r\n\r\n")
    # A HEAD is not told the code.
    if status >= 500 and (PENDING.encode() not in body if body else status != 503):
        return status, f"status {status}"
    if b"Traceback" in came or b"site-packages" in came:
        return status, "tells of our insides"
    if where := _LOCATION.search(head):
        return status, f"leads to {where[1]!r}"
    if status >= 400 and body and b"cache-control: no-store" not in head.lower():
        return status, "an error that may be kept"
    return status, None


def _written(asked: Asked, chance: Random) -> bytes:
    line = chance.choice(_LINES) if chance.random() < 0.1 else b"\r\n"
    target = asked.path.encode() + (b"?" + asked.query.encode() if asked.query else b"")
    if chance.random() < 0.1:
        target = chance.choice((b"*", b"http://evil.example" + target, b"//" + target, b"x:1", b""))
    version = chance.choice(_VERSIONS)
    lines = [b" ".join((asked.method.encode(), target, version))]
    lines += [b"Host: localhost"] * chance.choice((1, 1, 1, 1, 0, 2))
    lines += [f"{name}: {value}".encode("latin-1") for name, value in asked.headers]
    body = asked.body
    if chance.random() < 0.4:
        frame, body = chance.choice(_FRAMES)
        lines.append(frame)
    elif body:
        lines.append(b"Content-Length: %d" % len(body))
    lines += [b"X-Pad: " + b"a" * chance.choice((1_000, 70_000))] * (chance.random() < 0.02)
    return line.join([*lines, b"Connection: close", b"", b""]) + body
