"""No page of the dashboard reads a large table from one end to the other, whatever it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks._dashboard_pages import pages
from benchmarks._dashboard_rows import Size, fill
from tests.house.artwork_host import artwork_host
from tests.house.house import ADMIN_KEY, OpenHouse, clean_environment, image_pool, open_house
from tests.servers.database import url_of
from tvdbproxy.db.database import Database
from tvdbproxy.web.app import create_app

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

_LARGE = {
    "artwork",
    "callbacks",
    "image_upload_events",
    "images",
    "job_steps",
    "picture_views",
    "processing_jobs",
    "samples",
    "variants",
}
# Large enough for an index to be worth its while, and no larger.
_SIZE = Size(5000, 3000, minutes=600, days=3, viewed=6000, tasks=2000, lines=2000, keys=9)
# So few pages are in memory; PostgreSQL takes them for a disk's, which are dear one by one.
_IN_MEMORY = "SET LOCAL random_page_cost = 1.1"
_SCANS = {
    # Going through an index from its beginning is no better, but for its first row.
    "sqlite": re.compile(r"^SCAN (\w+)(?! USING (?:COVERING )?INDEX)"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}


@dataclass(frozen=True)
class Asked:
    """What was asked, with the values that were asked for."""

    statement: str
    values: Any


@pytest.fixture
def filled(database: Database) -> Database:
    """A house with rows enough that planners care."""
    fill(database, _SIZE)
    return database


def test_no_page_reads_a_large_table_whole(filled: Database, open_house: OpenHouse) -> None:
    client = create_app(services := open_house(database_url=url_of(filled))).test_client()
    client.post("/admin/login", data={"key": ADMIN_KEY})
    with services.database.read() as session:
        paths = [*_one_of_each(pages(session)), "viewed?span=all"]
    plans: dict[str, list[str]] = {}
    for path in paths:
        with _listening(services.database) as asked:
            assert client.get(f"/admin/{path}").status_code == 200
        for one in asked:
            if one.statement not in plans:
                plans[one.statement] = [path, *_plan(services.database, one)]
    scans = _SCANS[filled.engine.dialect.name]
    read_whole = {
        (plan[0], statement, found[1])
        for statement, plan in plans.items()
        for line in plan[1:]
        if (found := scans.search(line)) and found[1] in _LARGE
    }
    assert read_whole == set()
    assert len(plans) > 30


def _one_of_each(found: Mapping[str, Sequence[str]]) -> list[str]:
    """One address for each set of filters: with other values, the question is the same."""
    paths = chain.from_iterable(found.values())
    first = {re.sub(r"=[^&]*", "", path): path for path in reversed(list(paths))}
    return list(first.values())


@contextmanager
def _listening(database: Database) -> Iterator[list[Asked]]:
    asked: list[Asked] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append(Asked(statement, values))

    event.listen(database.engine, "before_cursor_execute", listen)
    yield asked
    event.remove(database.engine, "before_cursor_execute", listen)


def _plan(database: Database, asked: Asked) -> list[str]:
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
    order = explain[database.engine.dialect.name] + asked.statement
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(_IN_MEMORY)
        return [str(row[-1]) for row in connection.exec_driver_sql(order, asked.values)]
