"""Uses of keys: collected, written together, kept when the database does not take them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.access.conftest import MakeKey
from tests.house.waiting import eventually
from tvdbproxy.access.uses import Uses
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ApiKey
from tvdbproxy.errors import Unavailable

NEVER = 3600.0


def row(database: Database, key_id: str) -> ApiKey:
    with database.read() as session:
        return session.get_one(ApiKey, key_id)


def test_uses_are_written_at_the_end(database: Database, make_key: MakeKey) -> None:
    one, other = make_key().key, make_key().key
    uses = Uses(database, NEVER)
    for _ in range(3):
        uses.count(one.id)
    uses.count(other.id)
    assert row(database, one.id).uses == 0
    uses.close()
    assert (row(database, one.id).uses, row(database, other.id).uses) == (3, 1)
    used = row(database, one.id).last_used_at
    assert used is not None
    assert used >= one.created_at.replace(microsecond=0)


def test_uses_are_written_by_and_by(database: Database, make_key: MakeKey) -> None:
    key = make_key().key
    uses = Uses(database, 0.01)
    uses.count(key.id)
    eventually(lambda: row(database, key.id).uses == 1)
    uses.close()


def test_threads_lose_no_use(database: Database, make_key: MakeKey) -> None:
    key = make_key().key
    uses = Uses(database, 0.001)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: [uses.count(key.id) for _ in range(250)], range(8)))
    uses.close()
    assert row(database, key.id).uses == 2000


def test_processes_add_up_and_the_last_use_is_the_last(
    database: Database,
    make_key: MakeKey,
    another: Callable[[Database], Database],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = make_key().key
    early, late = Uses(database, NEVER), Uses(another(database), NEVER)
    for uses, seconds in ((early, 1_700_000_000), (late, 1_800_000_000)):
        monkeypatch.setattr("time.time", lambda seconds=seconds: seconds)
        uses.count(key.id)
    late.close()
    early.close()
    found = row(database, key.id)
    assert found.uses == 2
    assert found.last_used_at is not None
    assert found.last_used_at.timestamp() == 1_800_000_000


def test_what_the_database_does_not_take_is_written_later(
    database: Database, make_key: MakeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key().key
    uses = Uses(database, NEVER)
    uses.count(key.id)
    with monkeypatch.context() as broken:

        def away(_: object) -> None:
            uses.count(key.id)  # somebody comes meanwhile
            raise Unavailable("no", code="database_unavailable")

        broken.setattr(uses, "_write", away)
        uses.flush()
    uses.close()
    assert row(database, key.id).uses == 2


def test_a_key_that_is_not_there_is_no_trouble(database: Database) -> None:
    uses = Uses(database, NEVER)
    uses.count("gone")
    uses.close()


def test_nobody_writes_where_nobody_came(database: Database) -> None:
    uses = Uses(database, NEVER)
    uses.close()
    assert uses._thread is None
