"""Connecting: only to an address that was checked, and within the errand's time.

The check happens here, at the moment of connecting and on the very address that is
connected to, so that a name whose answer changes between look and leap gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.resolve import Resolver, addresses_of
from tvdbproxy.fetch.target import not_allowed


@dataclass(frozen=True)
class Errand:
    """One fetch under way in this thread: its rules and its end."""

    policy: FetchPolicy
    resolver: Resolver
    deadline: Deadline


_errand: ContextVar[Errand] = ContextVar("errand")


@contextmanager
def running(errand: Errand) -> Iterator[Errand]:
    """Connections may be made inside this block, by this thread, under these rules."""
    token = _errand.set(errand)
    try:
        yield errand
    finally:
        _errand.reset(token)


def current() -> Errand:
    """The errand under way; without one nothing can connect (``LookupError``)."""
    return _errand.get()


def connect(host: str, port: int) -> socket.socket:
    """A connected socket to a checked address of the host, trying them in turn.

    Raises ``SourceNotAllowed``, ``TimeoutError``, or the last address's ``OSError``.
    """
    errand = current()
    if not errand.policy.admits(host, port):
        raise not_allowed(f"{host}:{port} is not listed")
    addresses = addresses_of(
        host,
        port,
        resolver=errand.resolver,
        private=errand.policy.may_be_private(host, port),
        deadline=errand.deadline,
    )
    for entry in addresses[:-1]:
        try:
            return _connect(entry, errand)
        except OSError:  # the next address may answer; the last one's error counts
            errand.deadline.left(0)
    return _connect(addresses[-1], errand)


def _connect(entry: tuple[Any, ...], errand: Errand) -> socket.socket:
    family, kind, protocol, _, address = entry
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(errand.deadline.left(errand.policy.connect_seconds))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock
