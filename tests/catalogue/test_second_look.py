"""Titles that changed are looked at again, twice, and then left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.catalogue.second_look import look, plan
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Refresh, SecondLook

SERIES: Owner = ("series", 910001)
OTHER: Owner = ("movie", 360001)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _held(database: Database, upstream: Upstream) -> None:
    for owner in (SERIES, OTHER):
        fetch_title(database, upstream.client, upstream.hosts, *owner)


def test_there_is_a_look_after_a_quarter_of_an_hour_and_a_last_one_after_a_day(
    database: Database,
) -> None:
    _plan(database, {SERIES: datetime.now(UTC)})
    assert look(database, 10) == 0
    _pass(database, 15 * MINUTE)
    assert look(database, 10) == 1
    assert _waiting(database) == [SERIES]
    assert look(database, 10) == 0
    _pass(database, timedelta(days=1))
    assert look(database, 10) == 1
    assert _waiting(database) == [SERIES]
    assert _planned(database) == {}


def test_the_same_change_heard_again_makes_no_difference(database: Database) -> None:
    change = {SERIES: datetime.now(UTC)}
    _plan(database, change)
    before = _planned(database)
    _pass(database, 15 * MINUTE)
    look(database, 10)
    after = _planned(database)
    _plan(database, {owner: at - 15 * MINUTE for owner, at in change.items()})
    assert _planned(database) == after != before


def test_a_later_change_is_looked_at_in_its_own_time(database: Database) -> None:
    moment = datetime.now(UTC)
    _plan(database, {SERIES: moment - timedelta(hours=2)})
    _plan(database, {SERIES: moment})
    due_at, last_at = _planned(database)[SERIES]
    assert (due_at, last_at) == (moment + 15 * MINUTE, moment + timedelta(days=1))


def test_a_change_of_long_ago_needs_no_second_look(database: Database) -> None:
    _plan(database, {SERIES: datetime.now(UTC) - timedelta(days=2)})
    assert _planned(database) == {}


def test_a_title_that_is_gone_is_not_fetched_because_of_a_plan(database: Database) -> None:
    _plan(database, {("series", 12345): datetime.now(UTC) - 20 * MINUTE})
    assert look(database, 10) == 1
    assert _waiting(database) == []


def test_few_are_looked_at_at_a_time_and_the_others_next(database: Database) -> None:
    _plan(database, dict.fromkeys([SERIES, OTHER], datetime.now(UTC) - 20 * MINUTE))
    assert [look(database, 1) for _ in range(3)] == [1, 1, 0]
    assert _waiting(database) == [OTHER, SERIES]


def _plan(database: Database, changes: dict[Owner, datetime]) -> None:
    with database.write() as session:
        plan(session, changes)


def _planned(database: Database) -> dict[Owner, tuple[datetime, datetime]]:
    with database.read() as session:
        rows = session.scalars(select(SecondLook)).all()
    return {(row.content_type, row.content_id): (row.due_at, row.last_at) for row in rows}


def _pass(database: Database, time: timedelta) -> None:
    """So much later, for the plans; nobody waits any more."""
    with database.write() as session:
        for row in session.scalars(select(SecondLook)):
            moved = {"due_at": row.due_at - time, "last_at": row.last_at - time}
            session.execute(
                update(SecondLook).where(SecondLook.content_id == row.content_id).values(moved)
            )
        session.execute(delete(Refresh))


def _waiting(database: Database) -> list[Owner]:
    with database.read() as session:
        rows = session.execute(select(Refresh.content_type, Refresh.content_id)).all()
    return sorted((row.content_type, row.content_id) for row in rows)
