"""One tick: what is left of a sweep, then what changed since."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import delete, select

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue import sweep, updates
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.catalogue.sync import Ticked, tick
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Refresh
from tvdbproxy.errors import Unavailable, UpstreamUnavailable
from tvdbproxy.jobs import cursors
from tvdbproxy.upstream.updates import changes_since

LONG_AGO = 100 * 86_400


def test_a_full_tick_sweeps_once_and_then_follows(database: Database, upstream: Upstream) -> None:
    assert _tick(database, upstream, full=True).pages == 4
    _nobody_waits(database)
    upstream.edit(touch=[["series", 910001]])
    ticked = _tick(database, upstream, full=True)
    assert (ticked.pages, ticked.followed.wanted) == (0, 1)
    assert _waiting(database) == [("series", 910001)]


def test_what_changes_during_a_sweep_is_not_missed(database: Database, upstream: Upstream) -> None:
    """The sweep is stopped, the world changes behind it, and the sweep goes on."""
    upstream.break_down("/movies.page=1")
    with pytest.raises(UpstreamUnavailable):
        _tick(database, upstream, full=True)
    upstream.mend()
    _nobody_waits(database)
    upstream.edit(touch=[["series", 910001]])
    _tick(database, upstream, full=True)
    assert ("series", 910001) in _waiting(database)


def test_a_tick_that_follows_held_titles_sweeps_nothing(
    database: Database, upstream: Upstream
) -> None:
    assert _tick(database, upstream, full=False).pages == 0
    assert _waiting(database) == []


def test_everybody_hears_after_each_page(database: Database, upstream: Upstream) -> None:
    waiting: list[int] = []
    _tick(database, upstream, full=True, heard=waiting)
    assert waiting == [3, 6, 9, 10, 10]


def test_a_cursor_that_is_older_than_the_feed_starts_a_sweep_over(
    database: Database, upstream: Upstream
) -> None:
    _tick(database, upstream, full=True)
    _nobody_waits(database)
    _age_cursor(database)
    assert _tick(database, upstream, full=True).pages == 0
    assert _tick(database, upstream, full=True).pages == 4
    assert len(_waiting(database)) == 10
    assert _tick(database, upstream, full=True) == Ticked(0, updates.Followed())


def test_a_cursor_that_is_older_than_the_feed_makes_held_titles_wait(
    database: Database, upstream: Upstream
) -> None:
    for title in (("series", 910001), ("series", 910003), ("movie", 360001)):
        fetch_title(database, upstream.client, upstream.hosts, *title)
    _age_cursor(database)
    _tick(database, upstream, full=False)
    assert _waiting(database) == [("movie", 360001), ("series", 910001), ("series", 910003)]
    _nobody_waits(database)
    _tick(database, upstream, full=False)
    assert _waiting(database) == []


@pytest.mark.parametrize(("full", "step"), [(True, "sweep.restart"), (False, "want_all")])
def test_who_is_stopped_while_starting_over_starts_over_again(
    database: Database,
    upstream: Upstream,
    monkeypatch: pytest.MonkeyPatch,
    full: bool,
    step: str,
) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", 910001)
    _tick(database, upstream, full=full)
    _nobody_waits(database)
    _age_cursor(database)

    def stop(*_: object) -> None:
        raise Unavailable("The database is busy.")

    with monkeypatch.context() as patched:
        patched.setattr(f"tvdbproxy.catalogue.sync.{step}", stop)
        with pytest.raises(Unavailable):
            _tick(database, upstream, full=full)
    _tick(database, upstream, full=full)
    _tick(database, upstream, full=full)
    assert _waiting(database) != []


def test_a_feed_that_is_away_is_no_reason_to_start_over(
    database: Database, upstream: Upstream
) -> None:
    _tick(database, upstream, full=True)
    upstream.break_down("/updates")
    with pytest.raises(UpstreamUnavailable):
        _tick(database, upstream, full=True)
    with database.read() as session:
        assert cursors.read(session, sweep.CURSOR) == {"finished": True}


def _tick(
    database: Database, upstream: Upstream, *, full: bool, heard: list[int] | None = None
) -> Ticked:
    def listen() -> None:
        if heard is not None:
            heard.append(len(_waiting(database)))

    return tick(
        database,
        upstream.client,
        lambda since: changes_since(upstream.client, since),
        upstream.hosts,
        full=full,
        on_progress=listen,
    )


def _age_cursor(database: Database) -> None:
    with database.write() as session:
        cursors.write(session, updates.CURSOR, {"since": int(time.time()) - LONG_AGO})


def _nobody_waits(database: Database) -> None:
    with database.write() as session:
        session.execute(delete(Refresh))


def _waiting(database: Database) -> list[tuple[str, int]]:
    with database.read() as session:
        rows = session.execute(select(Refresh.content_type, Refresh.content_id))
        return sorted((row.content_type, row.content_id) for row in rows)
