"""A figure that takes long is counted by one process at a time, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.ops import figures


def test_what_somebody_counts_nobody_else_counts(database: Database) -> None:
    def count_meanwhile(_session: Session) -> Mapping[str, Any]:
        assert figures.take(database, {"slow": lambda _: {"n": 2}}, every_seconds=0) == []
        return {"n": 1}

    assert figures.take(database, {"slow": count_meanwhile}, every_seconds=0) == ["slow"]
    with database.read() as session:
        assert figures.read(session, "slow")["slow"].value == {"n": 1}


def test_writers_go_on_while_a_figure_is_counted(database: Database) -> None:
    def write_meanwhile(session: Session) -> Mapping[str, Any]:
        session.execute(text("SELECT count(*) FROM artwork")).all()
        with database.write() as other:
            other.execute(text("INSERT INTO cursors VALUES ('x', '{}', '2026-01-01 00:00:00')"))
        return {}

    assert figures.take(database, {"one": write_meanwhile}, every_seconds=0) == ["one"]


def test_a_count_has_more_time_than_a_request(postgresql_database: Database) -> None:
    def patience(session: Session) -> Mapping[str, Any]:
        return {"timeout": session.scalar(text("SHOW statement_timeout"))}

    figures.take(postgresql_database, {"patience": patience}, every_seconds=0)
    with postgresql_database.read() as session:
        assert figures.read(session, "patience")["patience"].value == {"timeout": "10min"}
        assert session.scalar(text("SHOW statement_timeout")) == "1min"
