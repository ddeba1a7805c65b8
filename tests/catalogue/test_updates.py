"""Following upstream's feed: changes, deletions, merges."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue import updates
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.catalogue.updates import OVERLAP_SECONDS, Followed, begin, follow
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Refresh, Series
from tvdbproxy.errors import UpstreamUnavailable
from tvdbproxy.jobs import cursors
from tvdbproxy.upstream.updates import Change, changes_since

SERIES, OTHER = 910001, 910002


@pytest.fixture(autouse=True)
def _begun(database: Database) -> None:
    begin(database)


def test_the_first_look_only_begins(database: Database, upstream: Upstream) -> None:
    with database.write() as session:
        cursors.write(session, updates.CURSOR, {})
    upstream.edit(touch=[["series", SERIES]])
    assert _follow(database, upstream) == Followed()
    assert _since(database) == pytest.approx(time.time(), abs=60)


def test_beginning_twice_keeps_the_first_moment(database: Database) -> None:
    _set_since(database, 1000)
    begin(database)
    assert _since(database) == 1000


def test_the_feed_is_asked_with_an_overlap_and_the_cursor_moves_on(database: Database) -> None:
    _set_since(database, 1_000_000)
    asked: list[int] = []

    def nothing_new(since: int) -> Iterator[Any]:
        asked.append(since)
        return iter(())

    follow(database, nothing_new, held_only=False)
    assert asked == [1_000_000 - OVERLAP_SECONDS]
    assert _since(database) == pytest.approx(time.time(), abs=60)


def test_a_feed_that_breaks_off_is_read_again(database: Database) -> None:
    _set_since(database, 1_000_000)

    def breaks_off(_since: int) -> Iterator[Any]:
        yield _feed(_change("series", SERIES))
        raise UpstreamUnavailable("TheTVDB is away.")

    with pytest.raises(UpstreamUnavailable):
        follow(database, breaks_off, held_only=False)
    assert _since(database) == 1_000_000
    assert _waiting(database) == [("series", SERIES)]


def test_what_changed_waits(database: Database, upstream: Upstream) -> None:
    upstream.edit(touch=[["series", SERIES], ["movies", 360001], ["people", 300001]])
    assert _follow(database, upstream) == Followed(changes=3, wanted=3)
    assert _waiting(database) == [("movie", 360001), ("person", 300001), ("series", SERIES)]


def test_changes_on_many_pages_are_all_seen(database: Database, upstream: Upstream) -> None:
    upstream.edit(touch=[["series", number] for number in range(910001, 910007)])
    upstream.edit(touch=[["movies", number] for number in range(360001, 360005)])
    assert _follow(database, upstream).changes == 10
    assert len(_waiting(database)) == 10


def test_a_part_that_changed_takes_its_series_along(database: Database) -> None:
    _apply(database, [_change("episodes", 9200011, series_id=SERIES)])
    assert _waiting(database) == [("episode", 9200011), ("series", SERIES)]


def test_a_picture_that_changed_takes_its_title_along(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    _apply(database, [_change("artwork", 63900001), _change("artwork", 63999999)])
    assert _waiting(database) == [("series", SERIES)]


def test_where_only_held_titles_are_followed_others_do_not_wait(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    upstream.edit(touch=[["series", SERIES], ["series", OTHER], ["movies", 360001]])
    assert _follow(database, upstream, held_only=True) == Followed(changes=3, wanted=1)
    assert _waiting(database) == [("series", SERIES)]


def test_what_we_do_not_keep_is_passed_over(database: Database) -> None:
    entities = ("companies", "award_nominees", "nonsense", "translatedlists")
    methods = ("create", "update", "delete")
    changes = [_change(entity, 1, method) for entity in entities for method in methods]
    assert _apply(database, changes) == Followed(changes=12)
    assert _waiting(database) == []


def test_a_title_that_was_deleted_is_removed(database: Database, upstream: Upstream) -> None:
    _fetch(database, upstream)
    upstream.edit(delete=[["series", SERIES]])
    assert _follow(database, upstream).removed == 1
    with database.read() as session:
        assert session.get(Series, SERIES) is None
    assert _follow(database, upstream).removed == 0


def test_a_picture_that_was_deleted_is_removed(database: Database, upstream: Upstream) -> None:
    _fetch(database, upstream)
    upstream.edit(delete=[["artwork", 63900001]])
    assert _follow(database, upstream).removed == 1
    with database.read() as session:
        assert session.get(Artwork, 63900001) is None
        assert session.get(Series, SERIES) is not None


def test_a_translation_that_was_deleted_removes_nothing(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    assert _apply(database, [_change("translatedserierk", SERIES, "delete")]).removed == 0
    with database.read() as session:
        assert session.get(Series, SERIES) is not None


@pytest.mark.parametrize("held_only", [False, True])
def test_whoever_held_a_double_gets_the_one_that_it_became(
    database: Database, upstream: Upstream, held_only: bool
) -> None:
    _fetch(database, upstream)
    upstream.edit(merge=["series", SERIES, OTHER])
    assert _follow(database, upstream, held_only=held_only) == Followed(1, wanted=1, removed=1)
    assert _waiting(database) == [("series", OTHER)]


def test_a_merge_of_what_nobody_held_is_no_reason_to_hold_it(
    database: Database, upstream: Upstream
) -> None:
    upstream.edit(merge=["series", SERIES, OTHER])
    _follow(database, upstream, held_only=True)
    assert _waiting(database) == []


def test_a_double_may_become_a_title_of_another_type(database: Database) -> None:
    merge = Change("series", SERIES, "delete", 1, merge_to_id=360001, merge_to_type="movies")
    _apply(database, [merge])
    assert _waiting(database) == [("movie", 360001)]


@pytest.mark.parametrize("number", [10**12, 5 * 10**12 + 300001, 2**63, 10**30])
def test_an_id_that_cannot_be_upstreams_is_passed_over(
    database: Database, upstream: Upstream, number: int
) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "person", 300001)
    odd = [
        Change(entity, number, method, 1, number, number, "series")
        for entity in ("series", "people", "artwork")
        for method in ("update", "delete")
    ]
    beside = _change("episodes", 1, series_id=number)
    heir = Change("series", 7, "delete", 1, merge_to_id=number)
    _apply(database, [*odd, beside, heir])
    assert _waiting(database) == [("episode", 1)]
    with database.read() as session:
        assert session.scalars(select(Artwork.id)).all() == [5 * 10**12 + 300001]


def _follow(database: Database, upstream: Upstream, held_only: bool = False) -> Followed:
    return follow(
        database, lambda since: changes_since(upstream.client, since), held_only=held_only
    )


def _apply(database: Database, changes: Iterable[Change], *, held_only: bool = False) -> Followed:
    return follow(database, lambda _since: [_feed(*changes)], held_only=held_only)


def _feed(*changes: Change) -> Any:
    return SimpleNamespace(changes=changes)


def _change(
    entity: str, number: int, method: str = "update", series_id: int | None = None
) -> Change:
    return Change(entity, number, method, int(time.time()), series_id)


def _fetch(database: Database, upstream: Upstream) -> None:
    fetch_title(database, upstream.client, upstream.hosts, "series", SERIES)


def _since(database: Database) -> int:
    with database.read() as session:
        return int(cursors.read(session, updates.CURSOR)["since"])


def _set_since(database: Database, moment: int) -> None:
    with database.write() as session:
        cursors.write(session, updates.CURSOR, {"since": moment})


def _waiting(database: Database) -> list[tuple[str, int]]:
    with database.read() as session:
        rows = session.execute(select(Refresh.content_type, Refresh.content_id))
        return sorted((row.content_type, row.content_id) for row in rows)


@pytest.mark.parametrize("held_only", [True, False])
def test_a_deletion_that_upstream_took_back_is_not_carried_out_again(
    database: Database, upstream: Upstream, held_only: bool
) -> None:
    """The feed is read with an overlap, and tells of it for another hour."""
    long_ago = int(time.time()) - 1800
    story = [
        Change("series", SERIES, "delete", long_ago),
        Change("series", SERIES, "create", long_ago + 5),
    ]
    _fetch(database, upstream)
    for _ in range(2):
        assert _apply(database, story, held_only=held_only) == Followed(changes=2)
    assert _is_there(database)


def test_a_title_that_was_held_and_comes_back_on_the_same_page_is_fetched(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    moment = int(time.time())
    story = [
        Change("series", SERIES, "delete", moment + 100),
        Change("series", SERIES, "create", moment + 101),
    ]
    followed = _apply(database, story, held_only=True)
    assert (followed.removed, followed.wanted) == (1, 1)
    assert _waiting(database) == [("series", SERIES)]


def test_the_overlap_fetches_nothing_again_that_was_fetched_since(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    old = Change("series", SERIES, "update", int(time.time()) - 600)
    assert _apply(database, [old]) == Followed(changes=1)
    assert _waiting(database) == []


def _is_there(database: Database) -> bool:
    with database.read() as session:
        return session.get(Series, SERIES) is not None
