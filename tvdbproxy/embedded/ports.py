"""Free ports for the inner servers.

They are drawn below the range that the kernel gives to outgoing connections (32768
and up on Linux), so that nothing takes them between our look and the server's bind.
Each process draws from a hundred of its own first, chosen by its pid, so that stacks
that start at the same time do not meet.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from tvdbproxy.errors import Unavailable

LOOPBACK = "127.0.0.1"
GRPC_OFFSET = 10_000
_LOWEST, _HUNDREDS = 10_300, 117


class FreePorts:
    """Draws ports of the loopback address that nobody listens on; never one of them twice."""

    def __init__(self, without: Iterable[int] = ()) -> None:
        self._drawn = set(without)

    def one(self) -> int:
        """A free port."""
        return self._draw(offsets=(0,))

    def same(self, path: Path) -> int:
        """The port that the file ``path`` remembers if it is free, else another, remembered
        from now on: what is kept of a server that is started anew names its address."""
        kept = path.read_text("ascii", "replace").strip() if path.exists() else ""
        port = int(kept) if kept.isascii() and kept.isdigit() and len(kept) <= 5 else 0
        if not 1024 <= port < 65536 or port in self._drawn or not is_free(port):
            port = self.one()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{port}\n", "ascii")
        self._drawn.add(port)
        return port

    def pair(self) -> int:
        """A port P with P + 10000 free as well, where SeaweedFS speaks gRPC."""
        return self._draw(offsets=(0, GRPC_OFFSET))

    def _draw(self, offsets: tuple[int, ...]) -> int:
        for port in _candidates():
            wanted = {port + offset for offset in offsets}
            if not wanted & self._drawn and all(map(is_free, wanted)):
                self._drawn |= wanted
                return port
        raise Unavailable("no free port was found on this machine")


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on ``port`` of ``host`` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier server that linger are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _candidates() -> Iterator[int]:
    first = _LOWEST + 100 * (os.getpid() % _HUNDREDS)
    own = range(first, first + 100)
    everything = range(_LOWEST, _LOWEST + 100 * _HUNDREDS)
    for ports in (own, everything):
        yield from random.sample(ports, len(ports))
