"""A wire that hears what is asked through it, and can hold it back."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# How a request of HTTP begins.
_REQUEST = re.compile(rb"^([A-Z]+ [^ ]+) HTTP/1\.1\r\n")


@dataclass
class Wire:
    """``asked`` are the HTTP requests so far, as in ``GET /bucket/key``; ``delay`` is for each
    piece that a client sends, and nothing at all arrives while ``gate`` is closed."""

    url: str
    asked: list[str] = field(default_factory=list)
    delay: float = 0
    gate: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    """A wire to the server of this URL; its own URL is the same but for the port."""
    there = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    wire = Wire(url.replace(f":{there.port}", f":{port}"))
    wire.gate.set()
    target = (there.hostname or "", there.port or 0)
    threading.Thread(target=_accept, args=(listener, target, wire), daemon=True).start()
    try:
        yield wire
    finally:
        wire.over.set()
        wire.gate.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, target: tuple[str, int], wire: Wire) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        server = socket.create_connection(target)
        for one, other, is_asking in ((client, server, True), (server, client, False)):
            threading.Thread(
                target=_pass_on, args=(one, other, wire, is_asking), daemon=True
            ).start()


def _pass_on(source: socket.socket, sink: socket.socket, wire: Wire, is_asking: bool) -> None:
    """Until either side is done with it."""
    with suppress(OSError):
        while piece := source.recv(65536):
            if is_asking:
                if found := _REQUEST.match(piece):
                    wire.asked.append(found[1].decode())
                wire.over.wait(wire.delay)
                wire.gate.wait()
            sink.sendall(piece)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
