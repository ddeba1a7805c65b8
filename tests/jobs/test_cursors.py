"""How far a walk has come."""

from __future__ import annotations

import pytest

from tvdbproxy.db.database import Database
from tvdbproxy.jobs import cursors


def test_a_walk_that_has_not_begun_is_nowhere(database: Database) -> None:
    with database.read() as session:
        assert cursors.read(session, "sweep") == {}


def test_the_last_place_is_remembered(database: Database) -> None:
    for page in (1, 2):
        with database.write() as session:
            cursors.write(session, "sweep", {"list": 0, "page": page})
    with database.read() as session:
        assert cursors.read(session, "sweep") == {"list": 0, "page": 2}
        assert cursors.read(session, "updates") == {}


def test_a_place_is_remembered_with_what_it_describes_or_not_at_all(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        cursors.write(session, "sweep", {"page": 1})
        _ = 1 / 0
    with database.read() as session:
        assert cursors.read(session, "sweep") == {}
