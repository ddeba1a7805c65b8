"""Names into addresses: looked up once, in bounded time, and all of them checked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from tvdbproxy.fetch.addresses import refusal
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.fetch.target import not_allowed

Resolver = Callable[..., list[tuple[Any, ...]]]
"""``socket.getaddrinfo``, or something with its shape."""

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def addresses_of(
    host: str, port: int, *, resolver: Resolver, private: bool, deadline: Deadline
) -> list[tuple[Any, ...]]:
    """Every ``getaddrinfo`` entry of the host, in its order.

    Raises ``SourceNotAllowed`` if a single one of them is not public (unless
    ``private``), ``OSError`` where the name has none, ``TimeoutError`` at the deadline.
    """
    found = [entry for entry in _look_up(resolver, host, port, deadline) if entry[0] in _FAMILIES]
    if not found:
        raise OSError(f"{host} has no address")
    if not private:
        for *_, socket_address in found:
            if reason := _refusal(socket_address):
                raise not_allowed(f"{host}: {reason}")
    return found


def _refusal(socket_address: tuple[Any, ...]) -> str | None:
    """IPv6 entries have two more fields; a scope id is the last."""
    if len(socket_address) == 4 and socket_address[3]:
        return f"{socket_address[0]} has a scope id"
    return refusal(str(socket_address[0]))


def _look_up(resolver: Resolver, host: str, port: int, deadline: Deadline) -> list[tuple[Any, ...]]:
    """Ask in a thread of its own: the system's resolver takes no time limit."""
    answers: SimpleQueue[list[tuple[Any, ...]] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left(float("inf")))
    except Empty:
        raise TimeoutError(f"looking up {host} took too long") from None
    if isinstance(answer, Exception):
        raise OSError(f"{host} cannot be looked up: {answer}") from answer
    return answer
