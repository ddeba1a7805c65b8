"""What is viewed most, without adding up everything, is what adding up everything says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import PictureViews
from tvdbproxy.ops.history import viewed
from tvdbproxy.ops.history.viewed import most_viewed

SHAPES: dict[str, Callable[[int, int], int]] = {
    "a few by many": lambda picture, day: 900 // picture + (picture + day) % 3,
    "all alike": lambda picture, day: 5,
    "another one every day": lambda picture, day: 99 if picture % 9 == day else picture % 4,
    "seldom and always": lambda picture, day: 40 if picture > 90 else 100 * (picture == day + 1),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("days", [1, 3, 366])
@pytest.mark.parametrize("added", [5000, 1])
def test_the_first_are_those_of_all(
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    shape: Callable[[int, int], int],
    days: int,
    added: int,
) -> None:
    monkeypatch.setattr(viewed, "_MOST_ADDED", added)
    today = _view(sqlite_database, shape)
    with sqlite_database.read() as session:
        found = [(one.prefix, one.views) for one in most_viewed(session, days, limit=7)]
        rows = session.query(PictureViews).filter(PictureViews.day > today - timedelta(days=days))
        totals: Counter[str] = Counter()
        for row in rows:
            totals[row.prefix] += row.views
    assert found == sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:7]
    assert len(found) == 7


def test_where_nothing_was_viewed_nothing_is_most_viewed(database: Database) -> None:
    with database.read() as session:
        assert most_viewed(session, 7) == []


def _view(database: Database, shape: Callable[[int, int], int]) -> date:
    with database.write() as session:
        today = now(session).date()
        session.add_all(
            PictureViews(prefix=f"series/{picture}", day=today - timedelta(days=day), views=views)
            for picture in range(1, 100)
            for day in range(5)
            if (views := shape(picture, day))
        )
    return today
