"""The rows of mirrored pictures, in both dialects, and whose they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from threading import Barrier

import pytest

from tests.house.mirror import KEY, PATH, age, set_source, source
from tests.house.titles import change, hang
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Source
from tvdbproxy.delivery import mirrored
from tvdbproxy.delivery.bound import only_mirrored, trim
from tvdbproxy.delivery.host import Picture
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.urls.banners import Banner

BANNER = Banner(PATH, KEY)


def _picture(data: bytes = b"a picture", etag: str | None = '"a"') -> Picture:
    return Picture(data, sha256(data).hexdigest(), "image/jpeg", etag)


def _row(database: Database) -> Source:
    row = source(database)
    assert row is not None
    return row


def _look(database: Database) -> mirrored.Row:
    row, elsewhere = mirrored.look(database, BANNER)
    assert row is not None
    assert not elsewhere
    return row


def test_what_was_recorded_is_found(database: Database) -> None:
    assert mirrored.look(database, BANNER) == (None, False)
    mirrored.record(database, BANNER, _picture())
    row = _look(database)
    assert (row.sha256, row.etag, row.mirrored) == (_picture().sha256, '"a"', True)
    assert row.age < timedelta(minutes=5)
    assert row.unused < timedelta(minutes=5)


def test_a_second_record_replaces_the_first_and_forgets_its_check(database: Database) -> None:
    mirrored.record(database, BANNER, _picture())
    age(database)
    mirrored.note_check(database, BANNER)
    mirrored.record(database, BANNER, _picture(b"another", None))
    row = _row(database)
    assert (row.sha256, row.size, row.etag) == (_picture(b"another").sha256, 7, None)
    assert row.checked_at is None


def test_age_counts_from_the_last_time_that_upstream_was_asked(database: Database) -> None:
    mirrored.record(database, BANNER, _picture())
    age(database, days=30)
    assert _look(database).age > timedelta(days=29)
    mirrored.note_check(database, BANNER)
    assert _look(database).age < timedelta(days=1)
    assert _look(database).unused > timedelta(days=29)


def test_use_is_written_once_a_day(database: Database) -> None:
    mirrored.record(database, BANNER, _picture())
    assert not mirrored.note_use(database, BANNER)
    age(database, days=1.5)
    assert mirrored.is_long_ago(_look(database))
    assert mirrored.note_use(database, BANNER)
    assert not mirrored.is_long_ago(_look(database))
    assert not mirrored.note_use(database, BANNER)


@pytest.mark.parametrize("how", ["made", "being made"])
def test_the_bytes_of_a_picture_are_the_workers_to_tell(database: Database, how: str) -> None:
    mirrored.record(database, BANNER, _picture())
    hang(database, PATH)
    if how == "made":
        change(database, source_key=KEY)
    else:
        with database.read() as session:
            change(database, lease_until=now(session) + timedelta(minutes=1), claim="a worker")
    mirrored.record(database, BANNER, _picture(b"another"))
    row, elsewhere = mirrored.look(database, BANNER)
    assert elsewhere
    assert row is not None
    assert row.sha256 == _picture().sha256


def test_a_picture_that_is_due_or_was_given_up_is_the_mirrors_still(database: Database) -> None:
    hang(database, PATH)
    mirrored.record(database, BANNER, _picture())
    assert _look(database).mirrored
    with database.read() as session:
        change(database, lease_until=now(session) - timedelta(minutes=1), claim="a dead worker")
    assert _look(database).mirrored


def test_a_source_of_the_workers_is_marked_and_keeps_its_facts(database: Database) -> None:
    mirrored.record(database, BANNER, _picture())
    set_source(database, mirrored=False, used_at=None)
    hang(database, PATH, source_key=KEY)
    mirrored.record(database, BANNER, _picture(b"another"))
    row = _row(database)
    assert row.mirrored
    assert row.used_at is not None
    assert row.sha256 == _picture().sha256


def test_many_may_record_at_once(database: Database) -> None:
    begun = Barrier(8)

    def record(number: int) -> None:
        begun.wait()
        mirrored.record(database, BANNER, _picture(bytes([number]) * 9))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(record, range(8)))
    assert _row(database).size == 9


def test_the_bound_is_kept_in_both_dialects(database: Database) -> None:
    store = MemoryStore()
    for number in range(4):
        key = f"banners/{number}.jpg"
        mirrored.record(database, Banner(f"/{key}", key), _picture(b"x" * 10))
        store.put(key, b"x" * 10, content_type="image/jpeg")
        age(database, key, days=number)
    hang(database, "/banners/3.jpg")
    trimmed = trim(database, store, only_mirrored(), 10, dry_run=False)
    assert (trimmed.kept_bytes, trimmed.dropped) == (30, 2)
    assert [info.key for info in store.list()] == ["banners/0.jpg", "banners/3.jpg"]
