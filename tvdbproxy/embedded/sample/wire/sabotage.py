"""Answers that break HTTP itself, written straight to the socket.

Each of them ends the connection. All stop when the client has gone or the server stops.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import threading
import time
from collections.abc import Callable

from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.wire.faults import Fault

_CHUNK = 64 * 1024
_LOOK = 0.1


def breaks_http(fault: Fault) -> bool:
    """Whether a fault is of this sort."""
    return fault.kind in _ACTIONS


def sabotage(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """Spoil ``whole`` on the wire. Raises ``OSError`` when the client hangs up meanwhile."""
    _ACTIONS[fault.kind](line, fault, whole, stopped)


def _truncate(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """The right length is promised, part of it is sent."""
    line.sendall(_head(whole, len(whole.body)) + whole.body[: _kept(fault, whole)])


def _short(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """No length is promised, so that the end of the connection looks like the end of the body."""
    line.sendall(_head(whole, None) + whole.body[: _kept(fault, whole)])


def _lying_length(
    line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event
) -> None:
    """Less is promised than is sent."""
    line.sendall(_head(whole, _kept(fault, whole)) + whole.body)


def _drip(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """One byte every ``ms`` milliseconds."""
    line.sendall(_head(whole, len(whole.body)))
    pause = float(fault.params.get("ms", 100)) / 1000
    for index in range(len(whole.body)):
        if _gone(line, pause, stopped):
            return
        line.sendall(whole.body[index : index + 1])


def _hang(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """Not a byte, ever."""
    while not _gone(line, _LOOK, stopped):
        pass


def _close(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """Not a byte: the connection ends in good order."""


def _reset(line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event) -> None:
    """Not a byte: the connection is torn down, as by a process that was killed."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The descriptor itself, since the reader of this connection holds the socket open.
    os.close(line.detach())


def _chunked_endless(
    line: socket.socket, fault: Fault, whole: Reply, stopped: threading.Event
) -> None:
    """The body over and over, in chunks, up to ``gigabytes`` or ``seconds``."""
    limit = int(float(fault.params.get("gigabytes", 1)) * 2**30)
    until = time.monotonic() + float(fault.params.get("seconds", 60))
    line.sendall(_head(whole, None, chunked=True))
    chunk = (whole.body or b"\x00") * (_CHUNK // max(1, len(whole.body)) + 1)
    framed = f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n"
    sent = 0
    while sent < limit and time.monotonic() < until and not stopped.is_set():
        line.sendall(framed)
        sent += len(chunk)


_ACTIONS: dict[str, Callable[[socket.socket, Fault, Reply, threading.Event], None]] = {
    "truncate": _truncate,
    "short": _short,
    "lying_length": _lying_length,
    "drip": _drip,
    "hang": _hang,
    "close": _close,
    "reset": _reset,
    "chunked_endless": _chunked_endless,
}


def _kept(fault: Fault, whole: Reply) -> int:
    """How many bytes: ``bytes``, or half of the body."""
    return int(fault.params.get("bytes", len(whole.body) // 2))


def _head(whole: Reply, length: int | None, *, chunked: bool = False) -> bytes:
    lines = [f"HTTP/1.1 {whole.status} Sabotaged", f"Content-Type: {whole.media_type}"]
    lines += [f"{name}: {value}" for name, value in whole.headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


def _gone(line: socket.socket, seconds: float, stopped: threading.Event) -> bool:
    """Wait, and say whether the client hung up meanwhile."""
    until = time.monotonic() + seconds
    while not stopped.is_set():
        left = until - time.monotonic()
        if left <= 0:
            return False
        readable, _, _ = select.select([line], [], [], min(left, _LOOK))
        if readable:
            return not line.recv(1, socket.MSG_PEEK) or _slept(left)
    return True


def _slept(seconds: float) -> bool:
    """A client that keeps talking is still there."""
    time.sleep(seconds)
    return False
