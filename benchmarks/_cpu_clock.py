"""CPU of this process and of those that PostgreSQL has for it (Linux)."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from tvdbproxy.db.database import Database

_BACKENDS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")


class CpuClock:
    """The server's processes are those that there are when it is made."""

    def __init__(self, database: Database) -> None:
        self._backends: list[int] = []
        if database.engine.dialect.name == "postgresql":
            with database.read() as session:
                self._backends = list(session.scalars(_BACKENDS))

    def seconds(self) -> float:
        """All of them together, since they were started."""
        return time.process_time() + sum(map(_of_process, self._backends))


def _of_process(pid: int) -> float:
    with suppress(FileNotFoundError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0
