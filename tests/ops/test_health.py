"""Whether the servers that we need answer; all are looked at, even if one is away."""

from __future__ import annotations

import socket
import threading

from tests.servers.database import open_at
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.ops.health import Finding, readiness
from tvdbproxy.storage.memory import MemoryStore

NAMES = ["database", "migrations", "queue", "originals", "thumbnails"]


class Unreachable(MemoryStore):
    """A store whose server is away."""

    def head(self, key: str) -> object:  # type: ignore[override]
        raise Unavailable("The object store does not answer.", code="storage_unavailable")


def test_what_is_well_has_no_problem(database: Database, redis_server: RunningRedis) -> None:
    findings = _look(database, redis_server.url)
    assert findings == [Finding(name) for name in NAMES]


def test_a_schema_that_is_not_migrated_is_a_problem(empty_database: Database) -> None:
    findings = {finding.name: finding.code for finding in _look(empty_database)}
    assert findings == dict.fromkeys(NAMES, "") | {"migrations": "migration_pending"}


def test_everything_is_looked_at_even_if_all_is_away() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        findings = _look(
            open_at(f"postgresql://nobody@127.0.0.1:{port}/nothing"),
            f"redis://127.0.0.1:{port}/0",
            Unreachable(),
        )
    assert [finding.name for finding in findings] == NAMES
    assert [finding.code for finding in findings] == [
        "database_unavailable", "database_unavailable", "queue_unavailable",
        "storage_unavailable", "storage_unavailable",
    ]  # fmt: skip
    assert all(finding.problem for finding in findings)


def test_a_server_that_is_silent_is_away_after_a_while_and_holds_up_none_of_the_others(
    sqlite_database: Database,
) -> None:
    silent = threading.Event()

    class Silent(MemoryStore):
        def head(self, key: str) -> object:  # type: ignore[override]
            silent.wait()
            return super().head(key)

    queue = Queue(open_broker("memory://"))
    readiness(sqlite_database, queue, MemoryStore(), MemoryStore())  # all is imported after this
    found = readiness(sqlite_database, queue, Silent(), MemoryStore(), seconds=3)
    silent.set()
    queue.broker.close()
    codes = {finding.name: finding.code for finding in found}
    assert codes == dict.fromkeys(NAMES, "") | {"originals": "storage_unavailable"}


def _look(
    database: Database, url: str = "memory://", store: MemoryStore | None = None
) -> list[Finding]:
    queue = Queue(open_broker(url))
    found = readiness(database, queue, store or MemoryStore(), store or MemoryStore())
    queue.broker.close()
    return found
