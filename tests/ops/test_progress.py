"""How far a sync has come."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tvdbproxy.catalogue.refresh import want
from tvdbproxy.catalogue.sweep import CURSOR
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, Refresh
from tvdbproxy.jobs import cursors
from tvdbproxy.ops.progress import progress


def test_titles_and_pictures_are_counted(catalogue: Database) -> None:
    _want(catalogue, ("series", 2))
    found = progress(catalogue, full=False)
    assert (found.titles_done, found.titles_total, found.bytes) == (2, 3, 12_800)
    assert found.artwork == {
        "pending": 1, "processing": 0, "ready": 2, "failed": 1, "missing": 1, "total": 5,
        "dormant": 0,
    }  # fmt: skip


def test_an_empty_database_is_idle(database: Database) -> None:
    found = progress(database, full=False)
    assert (found.phase, found.titles_total, found.bytes) == ("idle", 0, 0)


def test_until_a_full_catalogue_was_read_it_is_sweeping(catalogue: Database) -> None:
    assert progress(catalogue, full=True).phase == "sweeping"
    with catalogue.write() as session:
        cursors.write(session, CURSOR, {"finished": True})
    assert progress(catalogue, full=True).phase == "syncing"


@pytest.mark.parametrize("state", ["pending", "processing"])
def test_while_pictures_wait_it_is_syncing(catalogue: Database, state: str) -> None:
    _all_pictures(catalogue, state)
    assert progress(catalogue, full=False).phase == "syncing"


def test_pictures_that_nobody_has_asked_for_keep_nobody_waiting(catalogue: Database) -> None:
    _all_pictures(catalogue, "ready")
    with catalogue.write() as session:
        session.execute(update(Artwork).where(Artwork.id > 3).values(state="pending", due_at=None))
    found = progress(catalogue, full=False)
    assert found.phase == "idle"
    assert (found.artwork["pending"], found.artwork["dormant"], found.artwork["total"]) == (0, 2, 3)


def test_while_titles_wait_it_is_syncing(catalogue: Database) -> None:
    _all_pictures(catalogue, "ready")
    _want(catalogue, ("movie", 1))
    assert progress(catalogue, full=False).phase == "syncing"


def test_what_is_over_or_set_aside_keeps_nobody_waiting(catalogue: Database) -> None:
    _all_pictures(catalogue, "failed")
    _want(catalogue, ("movie", 1))
    with catalogue.write() as session:
        session.execute(update(Refresh).values(due_at=None))
    found = progress(catalogue, full=False)
    assert (found.phase, found.titles_done) == ("idle", 3)


def test_titles_that_are_not_held_yet_do_not_make_fewer_than_none_done(
    database: Database,
) -> None:
    _want(database, ("movie", 7))
    assert progress(database, full=False).titles_done == 0


def _want(database: Database, title: tuple[str, int]) -> None:
    with database.write() as session:
        want(session, [title])


def _all_pictures(database: Database, state: str) -> None:
    with database.write() as session:
        session.execute(update(Artwork).values(state=state, due_at=now(session)))
