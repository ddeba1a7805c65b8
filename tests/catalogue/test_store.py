"""A bundle into the tables: what changes, what becomes due, and what stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests.house.waiting import eventually
from tvdbproxy.catalogue.identity import record_artwork_id
from tvdbproxy.catalogue.mappers import base_title, bundle_of
from tvdbproxy.catalogue.pictures import remove_picture
from tvdbproxy.catalogue.store import remove_title, store, write_titles
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, Credit, Movie, Person, Season, Series
from tvdbproxy.jobs import tasks

POSTER, FANART = 2, 3
Record = dict[str, Any]


def test_everything_of_a_new_title_is_due(database: Database) -> None:
    due = _store(database, _series(posters=(11, 12)))
    assert sorted(due) == [11, 12]
    assert _chosen(database) == {11}
    assert {row.state for row in _pictures(database)} == {ArtworkState.PENDING}
    with database.read() as session:
        assert session.get_one(Series, 1).synced_at is not None


def test_the_second_run_changes_nothing(database: Database) -> None:
    record = _series(posters=(11, 12)) | {
        "seasons": [{"id": 21, "image": "/banners/21.jpg"}],
        "characters": [_role(31, 41, "/banners/41.jpg")],
    }
    assert len(_store(database, record)) == 4
    _all_ready(database)
    before = _pictures(database)
    assert _store(database, record) == []
    assert list(map(_columns, _pictures(database))) == list(map(_columns, before))


def test_a_picture_at_another_address_is_due(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    record = _series(posters=(11, 12))
    record["artworks"][1]["image"] = "/banners/moved.jpg"
    assert _store(database, record) == [12]
    assert _picture(database, 12).path == "/banners/moved.jpg"


def test_a_better_score_alone_is_no_work(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    record = _series(posters=(11, 12))
    record["artworks"][1]["score"] = 10**6
    assert _store(database, record) == []
    assert _picture(database, 12).score == 10**6


def test_when_the_choice_changes_both_are_due(database: Database) -> None:
    """Each of them has to be made where the other one was."""
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    assert sorted(_store(database, _series(posters=(11, 12), image=12))) == [11, 12]
    assert _chosen(database) == {12}


def test_a_picture_of_another_type_is_due(database: Database) -> None:
    """Its objects lie in a folder that is named after the type."""
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    record = _series(posters=(11, 12))
    record["artworks"][1]["type"] = FANART
    assert _store(database, record) == [12]
    row = _picture(database, 12)
    assert (row.image_type, row.is_chosen) == ("fanart", True)


def test_a_picture_that_became_due_is_nobodys_and_fresh(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    with database.write() as session:
        session.execute(
            update(Artwork).values(claim="worker", attempts=2, failures=5, state="failed")
        )
    _store(database, _series(posters=(11, 12), image=12))
    row = _picture(database, 12)
    assert (row.claim, row.attempts, row.failures, row.state) == (None, 0, 0, "pending")


def test_a_picture_that_is_not_listed_any_more_is_gone(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    _set_local_urls(database)
    _store(database, _series(posters=(12,), image=12))
    assert [row.id for row in _pictures(database)] == [12]
    assert _local_urls(database) == {None}


def test_a_record_without_a_list_takes_nothing_away(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    assert _store(database, {"id": 1, "name": "x", "image": "/banners/11.jpg"}) == []
    assert [row.id for row in _pictures(database)] == [11, 12]


def test_a_picture_of_another_title_is_never_taken_away(database: Database) -> None:
    _store(database, _series(posters=(11,)) | {"seasons": [{"id": 21}]})
    _store(database, {"id": 21, "artwork": [_artwork(51, 7)]}, "season")
    _store(database, _series(posters=(11,)) | {"seasons": [{"id": 21}]})
    assert [row.id for row in _pictures(database)] == [11, 51]


def test_a_still_that_is_not_on_the_record_any_more_is_gone(database: Database) -> None:
    _store(database, {"id": 1, "episodes": [{"id": 7, "image": "/banners/7.jpg"}]})
    _store(database, {"id": 1, "episodes": [{"id": 7, "image": None}]})
    assert _pictures(database) == []


def test_a_portrait_that_a_credit_leaves_out_stays(database: Database) -> None:
    _store(database, {"id": 1, "characters": [_role(31, 41, "/banners/41.jpg")]})
    _store(database, {"id": 2, "characters": [_role(32, 41, "")]}, "movie")
    assert [row.id for row in _pictures(database)] == [record_artwork_id("person", 41)]
    with database.read() as session:
        assert session.get_one(Person, 41).image == "/banners/41.jpg"


def test_what_a_series_leaves_out_of_a_season_stays(database: Database) -> None:
    _store(database, {"id": 21, "name": "One", "overview": "Long ago."}, "season")
    _store(database, {"id": 1, "seasons": [{"id": 21, "number": 1}]})
    with database.read() as session:
        season = session.get_one(Season, 21)
    assert (season.name, season.overview, season.number) == ("One", "Long ago.", 1)


def test_the_picture_on_a_record_is_the_listed_one_also_where_the_list_is_elsewhere(
    database: Database,
) -> None:
    """A series tells of its seasons' posters, a season lists them: neither undoes the other."""
    season = {"id": 21, "image": "/banners/51.jpg", "artwork": [_artwork(51, 7)]}
    series = {"id": 1, "seasons": [{"id": 21, "image": "/banners/51.jpg"}]}
    _store(database, series)
    assert [row.id for row in _pictures(database)] == [record_artwork_id("season", 21)]
    _store(database, season, "season")
    _all_ready(database)
    assert _store(database, series) == []
    assert _store(database, season, "season") == []
    assert [row.id for row in _pictures(database)] == [51]


