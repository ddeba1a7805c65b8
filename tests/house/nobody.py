"""An address at which nobody listens, and nobody else begins to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nobody() -> Iterator[str]:
    """``127.0.0.1:port``, which refuses connections. The port is taken meanwhile: one that was
    let go may be another test's server a moment later."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"
