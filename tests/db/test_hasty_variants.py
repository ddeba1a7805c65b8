"""Revision 0008: variants of before were made at leisure, there and back, whoever writes."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from tests.db.test_checksums import OLD_ARTWORK, OLD_VARIANT
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Variant
from tvdbproxy.db.schema import downgrade, require_current, upgrade

BEFORE = "0007"


@pytest.fixture
def old(empty_database: Database) -> Database:
    """A database of the revision before that has a variant."""
    upgrade(empty_database, BEFORE)
    _insert(empty_database, 1)
    return empty_database


def _insert(database: Database, artwork_id: int) -> None:
    with database.write() as session:
        session.execute(text(OLD_ARTWORK), {"id": artwork_id})
        session.execute(text(OLD_VARIANT), {"id": artwork_id})


def _is_as_before(database: Database, artwork_id: int) -> None:
    with database.read() as session:
        row = session.get_one(Variant, (artwork_id, "small", "webp"))
    assert (row.bytes, row.upgrade_at) == (99, None)


def test_variants_of_before_stay_as_they_are(old: Database) -> None:
    upgrade(old)
    require_current(old)
    _is_as_before(old, 1)


@pytest.mark.proves("F46")
def test_code_of_before_goes_on_writing(old: Database) -> None:
    upgrade(old)
    _insert(old, 2)
    _is_as_before(old, 2)


def test_it_goes_back_and_forth_with_rows(old: Database) -> None:
    upgrade(old)
    with old.write() as session:
        row = session.get_one(Variant, (1, "small", "webp"))
        row.upgrade_at = row.made_at
    downgrade(old, BEFORE)
    columns = {column["name"] for column in inspect(old.engine).get_columns("variants")}
    assert "upgrade_at" not in columns
    upgrade(old)
    _is_as_before(old, 1)
