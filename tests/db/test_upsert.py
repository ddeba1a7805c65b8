"""Insert or update, the same on both dialects."""

from __future__ import annotations

from sqlalchemy import func, select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Refresh, Sample, Series
from tvdbproxy.db.upsert import upsert


def test_a_new_row_is_inserted_and_a_known_one_updated(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, [{"id": 1, "name": "old", "year": "2020"}])
        upsert(session, Series, [{"id": 1, "name": "new"}, {"id": 2, "name": "other"}])
    with database.read() as session:
        rows = session.execute(select(Series.id, Series.name, Series.year).order_by(Series.id))
        assert [tuple(row) for row in rows] == [(1, "new", "2020"), (2, "other", None)]


def test_only_the_columns_that_were_asked_for_are_updated(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, [{"id": 1, "name": "old", "year": "2020"}])
        upsert(session, Series, [{"id": 1, "name": "new", "year": "2021"}], update=["year"])
    with database.read() as session:
        row = session.get_one(Series, 1)
    assert (row.name, row.year) == ("old", "2021")


def test_a_known_row_may_be_left_alone(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, [{"id": 1, "name": "old"}])
        upsert(session, Series, [{"id": 1, "name": "new"}], update=())
    with database.read() as session:
        assert session.get_one(Series, 1).name == "old"


def test_a_row_of_nothing_but_its_key_changes_nothing(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, [{"id": 1, "name": "old"}])
        upsert(session, Series, [{"id": 1}])
    with database.read() as session:
        assert session.get_one(Series, 1).name == "old"


def test_keys_may_have_several_columns(database: Database) -> None:
    rows = [
        {"content_type": kind, "content_id": 1, "due_at": None, "error_code": kind}
        for kind in ("series", "movie", "series")
    ]
    with database.write() as session:
        upsert(session, Refresh, rows[:2])
        upsert(session, Refresh, rows[2:])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Refresh)) == 2


def test_more_rows_than_a_statement_takes_are_written(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, ({"id": number, "name": "x"} for number in range(1, 1502)))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Series)) == 1501


def test_no_rows_are_no_work(database: Database) -> None:
    with database.write() as session:
        upsert(session, Series, [])


def test_columns_may_be_added_to_instead(database: Database) -> None:
    rows = [{"name": "a", "minute": 1, "value": 2.0}, {"name": "b", "minute": 1, "value": 5.0}]
    with database.write() as session:
        upsert(session, Sample, rows, update=(), add=("value",))
        upsert(session, Sample, rows[:1], update=(), add=("value",))
    with database.read() as session:
        values = session.execute(select(Sample.name, Sample.value).order_by(Sample.name)).all()
    assert [tuple(row) for row in values] == [("a", 4.0), ("b", 5.0)]
