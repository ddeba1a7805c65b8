"""Timestamps are UTC, going in and coming out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Series

NOON_IN_TOKYO = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=9)))


def test_a_time_comes_back_in_utc(database: Database) -> None:
    with database.write() as session:
        session.add(Series(id=1, synced_at=NOON_IN_TOKYO))
    with database.read() as session:
        stored = session.get_one(Series, 1).synced_at
    assert stored == NOON_IN_TOKYO
    assert stored is not None
    assert stored.utcoffset() == timedelta(0)


def test_a_time_is_compared_with_one_of_another_zone(database: Database) -> None:
    with database.write() as session:
        session.add(Series(id=1, synced_at=NOON_IN_TOKYO))
    with database.read() as session:
        earlier = NOON_IN_TOKYO.astimezone(UTC) - timedelta(seconds=1)
        assert session.query(Series).where(Series.synced_at > earlier).count() == 1
        assert session.query(Series).where(Series.synced_at > NOON_IN_TOKYO).count() == 0


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.write() as session:
        session.add(Series(id=1, synced_at=datetime(2026, 5, 1)))


def test_no_time_is_no_time(database: Database) -> None:
    with database.write() as session:
        session.add(Series(id=1, synced_at=None))
    with database.read() as session:
        assert session.get_one(Series, 1).synced_at is None