def test_a_picture_of_a_part_that_is_not_told_is_no_work_the_second_time(
    database: Database,
) -> None:
    record = _series(posters=(11,))
    record["artworks"].append(_artwork(51, 7) | {"seasonId": 21})
    assert sorted(_store(database, record)) == [11, 51]
    _all_ready(database)
    assert _store(database, record) == []


def test_a_listed_picture_of_a_season_respects_the_seasons_own_choice(database: Database) -> None:
    season = {"id": 21, "image": "/banners/52.jpg"}
    season |= {"artwork": [_artwork(51, 7) | {"score": 9}, _artwork(52, 7)]}
    _store(database, season, "season")
    _all_ready(database)
    record = {"id": 1, "artworks": [_artwork(51, 7) | {"score": 9, "seasonId": 21}]}
    assert _store(database, record) == []
    assert _chosen(database) == {52}


def test_a_picture_that_went_to_another_title_leaves_the_first_one(database: Database) -> None:
    _store(database, _series(posters=(11, 12)))
    _all_ready(database)
    with database.write() as session:
        session.execute(update(Artwork).values(claim="worker"))
    record = {"id": 2, "image": "/banners/11.jpg", "artworks": [_artwork(11, POSTER)]}
    assert _store(database, record) == [11]
    moved, left = _pictures(database)
    assert (moved.content_id, moved.is_chosen, moved.claim) == (2, True, None)
    assert (left.content_id, left.is_chosen, left.state) == (1, True, ArtworkState.PENDING)


def test_credits_are_replaced(database: Database) -> None:
    _store(database, {"id": 1, "characters": [_role(31, 41), _role(32, 42)]})
    _store(database, {"id": 1, "characters": [_role(32, 42) | {"name": "Ines"}, _role(33, 41)]})
    assert _credits(database) == {32: (42, "Ines"), 33: (41, None)}
    _store(database, {"id": 1, "characters": None})
    assert set(_credits(database)) == {32, 33}
    _store(database, {"id": 1, "characters": []})
    assert _credits(database) == {}


def test_credits_of_another_title_stay(database: Database) -> None:
    _store(database, {"id": 1, "characters": [_role(31, 41)]})
    _store(database, {"id": 1, "characters": [_role(32, 41)]}, "movie")
    _store(database, {"id": 1, "characters": []}, "movie")
    assert set(_credits(database)) == {31}


def test_a_title_that_is_removed_takes_its_pictures_and_credits_along(database: Database) -> None:
    _store(database, _series(posters=(11,)) | {"characters": [_role(31, 41, "/banners/41.jpg")]})
    with database.write() as session:
        remove_title(session, "series", 1)
    with database.read() as session:
        assert session.get(Series, 1) is None
        assert session.get(Person, 41) is not None
    assert [row.content_type for row in _pictures(database)] == ["person"]
    assert _credits(database) == {}


def test_a_person_who_is_removed_is_in_no_credits(database: Database) -> None:
    _store(database, {"id": 1, "characters": [_role(31, 41, "/banners/41.jpg"), _role(32, 42)]})
    with database.write() as session:
        remove_title(session, "person", 41)
    assert set(_credits(database)) == {32}
    assert _pictures(database) == []


def test_removing_what_is_not_there_is_no_fault(database: Database) -> None:
    with database.write() as session:
        remove_title(session, "movie", 1)
        assert not remove_picture(session, 1)


def test_when_the_chosen_picture_is_removed_the_next_best_takes_its_place(
    database: Database,
) -> None:
    _store(database, _series(posters=(11, 12, 13)))
    _all_ready(database)
    with database.write() as session:
        assert remove_picture(session, 11)
    assert _chosen(database) == {12}
    assert _picture(database, 12).state == ArtworkState.PENDING
    assert _picture(database, 13).state == ArtworkState.READY


def test_when_the_last_picture_is_removed_no_address_promises_it(database: Database) -> None:
    _store(database, _series(posters=(11,)))
    _set_local_urls(database)
    with database.write() as session:
        remove_picture(session, 11)
    assert _local_urls(database) == {None}


