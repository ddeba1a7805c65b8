"""A database that does not take what it is given, once."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tvdbproxy.db.database import Database


def refuse_once(database: Database) -> None:
    """Let the next transaction that writes fail at its end, as if another were in the way."""

    def refuse(connection: Any) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database is locked"))

    event.listen(database.engine, "commit", refuse, once=True)
