"""What is oldest is found without looking at all that there is."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import sqlite

from tvdbproxy.db.database import Database
from tvdbproxy.ops.oldest import _QUERIES

QUERIES = [query for queries in _QUERIES.values() for query in queries]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query.get_final_froms()[0]))
def test_every_query_is_one_step_down_an_index(
    sqlite_database: Database, query: Select[tuple[object]]
) -> None:
    spelt = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with sqlite_database.read() as session:
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {spelt}"))]
    assert len(plan) == 1, plan
    assert plan[0].startswith("SEARCH"), plan
    assert "INDEX" in plan[0]
