"""Whether the servers that we need answer, soon enough for whoever asks every few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

from redis.exceptions import RedisError

from tvdbproxy.db.database import Database
from tvdbproxy.db.schema import require_current
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.storage.store import ObjectStore

# Less than the patience of those who look whether we are ready.
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``problem`` is empty if it is well."""

    name: str
    problem: str = ""
    code: str = ""


def readiness(
    database: Database,
    queue: Queue,
    originals: ObjectStore,
    thumbnails: ObjectStore,
    *,
    seconds: float = PATIENCE_SECONDS,
) -> list[Finding]:
    """Look at everything that a request may need, at all of it even if one is away, and all at
    once: what has not answered after ``seconds`` is away as well."""

    def head(store: ObjectStore) -> None:
        try:
            store.head("readyz")  # an object that nobody stores: missing is a good answer
        except NotFound:
            return

    looks: dict[str, tuple[str, Callable[[], None]]] = {
        "database": ("database_unavailable", database.ping),
        "migrations": ("database_unavailable", lambda: require_current(database)),
        "queue": ("queue_unavailable", queue.ping),
        "originals": ("storage_unavailable", lambda: head(originals)),
        "thumbnails": ("storage_unavailable", lambda: head(thumbnails)),
    }
    asked = {name: _asked(name, check) for name, (_, check) in looks.items()}
    deadline = time.monotonic() + seconds
    return [
        _answer(name, future, looks[name][0], deadline, seconds) for name, future in asked.items()
    ]


def _asked(name: str, check: Callable[[], None]) -> Future[Finding]:
    """Asked from a thread of its own, which may take as long as it takes."""
    future: Future[Finding] = Future()

    def ask() -> None:
        try:
            future.set_result(_look(name, check))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            future.set_exception(error)

    threading.Thread(target=ask, name=f"readyz {name}", daemon=True).start()
    return future


def _answer(
    name: str, future: Future[Finding], code: str, deadline: float, seconds: float
) -> Finding:
    try:
        return future.result(max(deadline - time.monotonic(), 0))
    except NotYet:
        return Finding(name, f"It has not answered within {seconds:g} seconds.", code)


def _look(name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except TvdbProxyError as error:
        return Finding(name, error.public, error.code)
    except (RedisError, OSError):
        return Finding(name, "The queue's server does not answer.", "queue_unavailable")
    return Finding(name)
