"""Eight processes that read and then write one SQLite file, all at once."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tvdbproxy.db.database import Database, open_database
from tvdbproxy.db.schema import upgrade
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs import cursors
from tvdbproxy.settings import DatabaseSettings

_CURSOR = "chaos"


@dataclass(frozen=True)
class Writers:
    """``lost`` are increments that the row does not show; ``p99`` and ``worst`` in seconds."""

    tried: int
    failed: int
    lost: int
    p99: float
    worst: float


def writers(processes: int = 8, writes: int = 100) -> Writers:
    """Each process adds one to the same row ``writes`` times."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        url = f"sqlite:///{Path(folder) / 'busy.db'}"
        database = _open(url)
        upgrade(database)
        start = multiprocessing.get_context("spawn")
        with start.Pool(processes) as pool:
            rounds = pool.starmap(_write, [(url, writes)] * processes)
        with database.read() as session:
            counted = int(cursors.read(session, _CURSOR)["count"])
        database.close()
    waits = sorted(seconds for times, _ in rounds for seconds in times)
    failed = sum(failures for _, failures in rounds)
    return Writers(
        tried=processes * writes,
        failed=failed,
        lost=processes * writes - failed - counted,
        p99=waits[int(len(waits) * 0.99) - 1],
        worst=waits[-1],
    )


def _open(url: str) -> Database:
    return open_database(DatabaseSettings(database_url=url))


def _write(url: str, writes: int) -> tuple[list[float], int]:
    database, times, failures = _open(url), [], 0
    for _ in range(writes):
        started = time.monotonic()
        try:
            with database.write() as session:
                count = int(cursors.read(session, _CURSOR).get("count", 0))
                cursors.write(session, _CURSOR, {"count": count + 1})
        except Unavailable:
            failures += 1
        times.append(time.monotonic() - started)
    database.close()
    return times, failures
