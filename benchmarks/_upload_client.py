"""Whoever uploads: bytes that are ready go to a socket as they are, so that it costs little."""

from __future__ import annotations

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlsplit

from benchmarks._process import cpu_seconds

_BOUNDARY = "a-boundary-that-is-in-no-picture"
_HEAD = (
    f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="bucket"\r\n\r\nbench\r\n'
    f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    "Content-Type: image/jpeg\r\n\r\n"
).encode()
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()

_numbers = itertools.count(1)

Send = Callable[[], None]


@dataclass(frozen=True)
class Uploads:
    """Some uploads: the median of what each took, how many a second, and the CPU of each."""

    p50_milliseconds: float
    per_second: float
    cpu_milliseconds: float
    s3_cpu_milliseconds: float


def unlike(picture: bytes) -> list[bytes]:
    """The same picture in other bytes than any before: what is behind its end is ignored."""
    return [picture, f"{next(_numbers):016}".encode()]


def over_http(base: str, authorization: str, picture: bytes) -> Callable[[], Send]:
    """Makes clients that upload over a connection of their own."""
    address = urlsplit(base)
    length = len(_HEAD) + len(picture) + 16 + len(_TAIL)
    head = (
        f"POST /api/v1/images/upload HTTP/1.1\r\nHost: {address.netloc}\r\n{authorization}\r\n"
        f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()

    def connect() -> Send:
        connection = socket.create_connection((address.hostname or "", address.port or 0))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def send() -> None:
            for piece in (head + _HEAD, *unlike(picture), _TAIL):
                connection.sendall(piece)
            answer = HTTPResponse(connection)
            answer.begin()
            said = answer.read()
            if answer.status != 202:
                raise SystemExit(f"{base} answers {answer.status}: {said[:200]!r}")

        return send

    return connect


def measured(
    connect: Callable[[], Send], clients: int, each: int, pid: int | None, s3: int
) -> Uploads:
    """So many clients upload at once, each so many times after a first one."""
    senders = [connect() for _ in range(clients)]
    for send in senders:
        send()
    start, seconds = threading.Barrier(clients + 1), []

    def upload(send: Send) -> None:
        start.wait()
        for _ in range(each):
            began = time.perf_counter()
            send()
            seconds.append(time.perf_counter() - began)

    with ThreadPoolExecutor(clients) as threads:
        ended = [threads.submit(upload, send) for send in senders]
        before = _cpu(pid), _cpu(s3)
        start.wait()
        began = time.perf_counter()
        for one in ended:
            one.result()
        took = time.perf_counter() - began
    own, store = (1e3 * (_cpu(of) - then) for of, then in zip((pid, s3), before, strict=True))
    count = len(seconds)
    return Uploads(statistics.median(seconds) * 1e3, count / took, own / count, store / count)


def _cpu(pid: int | None) -> float:
    return 0.0 if pid is None else cpu_seconds(pid)
