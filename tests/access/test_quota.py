"""The quota of uploads: so many in a window, however many ask at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select, update

from tvdbproxy.access import quota
from tvdbproxy.access.quota import Quota, QuotaExceeded
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import UploadCount
from tvdbproxy.errors import Kind

HOUR = 60


def take(database: Database, limit: int = 3, count: int = 1, user: str = "ada") -> Quota:
    with database.write() as session:
        return quota.take(session, user, limit, HOUR, count)


def used(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(UploadCount.upload_count)))


def age(database: Database, length: timedelta) -> None:
    """Windows that were, so long ago."""
    with database.write() as session:
        for row in session.scalars(select(UploadCount)).all():
            session.execute(
                update(UploadCount)
                .where(UploadCount.user_id == row.user_id)
                .values(window_start=row.window_start - length)
            )


def test_each_upload_leaves_one_less_until_none_is_left(database: Database) -> None:
    assert [take(database).remaining for _ in range(3)] == [2, 1, 0]
    with pytest.raises(QuotaExceeded) as caught:
        take(database)
    assert (caught.value.kind, caught.value.code) == (Kind.RATE_LIMITED, "rate_limited")
    assert (caught.value.quota.limit, caught.value.quota.remaining) == (3, 0)
    assert 1 <= (caught.value.retry_after or 0) <= 3600
    assert used(database) == [3]


def test_users_do_not_take_from_each_other(database: Database) -> None:
    assert take(database, limit=1).remaining == 0
    assert take(database, limit=1, user="bob").remaining == 0


def test_several_are_taken_together_or_not_at_all(database: Database) -> None:
    assert take(database, count=2).remaining == 1
    with pytest.raises(QuotaExceeded) as caught:
        take(database, count=2)
    assert caught.value.quota.remaining == 1
    assert take(database).remaining == 0


def test_more_than_a_whole_window_has_are_never_taken(database: Database) -> None:
    with pytest.raises(QuotaExceeded) as caught:
        take(database, count=4)
    assert caught.value.quota.remaining == 3
    assert used(database) == []


def test_a_lower_limit_counts_what_was_taken_before_it(database: Database) -> None:
    take(database, limit=10, count=5)
    with pytest.raises(QuotaExceeded) as caught:
        take(database, limit=3)
    assert caught.value.quota.remaining == 0
    assert take(database, limit=6).remaining == 0


def test_a_new_window_begins_anew(database: Database) -> None:
    take(database, count=3)
    age(database, timedelta(hours=1))
    assert take(database).remaining == 2
    assert sorted(used(database)) == [1, 3]


@pytest.mark.parametrize(
    ("minutes", "start", "end"),
    [(60, "14:00", "15:00"), (15, "14:30", "14:45"), (1, "14:37", "14:38"), (1440, "00:00", "")],
)
def test_windows_begin_at_multiples_of_their_length(minutes: int, start: str, end: str) -> None:
    moment = datetime(2026, 11, 8, 14, 37, 59, 999_999, UTC)
    begins, ends = quota.window_of(moment, minutes)
    assert f"{begins:%H:%M}" == start
    assert not end or f"{ends:%H:%M}" == end
    assert ends - begins == timedelta(minutes=minutes)
    assert begins <= moment < ends


def test_windows_are_forgotten_a_day_after_their_end(database: Database) -> None:
    take(database)
    age(database, timedelta(hours=24))
    take(database, user="bob")
    for gone, kept in ((0, 2), (2, 1)):
        age(database, timedelta(hours=gone))
        with database.write() as session:
            quota.prune(session, HOUR)
        assert len(used(database)) == kept


def test_fifty_of_a_hundred_who_race_for_fifty_places_get_them(
    database: Database, another: Callable[[Database], Database]
) -> None:
    """By fifty threads over two pools of connections, as two web processes have them."""
    pools, start = (database, another(database)), Barrier(50)

    def race(number: int) -> int:
        start.wait()
        got = 0
        for _ in range(2):
            try:
                take(pools[number % 2], limit=50)
                got += 1
            except QuotaExceeded:
                pass
        return got

    with ThreadPoolExecutor(50) as threads:
        won = sum(threads.map(partial(race), range(50)))
    assert won == 50
    assert used(database) == [50]
