"""One title fetched and stored; failures stay in the row that asked for it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.catalogue.conftest import Upstream
from tests.servers.database import cut_all
from tvdbproxy.catalogue.identity import record_artwork_id
from tvdbproxy.catalogue.refresh import Refreshed, fetch_title, refresh, unsent, want
from tvdbproxy.catalogue.store import store
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, Refresh, Season, Series
from tvdbproxy.errors import UpstreamBad, UpstreamMissing
from tvdbproxy.vocabulary import PLURALS

SERIES = ("series", 910001)
ONE_OF_EACH = [
    ("series", 910001), ("movie", 360001), ("season", 1990001), ("episode", 9200011),
    ("person", 300001),
]  # fmt: skip


@pytest.mark.parametrize("title", ONE_OF_EACH, ids=[kind for kind, _ in ONE_OF_EACH])
def test_a_title_that_waits_is_stored_and_waits_no_more(
    database: Database, upstream: Upstream, title: tuple[str, int]
) -> None:
    _want(database, title)
    refreshed = _refresh(database, upstream, title)
    assert refreshed is not None
    assert refreshed.pictures
    assert _waiting(database) == []
    assert not refreshed.removed


def test_there_is_a_title_of_each_type_to_be_tested() -> None:
    assert [kind for kind, _ in ONE_OF_EACH] == ["series", "movie", "season", "episode", "person"]
    assert {kind for kind, _ in ONE_OF_EACH} == set(PLURALS)


def test_a_title_that_does_not_wait_is_left_alone(database: Database, upstream: Upstream) -> None:
    assert _refresh(database, upstream) is None
    with database.read() as session:
        assert session.get(Series, 910001) is None


def test_a_title_that_somebody_fetches_is_fetched_by_nobody_else(
    database: Database, upstream: Upstream
) -> None:
    _want(database, SERIES)
    nested: list[Refreshed | None] = []

    def get(path: str, params: dict[str, Any] | None = None) -> Any:
        nested.append(_refresh(database, upstream))
        return upstream.client.get(path, params)

    assert (
        _refresh(database, SimpleNamespace(client=SimpleNamespace(get=get), hosts=())) is not None
    )
    assert nested == [None]


def test_the_titles_own_picture_comes_first(database: Database, upstream: Upstream) -> None:
    refreshed = _fetch(database, upstream)
    with database.read() as session:
        first = session.get_one(Artwork, refreshed.pictures[0])
        assert first.path == session.get_one(Series, 910001).image


def test_the_second_time_there_is_nothing_to_do(database: Database, upstream: Upstream) -> None:
    assert _fetch(database, upstream).pictures
    for _ in range(2):
        assert _fetch(database, upstream).pictures == ()


def test_a_series_and_its_seasons_agree_about_pictures(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    with database.read() as session:
        seasons = session.scalars(select(Season.id).where(Season.image.is_not(None))).all()
    assert seasons
    for number in seasons:
        assert _fetch(database, upstream, ("season", number)).pictures == ()
    assert _fetch(database, upstream).pictures == ()


def test_a_failure_is_written_to_the_row_with_a_pause(
    database: Database, upstream: Upstream
) -> None:
    upstream.break_down("/series/910001")
    _want(database, SERIES)
    assert _refresh(database, upstream) is None
    (row,) = _waiting(database)
    assert (row.failures, row.attempts, row.claim, row.sent_at) == (1, 0, None, None)
    assert row.error_code == "upstream_unavailable"
    assert row.error_message
    assert _due_in(database) > timedelta(seconds=10)
    assert _refresh(database, upstream) is None  # not before its time


def test_upstreams_wish_to_be_left_alone_is_respected(
    database: Database, upstream: Upstream
) -> None:
    upstream.break_down("/series/910001", 429, headers={"Retry-After": "1800"})
    _want(database, SERIES)
    assert _refresh(database, upstream) is None
    (row,) = _waiting(database)
    assert row.error_code == "upstream_rate_limited"
    assert _due_in(database) > timedelta(minutes=25)


def test_after_a_failure_the_next_attempt_succeeds(database: Database, upstream: Upstream) -> None:
    upstream.break_down("/series/910001", 502)
    _want(database, SERIES)
    assert _refresh(database, upstream) is None
    upstream.mend()
    _due_now(database)
    assert _refresh(database, upstream) is not None
    assert _waiting(database) == []


@pytest.mark.parametrize("status", [500, 502, 429, 403])
def test_upstreams_failure_is_never_a_removal(
    database: Database, upstream: Upstream, status: int
) -> None:
    _fetch(database, upstream)
    upstream.break_down("/series/910001", status)
    _want(database, SERIES)
    assert _refresh(database, upstream) is None
    with database.read() as session:
        assert session.get(Series, 910001) is not None
        assert session.scalars(select(Artwork.id)).first() is not None


def test_a_title_that_upstream_does_not_have_any_more_is_removed(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    upstream.edit(delete=[["series", 910001]])
    _want(database, SERIES)
    assert _refresh(database, upstream) is None
    with database.write() as session:
        assert session.get(Series, 910001) is not None, "believed at the first word"
        session.execute(update(Refresh).values(due_at=now(session)))
    refreshed = _refresh(database, upstream)
    assert refreshed is not None
    assert refreshed.removed
    assert _waiting(database) == []
    with database.read() as session:
        assert session.get(Series, 910001) is None


def test_who_was_overtaken_removes_nothing(database: Database, upstream: Upstream) -> None:
    _fetch(database, upstream)
    _want(database, SERIES)
    with database.write() as session:
        session.execute(update(Refresh).values(error_code="missing_upstream"))

    def deny(*_: Any) -> None:
        with database.write() as session:  # the lease ran out, and another took over
            session.execute(update(Refresh).values(claim="another's"))
        raise UpstreamMissing("Upstream does not have it.")

    assert _refresh(database, SimpleNamespace(client=SimpleNamespace(get=deny), hosts=())) is None
    with database.read() as session:
        assert session.get(Series, 910001) is not None
    assert [row.claim for row in _waiting(database)] == ["another's"]


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"id": None}, {"name": "no id"}])
def test_an_answer_that_is_no_record_is_a_failure(database: Database, data: Any) -> None:
    nonsense = SimpleNamespace(
        client=SimpleNamespace(get=lambda *_: SimpleNamespace(data=data)), hosts=()
    )
    with pytest.raises(UpstreamBad):
        _fetch(database, nonsense)
    _want(database, SERIES)
    assert _refresh(database, nonsense) is None
    assert _waiting(database)[0].error_code == "bad_upstream_content"


def test_a_title_that_kills_every_worker_is_set_aside(
    database: Database, upstream: Upstream
) -> None:
    _want(database, SERIES)
    for _ in range(3):
        with pytest.raises(Killed):
            _refresh(database, SimpleNamespace(client=Killer(), hosts=()), lease_seconds=-1)
    assert _refresh(database, upstream) is None
    (row,) = _waiting(database)
    assert (row.due_at, row.error_code) == (None, "worker_crashed")
    assert _unsent(database) == []


def test_a_title_that_was_set_aside_gets_another_chance_when_it_changes(
    database: Database, upstream: Upstream
) -> None:
    _want(database, SERIES)
    with database.write() as session:
        session.execute(update(Refresh).values(due_at=None, attempts=4, sent_at=now(session)))
    _want(database, SERIES)
    assert _unsent(database) == [SERIES]
    assert _refresh(database, upstream) is not None


def test_who_waits_already_goes_on_waiting(database: Database, upstream: Upstream) -> None:
    upstream.break_down("/series/910001")
    _want(database, SERIES)
    _refresh(database, upstream)
    due_at = _waiting(database)[0].due_at
    _want(database, SERIES, SERIES)
    (row,) = _waiting(database)
    assert (row.due_at, row.failures) == (due_at, 1)


def test_titles_that_wait_are_sent_once(database: Database) -> None:
    _want(database, SERIES, ("movie", 360001))
    assert sorted(_unsent(database)) == [("movie", 360001), SERIES]
    assert _unsent(database) == []


def test_a_still_of_an_episode_is_the_same_picture_by_either_way(
    database: Database, upstream: Upstream
) -> None:
    _fetch(database, upstream)
    assert _fetch(database, upstream, ("episode", 9200011)).pictures == ()
    with database.read() as session:
        assert session.get(Artwork, record_artwork_id("episode", 9200011)) is not None


class Killed(BaseException):
    """As if the process had ended there."""


class Killer:
    """An upstream that takes the worker with it."""

    def get(self, *_: Any) -> Any:
        raise Killed


def _want(database: Database, *titles: tuple[str, int]) -> None:
    with database.write() as session:
        want(session, titles)


def _refresh(
    database: Database, upstream: Any, title: tuple[str, int] = SERIES, lease_seconds: float = 60
) -> Refreshed | None:
    return refresh(
        database, upstream.client, upstream.hosts, *title, lease_seconds=lease_seconds, most=3
    )


def _fetch(database: Database, upstream: Any, title: tuple[str, int] = SERIES) -> Refreshed:
    return fetch_title(database, upstream.client, upstream.hosts, *title)


def _unsent(database: Database) -> list[tuple[str, int]]:
    with database.write() as session:
        return unsent(session, resend_after=60, limit=10)


def _waiting(database: Database) -> list[Refresh]:
    with database.read() as session:
        return list(session.scalars(select(Refresh)))


def _due_in(database: Database) -> timedelta:
    with database.read() as session:
        due_at = session.scalars(select(Refresh.due_at)).one()
        assert due_at is not None
        return due_at - now(session)


def _due_now(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Refresh).values(due_at=now(session)))


@pytest.mark.proves("F17")
def test_a_connection_that_is_cut_while_a_title_is_stored_is_not_noticed(
    postgresql_database: Database, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0)
    _want(postgresql_database, SERIES)
    stored: list[object] = []

    def store_and_lose_the_connection(session: Session, bundle: Any) -> list[int]:
        stored.append(bundle)
        due = store(session, bundle)
        if len(stored) == 1:
            cut_all(postgresql_database)
        return due

    monkeypatch.setattr("tvdbproxy.catalogue.refresh.store", store_and_lose_the_connection)
    assert _refresh(postgresql_database, upstream) is not None
    assert len(stored) == 2
