"""Revision 0004: sources of before stay as they are, there and back, whoever writes (F46, F47)."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Source
from tvdbproxy.db.schema import downgrade, require_current, upgrade

OLD = """
INSERT INTO sources (key, sha256, size, etag, last_modified, fetched_at)
VALUES (:key, 'abc', 9, '"tag"', NULL, '2026-01-02 03:04:05')
"""
NEW = {"mirrored", "checked_at", "used_at", "made_of"}


@pytest.fixture
def old(empty_database: Database) -> Database:
    """A database of the revision before that has a source."""
    upgrade(empty_database, "0002")
    _insert(empty_database, "banners/1.jpg")
    return empty_database


def _insert(database: Database, key: str) -> None:
    with database.write() as session:
        session.execute(text(OLD), {"key": key})


def _is_as_before(database: Database, key: str = "banners/1.jpg") -> None:
    with database.read() as session:
        row = session.get_one(Source, key)
    assert (row.sha256, row.size, row.etag) == ("abc", 9, '"tag"')
    assert (row.mirrored, row.checked_at, row.used_at, row.made_of) == (False, None, None, None)


def test_sources_of_before_are_not_the_mirrors(old: Database) -> None:
    upgrade(old)
    require_current(old)
    _is_as_before(old)


@pytest.mark.proves("F46")
def test_code_of_before_goes_on_writing(old: Database) -> None:
    upgrade(old)
    _insert(old, "banners/2.jpg")
    _is_as_before(old, "banners/2.jpg")


def test_it_goes_back_and_forth_with_rows(old: Database) -> None:
    upgrade(old)
    with old.write() as session:
        session.get_one(Source, "banners/1.jpg").mirrored = True
    downgrade(old, "0002")
    columns = {column["name"] for column in inspect(old.engine).get_columns("sources")}
    assert not NEW & columns
    upgrade(old)
    _is_as_before(old)
