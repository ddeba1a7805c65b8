"""Being told that files have arrived: once, twice, too late, and of what nobody waits for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.ingest.presigned.conftest import Ask, break_off, events_of, job, take_in
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import JobStatus
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.incoming import Incoming


def test_whoever_waits_is_woken(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    assert arrived(incoming.database, [asked.unique_id]) == [asked.processing_id]
    woken = job(incoming, asked.processing_id)
    assert woken is not None
    assert woken.due_at is not None
    assert woken.sent_at is not None
    assert events_of(incoming, asked.unique_id) == ["upload_initiated", "upload_arrived"]


def test_being_told_again_changes_nothing(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    arrived(incoming.database, [asked.unique_id])
    first = job(incoming, asked.processing_id)
    assert arrived(incoming.database, [asked.unique_id, asked.unique_id]) == []
    second = job(incoming, asked.processing_id)
    assert first is not None
    assert second is not None
    assert first.due_at == second.due_at
    assert len(events_of(incoming, asked.unique_id)) == 2


@pytest.mark.proves("U3")
def test_what_is_over_is_not_begun_again(incoming: Incoming, ask: Ask) -> None:
    done, failed = ask(), ask()
    take_in(incoming, done.unique_id)
    break_off(incoming, failed.unique_id)
    assert arrived(incoming.database, [done.unique_id, failed.unique_id]) == []
    for asked, status in ((done, JobStatus.COMPLETED), (failed, JobStatus.FAILED)):
        row = job(incoming, asked.processing_id)
        assert row is not None
        assert (row.status, row.due_at) == (status, None)


def test_what_nobody_waits_for_is_nothing(incoming: Incoming) -> None:
    assert arrived(incoming.database, [str(uuid.uuid4())]) == []
    assert arrived(incoming.database, []) == []


def test_hundreds_may_arrive_at_once(incoming: Incoming, ask: Ask) -> None:
    asked = [ask() for _ in range(450)]
    woken = arrived(incoming.database, [one.unique_id for one in asked])
    assert sorted(woken) == sorted(one.processing_id for one in asked)


def test_of_two_who_are_told_at_once_one_wakes_it(
    incoming: Incoming, ask: Ask, another: Callable[[Database], Database]
) -> None:
    asked = ask()
    databases, start = [another(incoming.database) for _ in range(4)], Barrier(4)

    def tell(database: Database) -> list[str]:
        start.wait()
        return arrived(database, [asked.unique_id])

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(tell, databases))
    assert sorted(told) == [[], [], [], [asked.processing_id]]
