"""The database: that it answers, takes a write, and has connections for all who ask."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Lease
from tvdbproxy.errors import Unavailable
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient, reason
from tvdbproxy.settings import Settings

NAMES = {
    "database": "It answers, and which version it is.",
    "database.write": "A row can be written, in a transaction that is rolled back.",
    "database.pool": "Threads do not wait for connections, and the server has enough of them.",
}

_OLDEST_POSTGRESQL = 13
_READ_ONLY = ("25006", "42501")  # a standby, and no permission


def look(patient: Patient) -> Iterator[Finding]:
    """Nothing that is written stays."""
    with patient.database() as database:
        try:
            yield _version(database)
        except Unavailable as error:
            yield failed(
                "database",
                reason(error),
                "Start the database, and check address, user and password in DATABASE_URL.",
            )
            return
        yield _write(database)
        yield from _pool(database, patient.settings)


def _version(database: Database) -> Finding:
    name = database.engine.dialect.name
    asked = "SHOW server_version" if name == "postgresql" else "SELECT sqlite_version()"
    with database.read() as session:
        version = str(session.scalar(text(asked)))
    if name != "postgresql":
        return ok("database", f"SQLite {version} answers.")
    if int(version.split(".")[0].split()[0]) < _OLDEST_POSTGRESQL:
        return warning(
            "database",
            f"PostgreSQL {version} is no longer maintained.",
            f"Move to PostgreSQL {_OLDEST_POSTGRESQL} or later.",
        )
    return ok("database", f"PostgreSQL {version} answers.")


def _write(database: Database) -> Finding:
    try:
        with database.write() as session:
            moment = now(session)
            session.add(Lease(name=f"doctor:{secrets.token_hex(8)}", holder="doctor", until=moment))
            session.flush()
            session.rollback()
    except Unavailable as error:
        if error.code == "migration_pending":
            return skipped("database.write", "There are no tables yet.")
        return _unwritable(reason(error))
    except DBAPIError as error:
        return _unwritable(reason(error))
    return ok("database.write", "A row was written and rolled back.")


def _unwritable(why: str) -> Finding:
    return failed(
        "database.write",
        f"Nothing can be written: {why}",
        "Give the user of DATABASE_URL the right to write, make room on its disk, and make sure "
        "that it is no standby and that nobody holds a lock.",
    )


def _pool(database: Database, settings: Settings) -> Iterator[Finding]:
    if database.engine.dialect.name != "postgresql":
        yield skipped("database.pool", "SQLite has no pool.")
        return
    size, web = settings.database.database_pool_size, settings.web
    threads = max(web.web_threads, settings.queue.worker_threads)
    if 2 * size < threads:
        yield warning(
            "database.pool",
            f"{threads} threads of a process share {2 * size} connections.",
            f"Set DATABASE_POOL_SIZE to {(threads + 1) // 2} or more.",
        )
        return
    with database.read() as session:
        most = int(str(session.scalar(text("SHOW max_connections"))))
    # Web processes, and at least a worker and a scheduler.
    wanted = 2 * size * (web.web_processes + 1) + 1
    if wanted > most:
        yield warning(
            "database.pool",
            f"Our processes may open {wanted} connections, and the server takes {most}.",
            "Raise max_connections of the server, or lower DATABASE_POOL_SIZE or WEB_PROCESSES.",
        )
        return
    yield ok("database.pool", f"{2 * size} connections for {threads} threads, of {most}.")
