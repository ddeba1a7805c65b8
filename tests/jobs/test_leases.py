"""Leases: a name held by one, until it lets go or falls silent."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import select, update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Lease
from tvdbproxy.jobs import leases


def test_twenty_race_for_a_name_and_one_wins(database: Database) -> None:
    start = Barrier(20)
    winners: list[str] = []

    def race(holder: str) -> None:
        start.wait()
        if _acquire(database, holder):
            winners.append(holder)

    threads = [Thread(target=race, args=[f"holder-{number}"]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(winners) == 1


def test_the_holder_may_renew(database: Database) -> None:
    assert _acquire(database, "a")
    assert _acquire(database, "a")
    assert not _acquire(database, "b")


def test_names_are_independent(database: Database) -> None:
    assert _acquire(database, "a", name="one")
    assert _acquire(database, "b", name="two")


def test_a_lease_that_ran_out_is_anybodys(database: Database) -> None:
    assert _acquire(database, "a", seconds=-1)
    assert _acquire(database, "b")
    assert not _acquire(database, "a")


def test_who_lets_go_makes_room(database: Database) -> None:
    _acquire(database, "a")
    _release(database, "a")
    assert _names(database) == []
    assert _acquire(database, "b")


def test_nobody_lets_go_for_another(database: Database) -> None:
    _acquire(database, "a")
    _release(database, "b")
    assert not _acquire(database, "b")


def test_names_of_the_dead_are_forgotten_after_a_day(database: Database) -> None:
    _acquire(database, "a", name="old")
    with database.write() as session:
        session.execute(update(Lease).values(until=now(session) - timedelta(hours=25)))
    _acquire(database, "a", name="fresh", seconds=-3600)
    with database.write() as session:
        leases.prune(session)
    assert _names(database) == ["fresh"]


def _acquire(database: Database, holder: str, name: str = "catalogue", seconds: float = 60) -> bool:
    with database.write() as session:
        return leases.acquire(session, name, holder, seconds)


def _release(database: Database, holder: str) -> None:
    with database.write() as session:
        leases.release(session, "catalogue", holder)


def _names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Lease.name)))