@pytest.mark.parametrize("how", ["picture", "title", "list"])
def test_a_task_does_not_wait_for_a_picture_that_is_gone(database: Database, how: str) -> None:
    _store(database, _series(posters=(11, 12)))
    with database.write() as session:
        task_id = tasks.create(session, "sync_content_images", {})
        tasks.await_pictures(session, task_id, [11])
    with database.write() as session:
        if how == "picture":
            remove_picture(session, 11)
        elif how == "title":
            remove_title(session, "series", 1)
        else:
            store(session, bundle_of("series", _series(posters=(12,), image=12), ()))
    with database.read() as session:
        task = tasks.read(session, task_id)
    assert (task.status, task.result) == ("completed", {"removed": 1})


def test_a_base_record_leaves_the_rest_of_a_title_alone(database: Database) -> None:
    _store(database, {"id": 1, "name": "old", "overview": "Long ago.", "image": "/banners/1.jpg"})
    title = base_title("series", {"id": 1, "name": "new"}, ())
    assert title is not None
    with database.write() as session:
        write_titles(session, [title])
    with database.read() as session:
        row = session.get_one(Series, 1)
    assert (row.name, row.overview, row.image) == ("new", "Long ago.", "/banners/1.jpg")


def test_titles_that_share_people_may_be_stored_at_the_same_time(
    database: Database, another: Callable[[Database], Database]
) -> None:
    cast = [_role(1000 + n, n, f"/banners/{n}.jpg") for n in range(1, 30)]
    start = Barrier(4)

    def work(one: Database, number: int) -> None:
        roles = [role | {"id": role["id"] + 100 * number} for role in cast]
        start.wait()
        for _ in range(5):
            _store(one, {"id": number, "characters": roles[:: (-1) ** number]}, "movie")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [another(database) for _ in range(4)], range(1, 5)))
    assert len(_pictures(database)) == 29
    with database.read() as session:
        assert len(session.scalars(select(Movie.id)).all()) == 4


def test_a_title_may_be_stored_while_its_picture_is_recorded(
    postgresql_database: Database,
) -> None:
    """Recording locks the picture, then the title; in the other order each would wait."""
    database = postgresql_database
    _store(database, _series(posters=(11,)))
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as threads:
        with database.write() as session:
            session.get(Artwork, 11, with_for_update=True)
            storing = threads.submit(_store, database, _series(posters=(11,)))
            with database.read() as watcher:
                eventually(lambda: watcher.scalar(blocked))
            session.execute(update(Series).where(Series.id == 1).values(local_image_url="/x"))
        assert storing.result() == []
    with database.read() as session:
        assert session.get_one(Series, 1).local_image_url == "/x"


def _series(posters: tuple[int, ...], image: int | None = None) -> Record:
    """Series 1, whose own picture is the first of its posters unless ``image`` says another."""
    return {
        "id": 1,
        "name": "Glass Harbour",
        "image": f"/banners/{image or posters[0]}.jpg",
        "artworks": [_artwork(number, POSTER) for number in posters],
    }


def _artwork(number: int, kind: int) -> Record:
    return {"id": number, "type": kind, "image": f"/banners/{number}.jpg", "score": 0}


def _role(number: int, person: int, portrait: str = "") -> Record:
    return {"id": number, "peopleId": person, "personName": "Ada", "personImgURL": portrait}


def _store(database: Database, record: Record, content_type: str = "series") -> list[int]:
    with database.write() as session:
        return store(session, bundle_of(content_type, record, ()))


def _all_ready(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Artwork).values(state=ArtworkState.READY, due_at=None))


def _pictures(database: Database) -> list[Artwork]:
    with database.read() as session:
        return list(session.scalars(select(Artwork).order_by(Artwork.id)))


def _picture(database: Database, number: int) -> Artwork:
    with database.read() as session:
        return session.get_one(Artwork, number)


def _columns(row: Artwork) -> dict[str, str | float | datetime | None]:
    return {column.name: getattr(row, column.name) for column in Artwork.__table__.columns}


def _chosen(database: Database) -> set[int]:
    return {row.id for row in _pictures(database) if row.is_chosen}


def _credits(database: Database) -> dict[int, tuple[int, str | None]]:
    with database.read() as session:
        return {row.id: (row.person_id, row.role) for row in session.scalars(select(Credit))}


def _set_local_urls(database: Database) -> None:
    with database.write() as session:
        session.execute(
            update(Series).values(
                local_image_url="x", local_poster_url="x", local_thumbnail_url="x"
            )
        )


def _local_urls(database: Database) -> set[str | None]:
    with database.read() as session:
        row = session.get_one(Series, 1)
    return {row.local_image_url, row.local_poster_url, row.local_thumbnail_url}
