"""The whole catalogue, page by page, whatever happens on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.catalogue.sweep import Swept, restart, sweep
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Movie, Refresh, Series
from tvdbproxy.errors import UpstreamUnavailable

# Six series and four movies, three to a page.
ALL_PAGES = [("series", 0), ("series", 1), ("movie", 0), ("movie", 1)]
SERIES = list(range(910001, 910007))
MOVIES = list(range(360001, 360005))


def test_every_title_is_known_and_waits(database: Database, upstream: Upstream) -> None:
    assert _sweep(database, upstream) == ALL_PAGES
    with database.read() as session:
        assert session.scalars(select(Series.id).order_by(Series.id)).all() == SERIES
        assert session.scalars(select(Movie.id).order_by(Movie.id)).all() == MOVIES
    assert len(_waiting(database)) == 10


def test_a_sweep_that_is_finished_is_not_begun_again(
    database: Database, upstream: Upstream
) -> None:
    _sweep(database, upstream)
    assert not sweep(database, upstream.client, upstream.hosts, _nothing)
    restart(database)
    assert _sweep(database, upstream) == ALL_PAGES


@pytest.mark.parametrize("place", range(4))
def test_a_sweep_whose_upstream_dies_goes_on_where_it_was(
    database: Database, upstream: Upstream, place: int
) -> None:
    content_type, page = ALL_PAGES[place]
    upstream.break_down(f"/{'movies' if content_type == 'movie' else 'series'}.page={page}")
    done: list[tuple[str, int]] = []
    with pytest.raises(UpstreamUnavailable):
        sweep(database, upstream.client, upstream.hosts, lambda s, _: done.append(_page(s)))
    assert done == ALL_PAGES[:place]
    upstream.mend()
    # The end of a list is found out by asking for the page after it.
    rest = [page for page in _sweep(database, upstream) if page in ALL_PAGES]
    assert done + rest == ALL_PAGES
    assert len(_waiting(database)) == 10


@pytest.mark.proves("F55")
@pytest.mark.parametrize("place", range(4))
def test_a_sweep_that_is_killed_goes_on_where_it_was(
    database: Database, upstream: Upstream, place: int
) -> None:
    """Killed after a page's commit, before anybody was told."""

    def die(swept: Swept, _: list[tuple[str, int]]) -> None:
        if _page(swept) == ALL_PAGES[place]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(database, upstream.client, upstream.hosts, die)
    rest = [page for page in _sweep(database, upstream) if page in ALL_PAGES]
    assert rest == ALL_PAGES[place + 1 :]
    assert len(_waiting(database)) == 10


def test_titles_that_are_held_as_they_are_do_not_wait(
    database: Database, upstream: Upstream
) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES[0])
    _sweep(database, upstream)
    assert ("series", SERIES[0]) not in _waiting(database)
    assert len(_waiting(database)) == 9


def test_a_title_that_changed_since_waits(database: Database, upstream: Upstream) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES[0])
    with database.write() as session:
        session.execute(update(Series).values(last_updated="2020-01-01 00:00:00"))
    _sweep(database, upstream)
    assert ("series", SERIES[0]) in _waiting(database)


def test_a_sweep_does_not_undo_what_whole_records_told(
    database: Database, upstream: Upstream
) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES[0])
    with database.read() as session:
        before = session.get_one(Series, SERIES[0])
    _sweep(database, upstream)
    with database.read() as session:
        after = session.get_one(Series, SERIES[0])
    assert before.genres
    assert (after.genres, after.image, after.synced_at) == (
        before.genres,
        before.image,
        before.synced_at,
    )


def test_a_title_that_no_list_names_any_more_is_asked_for_by_itself(
    database: Database, upstream: Upstream
) -> None:
    """The feed may not reach back to when it went."""
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES[0])
    upstream.edit(delete=[["series", SERIES[0]]])
    _sweep(database, upstream)
    assert ("series", SERIES[0]) in _waiting(database)
    with database.read() as session:
        assert session.get(Series, SERIES[0]) is not None


def test_a_title_that_was_listed_before_the_sweep_began_is_no_exception(
    database: Database, upstream: Upstream
) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES[0])
    _sweep(database, upstream)
    upstream.edit(delete=[["series", SERIES[0]]])
    restart(database)
    with database.write() as session:
        session.execute(delete(Refresh))
    _sweep(database, upstream)
    assert ("series", SERIES[0]) in _waiting(database)


def _sweep(database: Database, upstream: Upstream) -> list[tuple[str, int]]:
    pages: list[tuple[str, int]] = []
    assert sweep(database, upstream.client, upstream.hosts, lambda s, _: pages.append(_page(s)))
    return pages


def _page(swept: Swept) -> tuple[str, int]:
    return swept.content_type, swept.page


def _nothing(_swept: Swept, _titles: list[tuple[str, int]]) -> None:
    raise AssertionError("there is no page left")


def _waiting(database: Database) -> list[tuple[str, int]]:
    with database.read() as session:
        rows = session.execute(select(Refresh.content_type, Refresh.content_id))
        return [(row.content_type, row.content_id) for row in rows]
