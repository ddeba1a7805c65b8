"""Races between processes that only real servers can lose."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.house import ADMIN_KEY
from tests.house.titles import due_again
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.db.database import Database
from tvdbproxy.web.app import create_app

POSTER = 63900001


def test_of_many_threads_on_one_row_exactly_one_makes_it(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database)
    world.bring("series", 910001, POSTER)
    with ThreadPoolExecutor(8) as threads:
        results = [
            ended.result
            for ended in threads.map(lambda _: run(world.services.kitchen, POSTER), range(24))
        ]
    assert sorted(set(results)) == [Result.NOTHING, Result.STORED]
    assert results.count(Result.STORED) == 1
    assert world.fetches(world.row(POSTER).path) == 1
    nothing_is_amiss(world)


def test_a_choice_switch_in_upstream_moves_the_pictures(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database)
    other = POSTER + 2
    world.bring("series", 910001, POSTER, other)
    for picture in (POSTER, other):
        assert run(world.services.kitchen, picture).result == Result.STORED
    slot = world.row(POSTER).storage_path
    world.edit(choose=[910001, other])

    world.fetch("series", 910001)
    # In either order, and at the same time: each picture ends where it belongs.
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda n: run(world.services.kitchen, n), (POSTER, other)))
    for picture in (POSTER, other):
        due_again(world.database, picture)
        run(world.services.kitchen, picture)

    assert world.row(other).storage_path == slot
    assert world.row(POSTER).storage_path == f"{slot}/{POSTER}"
    client = create_app(world.services).test_client()
    shown = client.get("/images/series/910001/poster/medium")
    told = client.get(f"/api/v1/images/artwork/{other}").json
    medium = next(v for v in told["variants"] if v["size"] == "medium")
    assert int(shown.headers["Content-Length"]) == medium["bytes"]
    deeper = client.get(f"/images/series/910001/poster/{POSTER}/medium")
    assert deeper.status_code == 200
    assert deeper.data != shown.data


def test_stored_pictures_are_served_from_s3_with_one_entity_tag(world: World) -> None:
    world.bring("series", 910001, POSTER)
    client = create_app(world.services).test_client()
    cold = client.get("/images/series/910001/poster/medium")
    world.services.hot.clear()
    stored = client.get("/images/series/910001/poster/medium")
    memory = client.get("/images/series/910001/poster/medium")
    tags = {answer.headers["ETag"] for answer in (cold, stored, memory)}
    assert len(tags) == 1
    assert {answer.status_code for answer in (cold, stored, memory)} == {200}
    assert stored.headers["Cache-Control"] == memory.headers["Cache-Control"]


def test_ids_that_no_database_takes_are_unknown_on_postgresql_too(
    make_world: Callable[..., World], postgresql_database: Database
) -> None:
    client = create_app(make_world(postgresql_database).services).test_client()
    for word in ("%00", "9" * 18, "9" * 30, "%ed%a0%80", "\u0663"):
        for path in (
            f"/images/series/{word}/poster/medium",
            f"/images/series/1/poster/{word}/medium",
            f"/api/v1/images/artwork/{word}",
            f"/api/v1/admin/tasks/{word}",
        ):
            answer = client.get(path, headers={"X-API-Key": ADMIN_KEY})
            assert answer.status_code == 404, path
