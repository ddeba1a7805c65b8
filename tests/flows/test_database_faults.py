"""A database that is busy, cut off, killed or full: nothing is lost, and nothing is promised."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.busy_sqlite import held
from tests.house.house import ADMIN_KEY
from tests.house.processes import worker_here, workers
from tests.house.small_disk import small_disk
from tests.house.titles import due_again
from tests.house.waiting import eventually
from tests.servers.database import cut_all, open_at
from tests.servers.own_postgres import OwnPostgres
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.artwork.work import Work
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ArtworkState, Task
from tvdbproxy.db.schema import upgrade
from tvdbproxy.errors import Unavailable
from tvdbproxy.web.app import create_app

POSTER = 63900001
PICTURE = "/images/series/910001/poster/medium"
SYNC = "/api/v1/admin/sync/images/series/910001"
ADMIN = {"X-API-Key": ADMIN_KEY}


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers wait a tenth of a second for SQLite's lock, not ten."""
    pragmas = ("PRAGMA journal_mode=WAL", "PRAGMA busy_timeout=100", "PRAGMA foreign_keys=ON")
    monkeypatch.setattr("tvdbproxy.db.engine._SQLITE_PRAGMAS", pragmas)
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0.05)


def tasks_in(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Task)) or 0


def refused(world: World, code: str) -> None:
    """A request that has to write is told to come again, and nothing is promised."""
    before = tasks_in(world.database)
    answer = create_app(world.services).test_client().post(SYNC, headers=ADMIN)
    assert (answer.status_code, answer.json["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert tasks_in(world.database) == before


def accepted(world: World) -> None:
    answer = create_app(world.services).test_client().post(SYNC, headers=ADMIN)
    assert answer.status_code == 202
    assert tasks_in(world.database) == 1


@contextmanager
def at(stage: Stage, happens: Callable[[], Any]) -> Iterator[Callable[[Stage, Work], None]]:
    """An observer to whom something happens once, after ``stage``."""
    once = [happens]

    def observe(done: Stage, work: Work) -> None:
        if done is stage and once:
            once.pop()()

    yield observe
    assert not once


@pytest.mark.proves("F16")
@pytest.mark.usefixtures("hurried")
def test_while_another_process_writes_for_long_the_door_says_busy(world: World) -> None:
    world.bring("series", 910001, POSTER)
    run(world.services.kitchen, POSTER)
    with held(world.database):
        refused(world, "database_busy")
        assert create_app(world.services).test_client().get(PICTURE).status_code == 200
    accepted(world)


@pytest.mark.proves("F16")
@pytest.mark.usefixtures("hurried")
def test_a_picture_whose_result_could_not_be_written_is_made_again(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, lease_seconds=2)
    world.bring("series", 910001, POSTER)
    lock = held(world.database)
    with at(Stage.STORE, lock.__enter__) as observe, pytest.raises(Unavailable, match="busy"):
        run(replace(world.services.kitchen, patience_seconds=0), POSTER, observe)
    assert world.row(POSTER).state == ArtworkState.PROCESSING
    lock.__exit__(None, None, None)

    with worker_here(world.services):
        world.finish()
    nothing_is_amiss(world)


@pytest.mark.proves("F17")
def test_connections_that_are_cut_between_two_stages_are_not_noticed(
    make_world: Callable[..., World], postgresql_database: Database
) -> None:
    world = make_world(postgresql_database)
    pictures = dict(zip(Stage, range(POSTER, POSTER + len(Stage)), strict=True))
    world.bring("series", 910001, *pictures.values())
    for stage, picture in pictures.items():
        with at(stage, lambda: cut_all(world.database)) as observe:
            assert run(world.services.kitchen, picture, observe).result == Result.STORED, stage
    client = create_app(world.services).test_client()
    cut_all(world.database)
    assert client.get(PICTURE).status_code == 200
    cut_all(world.database)
    accepted(world)
    nothing_is_amiss(world)


@pytest.fixture
def own_database(own_postgres: OwnPostgres) -> Iterator[Database]:
    """A migrated database on a server that may be killed."""
    with closing(open_at(own_postgres.url())) as opened:
        upgrade(opened)
        yield opened


@pytest.mark.proves("F17")
def test_a_database_server_that_is_killed_under_workers_costs_time_and_nothing_else(
    make_world: Callable[..., World], own_database: Database, own_postgres: OwnPostgres
) -> None:
    world = make_world(own_database, lease_seconds=3)
    pictures = range(POSTER, POSTER + 9)
    world.bring("series", 910001, *pictures)
    world.send(*pictures)
    with workers(world.folder, world.environment, count=2) as processes:
        eventually(lambda: world.row(POSTER).revision or world.row(POSTER + 1).revision)
        own_postgres.kill()
        answer = create_app(world.services).test_client().post(SYNC, headers=ADMIN)
        assert (answer.status_code, answer.json["code"]) == (503, "database_unavailable")
        assert int(answer.headers["Retry-After"]) > 0

        own_postgres.start()
        world.finish()
        assert [process.exit_code() for process in processes] == [None, None]
        for number in range(2):
            assert "Traceback" not in (world.folder / f"worker{number}.log").read_text()
    assert {world.row(number).state for number in pictures} == {"ready"}
    accepted(world)
    nothing_is_amiss(world)


@pytest.mark.proves("F17")
def test_a_database_that_comes_back_within_a_lease_costs_no_delivery(
    make_world: Callable[..., World],
    own_database: Database,
    own_postgres: OwnPostgres,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0.02)
    world = make_world(own_database)
    world.bring("series", 910001, POSTER)
    results: list[Result] = []
    with at(Stage.STORE, own_postgres.kill) as observe:
        run_ = threading.Thread(
            target=lambda: results.append(run(world.services.kitchen, POSTER, observe).result)
        )
        run_.start()
        eventually(lambda: not own_postgres.is_running())
        own_postgres.start()
        run_.join()
    assert results == [Result.STORED]
    assert world.fetches(world.row(POSTER).path) == 1
    assert world.row(POSTER).attempts == 0
    nothing_is_amiss(world)


@pytest.mark.proves("F18")
def test_a_picture_in_a_deadlock_is_recorded_all_the_same(
    make_world: Callable[..., World],
    postgresql_database: Database,
    another: Callable[[Database], Database],
) -> None:
    world = make_world(postgresql_database)
    world.bring("series", 910001, POSTER)
    other = another(world.database)
    threads = []

    def meet() -> None:
        threads.append(threading.Thread(target=_lock_the_other_way_round, args=(other,)))
        threads[0].start()
        eventually(lambda: _holds_the_title(world.database))

    with at(Stage.STORE, meet) as observe:
        assert run(world.services.kitchen, POSTER, observe).result == Result.STORED
    threads[0].join()
    nothing_is_amiss(world)


def _lock_the_other_way_round(other: Database) -> None:
    """First the title, then, as soon as somebody waits for it, the picture."""
    try:
        with other.write() as session:
            session.execute(text("SET LOCAL deadlock_timeout = '5s'"))  # not ours to notice
            session.execute(text("UPDATE series SET name = name WHERE id = 910001"))
            eventually(lambda: session.scalar(text(_WAITING)))
            session.execute(text(f"UPDATE artwork SET path = path WHERE id = {POSTER}"))
    except Unavailable as error:
        assert error.code == "database_busy"  # noqa: PT017 - one of two, whichever


_WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
)
_HOLDING = (
    "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
    "WHERE relname = 'series' AND mode = 'RowExclusiveLock'"
)


def _holds_the_title(database: Database) -> bool:
    with database.read() as session:
        return bool(session.scalar(text(_HOLDING)))


@pytest.mark.proves("F19")
def test_a_full_disk_of_the_database_is_said_and_over_when_there_is_room(
    make_world: Callable[..., World], sqlite_template: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        shutil.copy(sqlite_template, disk / "full.db")
        with closing(open_at(f"sqlite:///{disk / 'full.db'}")) as database:
            world = make_world(database)
            world.bring("series", 910001, POSTER, POSTER + 1)
            run(world.services.kitchen, POSTER)
            ballast = disk / "ballast"
            _fill(ballast)

            refused(world, "database_full")
            with pytest.raises(Unavailable, match="full"):
                run(world.services.kitchen, POSTER + 1)
            assert create_app(world.services).test_client().get(PICTURE).status_code == 200

            ballast.unlink()
            accepted(world)
            due_again(world.database, POSTER + 1)
            assert run(world.services.kitchen, POSTER + 1).result == Result.STORED
            nothing_is_amiss(world)
            world.services.close()


def _fill(ballast: Path) -> None:
    """Take all the room that is left."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return
