"""The catalogue's pictures that an operator has tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.house.titles import artwork, hang
from tvdbproxy.artwork import retrying
from tvdbproxy.artwork.retrying import Wanted
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.jobs import claims


def _fail(database: Database, artwork_id: int, *, due_in: float = 24, **columns: Any) -> int:
    """A picture that failed, and is to be tried again in so many hours."""
    with database.read() as session:
        due_at = now(session) + timedelta(hours=due_in)
    values = {"state": ArtworkState.FAILED, "error_code": "image_undecodable", "failures": 4}
    path = f"/banners/{artwork_id}.jpg"
    return hang(database, path, artwork_id=artwork_id, **{**values, "due_at": due_at, **columns})


def _retry(database: Database, artwork_id: int) -> bool:
    with database.write() as session:
        return retrying.retry(session, artwork_id)


def test_a_failed_picture_is_tried_now_and_as_often_as_a_new_one(database: Database) -> None:
    _fail(database, 11)
    assert (_retry(database, 11), _retry(database, 11)) == (True, False)
    row = artwork(database)
    assert (row.state, row.failures) == (ArtworkState.PENDING, 0)
    with database.write() as session:
        assert claims.take(session, Artwork, Artwork.id == 11, "worker", 60)


def test_one_that_somebody_is_at_is_left_to_him(database: Database) -> None:
    with database.read() as session:
        ahead = now(session) + timedelta(minutes=1)
    _fail(database, 11, state=ArtworkState.PROCESSING, claim="worker", lease_until=ahead)
    assert not _retry(database, 11)
    assert artwork(database).state == ArtworkState.PROCESSING


def test_one_that_waits_for_its_next_try_is_tried_now(database: Database) -> None:
    _fail(database, 11, state=ArtworkState.PENDING)
    assert _retry(database, 11)


def test_one_that_is_made_is_left_as_it_is(database: Database) -> None:
    _fail(database, 11, state=ArtworkState.READY, error_code=None)
    with pytest.raises(Conflict) as caught:
        _retry(database, 11)
    assert caught.value.code == "artwork_ready"


def test_one_that_is_made_but_could_not_be_compared_is_compared_now(database: Database) -> None:
    _fail(database, 11, state=ArtworkState.READY)
    assert _retry(database, 11)


def test_what_is_not_there_is_unknown(database: Database) -> None:
    with pytest.raises(NotFound) as caught:
        _retry(database, 11)
    assert caught.value.code == "unknown_artwork"


def test_failed_ones_are_retried_those_first_whose_time_is_nearest(database: Database) -> None:
    _fail(database, 11, due_in=9)
    _fail(database, 12, due_in=1)
    _fail(database, 13, due_in=5, state=ArtworkState.MISSING, error_code="missing_upstream")
    _fail(database, 14, state=ArtworkState.PENDING)
    with database.read() as session:
        assert [view.id for view in retrying.failed(session, limit=2)] == [12, 13]
        assert [v.id for v in retrying.failed(session, code="missing_upstream")] == [13]
    assert artwork(database, 12).state == ArtworkState.FAILED
    with database.write() as session:
        assert retrying.retry_failed(session, limit=2) == [12, 13]
    with database.write() as session:
        assert retrying.retry_failed(session) == [11]


def test_pictures_are_listed_page_by_page(database: Database) -> None:
    for number in (11, 12, 13):
        _fail(database, number)
    _fail(database, 14, error_code="worker_crashed")
    wanted = Wanted(state=ArtworkState.FAILED, code="image_undecodable")
    with database.read() as session:
        page = retrying.page(session, wanted, limit=2)
        assert ([view.id for view in page.pictures], page.next_after) == ([11, 12], 12)
        rest = retrying.page(session, wanted, limit=2, after=12)
        assert ([view.id for view in rest.pictures], rest.next_after) == ([13], None)
        assert retrying.read(session, 14).error_code == "worker_crashed"
        assert retrying.page(session, Wanted(content_type="movie")).pictures == ()
