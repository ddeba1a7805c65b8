"""Whether the servers that we need answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError

from tvdbproxy.db.database import Database
from tvdbproxy.db.schema import require_current
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.storage.store import ObjectStore


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``problem`` is empty if it is well."""

    name: str
    problem: str = ""
    code: str = ""


def readiness(
    database: Database, queue: Queue, originals: ObjectStore, thumbnails: ObjectStore
) -> list[Finding]:
    """Look at everything that a request may need, and at all of it even if one is away."""

    def head(store: ObjectStore) -> None:
        try:
            store.head("readyz")  # an object that nobody stores: missing is a good answer
        except NotFound:
            return

    return [
        _look("database", database.ping),
        _look("migrations", lambda: require_current(database)),
        _look("queue", queue.ping),
        _look("originals", lambda: head(originals)),
        _look("thumbnails", lambda: head(thumbnails)),
    ]


def _look(name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except TvdbProxyError as error:
        return Finding(name, error.public, error.code)
    except (RedisError, OSError):
        return Finding(name, "The queue's server does not answer.", "queue_unavailable")
    return Finding(name)
