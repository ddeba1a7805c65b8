"""Titles that were read of in passing: all is known of them, and nothing is made."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from tvdbproxy.artwork import feed
from tvdbproxy.catalogue.learn import learn
from tvdbproxy.catalogue.mappers import bundle_of
from tvdbproxy.catalogue.pictures import remove_picture
from tvdbproxy.catalogue.store import store
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, ArtworkState, Series
from tvdbproxy.errors import UpstreamBad

Record = dict[str, Any]


def test_a_title_and_its_pictures_are_known_and_nothing_is_due(database: Database) -> None:
    _learn(database, _series(11, 12))
    with database.read() as session:
        assert session.get_one(Series, 1).name == "Title"
    assert _states(database) == {11: ("pending", False), 12: ("pending", False)}
    assert _chosen(database) == {11}
    assert _sent(database) == []


def test_who_asks_for_one_wakes_that_one(database: Database) -> None:
    _learn(database, _series(11, 12))
    with database.write() as session:
        feed.wake(session, [12])
    assert _states(database) == {11: ("pending", False), 12: ("pending", True)}
    assert _sent(database) == []  # whoever wakes it has it made


def test_waking_does_nothing_to_pictures_that_are_awake(database: Database) -> None:
    _store(database, _series(11, 12, 13))
    with database.write() as session:
        session.execute(update(Artwork).where(Artwork.id == 12).values(state="ready", due_at=None))
        session.execute(update(Artwork).where(Artwork.id == 13).values(state="failed", due_at=None))
    before = _states(database)
    with database.write() as session:
        feed.wake(session, [11, 12, 13])
    assert _states(database) == before
    assert _sent(database) == [11]


def test_the_hourly_look_for_missing_pictures_finds_the_titles_own(database: Database) -> None:
    _learn(database, _series(11, 12))
    with database.write() as session:
        own = feed.own_pictures(session, [("series", 1)], with_failed=False)
        feed.hasten(session, own, force=False, sent=False)
    assert _sent(database) == [11]


def test_a_sync_makes_all_that_was_only_known(database: Database) -> None:
    _learn(database, _series(11, 12))
    assert sorted(_store(database, _series(11, 12))) == [11, 12]
    assert _states(database) == {11: ("pending", True), 12: ("pending", True)}


def test_what_waits_to_be_made_goes_on_waiting(database: Database) -> None:
    _store(database, _series(11))
    _learn(database, _series(11, 12))
    assert _states(database) == {11: ("pending", True), 12: ("pending", False)}


def test_learning_twice_changes_nothing(database: Database) -> None:
    _learn(database, _series(11, 12))
    _learn(database, _series(11, 12))
    assert _states(database) == {11: ("pending", False), 12: ("pending", False)}


def test_a_dormant_picture_may_move_in_its_sleep(database: Database) -> None:
    _learn(database, _series(11))
    _learn(database, _series(11, path="moved"))
    assert _states(database) == {11: ("pending", False)}
    assert _row(database, 11).path == "/banners/moved11.jpg"


def test_a_stored_picture_that_moved_is_due(database: Database) -> None:
    _stored(database, _series(11))
    _learn(database, _series(11, path="moved"))
    assert _states(database) == {11: ("pending", True)}


def test_what_takes_the_place_of_a_stored_picture_is_due(database: Database) -> None:
    """Its address would go on showing the other one."""
    _stored(database, _series(11))
    _learn(database, _series(11, 12, image=12))
    assert _chosen(database) == {12}
    assert _states(database) == {11: ("pending", True), 12: ("pending", True)}


def test_so_is_a_dormant_one_that_does(database: Database) -> None:
    _stored(database, _series(11))
    _learn(database, _series(11, 12))
    _learn(database, _series(11, 12, image=12))
    assert _states(database)[12] == ("pending", True)


def test_so_is_one_whose_chosen_sister_is_gone(database: Database) -> None:
    _stored(database, _series(11))
    _learn(database, _series(11, 12, 13))
    with database.write() as session:
        assert remove_picture(session, 11)
    assert _states(database) == {12: ("pending", True), 13: ("pending", False)}


def test_a_picture_that_was_given_up_gets_another_chance_at_another_address(
    database: Database,
) -> None:
    _learn(database, _series(11))
    with database.write() as session:
        session.execute(update(Artwork).values(state="failed", failures=9))
    _learn(database, _series(11))
    assert _states(database) == {11: ("failed", False)}
    _learn(database, _series(11, path="moved"))
    assert _states(database) == {11: ("pending", False)}
    assert _row(database, 11).failures == 0


def test_a_record_without_an_id_is_refused(database: Database) -> None:
    with pytest.raises(UpstreamBad):
        _learn(database, {"name": "Nobody"})


def _series(*posters: int, image: int = 11, path: str = "") -> Record:
    return {
        "id": 1,
        "name": "Title",
        "image": f"/banners/{path}{image}.jpg",
        "artworks": [
            {"id": number, "type": 2, "image": f"/banners/{path}{number}.jpg", "score": -number}
            for number in posters
        ],
    }


def _learn(database: Database, record: Record) -> None:
    with database.write() as session:
        learn(session, "series", record, ())


def _store(database: Database, record: Record) -> list[int]:
    with database.write() as session:
        return store(session, bundle_of("series", record, ()))


def _stored(database: Database, record: Record) -> None:
    """The record with all its pictures made."""
    _store(database, record)
    with database.write() as session:
        session.execute(
            update(Artwork).values(
                state="ready",
                due_at=None,
                storage_path="here",
                revision="abc",
                processed_at=now(session),
            )
        )


def _states(database: Database) -> dict[int, tuple[str, bool]]:
    """The state of each picture, and whether it is due."""
    with database.read() as session:
        rows = session.scalars(select(Artwork).order_by(Artwork.id)).all()
    return {row.id: (row.state, row.due_at is not None) for row in rows}


def _chosen(database: Database) -> set[int]:
    with database.read() as session:
        return set(session.scalars(select(Artwork.id).where(Artwork.is_chosen)))


def _row(database: Database, artwork_id: int) -> Artwork:
    with database.read() as session:
        return session.get_one(Artwork, artwork_id)


def _sent(database: Database) -> list[int]:
    """What the reconciler would send to the workers."""
    with database.write() as session:
        return feed.due(session, list(ArtworkState), resend_after=60, limit=100)
