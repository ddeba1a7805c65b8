"""The ledger of tasks: asked for, claimed, counted, ended, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text, update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Task, TaskItem
from tvdbproxy.errors import NotFound, UpstreamUnavailable
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.tasks import TaskView

KIND = "sync_content_images"


@pytest.fixture
def task_id(database: Database) -> str:
    return _create(database)


def test_a_new_task_is_pending(database: Database, task_id: str) -> None:
    task = _read(database, task_id)
    assert (task.kind, task.arguments, task.status) == (KIND, {"content_id": 1}, "pending")
    assert (task.done, task.total, task.result, task.finished_at) == (0, None, None, None)


def test_a_task_that_is_not_there_is_unknown(database: Database) -> None:
    with pytest.raises(NotFound) as caught:
        _read(database, "no-such-task")
    assert caught.value.code == "unknown_task"


def test_a_task_is_begun_by_one(database: Database, task_id: str) -> None:
    assert _begin(database, task_id)
    assert not _begin(database, task_id)
    task = _read(database, task_id)
    assert task.status == "running"
    assert task.started_at is not None


def test_twenty_race_for_a_task_and_one_begins(database: Database, task_id: str) -> None:
    start = Barrier(20)
    winners: list[bool] = []

    def race() -> None:
        start.wait()
        if _begin(database, task_id):
            winners.append(True)

    threads = [Thread(target=race) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert winners == [True]


def test_a_task_whose_worker_died_is_begun_again_and_keeps_its_start(
    database: Database, task_id: str
) -> None:
    assert _begin(database, task_id, seconds=-1)
    started = _read(database, task_id).started_at
    assert _begin(database, task_id)
    assert _read(database, task_id).started_at == started


def test_a_task_that_kills_every_worker_is_set_aside(database: Database, task_id: str) -> None:
    deliveries = [_begin(database, task_id, seconds=-1, most=3) for _ in range(4)]
    assert deliveries == [True, True, True, False]
    task = _read(database, task_id)
    assert (task.status, task.error_code) == ("failed", "worker_crashed")
    assert not _begin(database, task_id, seconds=-1, most=3)


def test_a_task_completes_when_its_last_picture_has_come_to_an_end(
    database: Database, task_id: str
) -> None:
    _begin(database, task_id)
    _await(database, task_id, 1, 2, 3)
    _settle(database, 1, "ready")
    _settle(database, 2, "failed")
    task = _read(database, task_id)
    assert (task.status, task.done, task.total) == ("running", 2, 3)
    _settle(database, 3, "ready")
    task = _read(database, task_id)
    assert (task.status, task.done, task.total) == ("completed", 3, 3)
    assert task.result == {"failed": 1, "ready": 2}
    assert task.finished_at is not None


def test_a_task_without_pictures_is_complete(database: Database, task_id: str) -> None:
    _begin(database, task_id)
    _await(database, task_id)
    task = _read(database, task_id)
    assert (task.status, task.done, task.total, task.result) == ("completed", 0, 0, {})


def test_a_message_that_comes_twice_counts_once(database: Database, task_id: str) -> None:
    _begin(database, task_id)
    _await(database, task_id, 1, 2)
    _await(database, task_id, 1, 2)
    _settle(database, 1, "ready")
    _settle(database, 1, "failed")
    task = _read(database, task_id)
    assert (task.status, task.done, task.total) == ("running", 1, 2)
    _settle(database, 2, "ready")
    assert _read(database, task_id).result == {"ready": 2}


def test_a_task_that_waits_for_pictures_is_begun_by_nobody(
    database: Database, task_id: str
) -> None:
    _begin(database, task_id, seconds=-1)
    _await(database, task_id, 1)
    assert not _begin(database, task_id)


def test_a_picture_settles_every_task_that_waits_for_it(database: Database) -> None:
    waiting = [_create(database) for _ in range(3)]
    for task_id in waiting:
        _await(database, task_id, 1)
    _settle(database, 1, "ready")
    assert {_read(database, task_id).status for task_id in waiting} == {"completed"}


def test_a_picture_that_nobody_waits_for_settles_nothing(database: Database, task_id: str) -> None:
    _await(database, task_id, 1)
    _settle(database, 2, "ready")
    assert _read(database, task_id).done == 0


def test_pictures_that_end_at_the_same_time_are_all_counted(database: Database) -> None:
    """Two workers each settle every other picture of the same tasks, in lockstep."""
    waiting = [_create(database) for _ in range(10)]
    for number, task_id in enumerate(waiting):
        _await(database, task_id, 2 * number, 2 * number + 1)
    step = Barrier(2)

    def work(odd: int) -> None:
        for number in range(10):
            step.wait()
            _settle(database, 2 * number + odd, "ready")

    workers = [Thread(target=work, args=[odd]) for odd in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {_read(database, task_id).status for task_id in waiting} == {"completed"}
    assert {_read(database, task_id).done for task_id in waiting} == {2}


def test_a_worker_that_settles_waits_for_the_one_before(
    postgresql_database: Database, another: Callable[[Database], Database]
) -> None:
    """The first has settled its picture but not committed when the second begins to count."""
    database, other = postgresql_database, another(postgresql_database)
    task_id = _create(database)
    _await(database, task_id, 1, 2)
    second = Thread(target=_settle, args=[other, 2, "ready"])
    with database.write() as session:
        tasks.settle(session, 1, "ready")
        session.flush()
        second.start()
        _wait_until_somebody_waits(database)
    second.join()
    assert _read(database, task_id).status == "completed"


def test_a_task_that_counts_for_itself_shows_how_far_it_is(
    database: Database, task_id: str
) -> None:
    _begin(database, task_id, seconds=-1)
    with database.write() as session:
        tasks.keep(session, task_id, 500, 60)
    assert _read(database, task_id).done == 500
    assert not _begin(database, task_id)
    with database.write() as session:
        tasks.complete(session, task_id, {"deleted": 3})
    task = _read(database, task_id)
    assert (task.status, task.done, task.total) == ("completed", 500, 500)
    assert task.result == {"deleted": 3}


def test_a_task_fails_with_a_reason_that_is_fit_to_be_shown(
    database: Database, task_id: str
) -> None:
    _fail(database, task_id)
    task = _read(database, task_id)
    assert (task.status, task.error_code) == ("failed", "upstream_unavailable")
    assert task.error_message == "TheTVDB is away."
    assert not _begin(database, task_id)


def test_a_task_that_is_complete_cannot_fail_any_more(database: Database, task_id: str) -> None:
    _await(database, task_id)
    _fail(database, task_id)
    assert _read(database, task_id).status == "completed"


def test_a_task_that_was_forgotten_can_fail_in_peace(database: Database) -> None:
    _fail(database, "no-such-task")


def test_a_task_whose_message_was_lost_is_sent_again(database: Database, task_id: str) -> None:
    assert _unsent(database) == []
    _sent_long_ago(database)
    assert _unsent(database) == [(KIND, task_id)]
    assert _unsent(database) == []


def test_a_task_that_somebody_works_on_or_that_waits_is_not_sent(database: Database) -> None:
    _begin(database, _create(database))
    _await(database, _create(database), 1)
    _fail(database, _create(database))
    _sent_long_ago(database)
    assert _unsent(database) == []


def test_a_task_whose_worker_died_is_sent_again(database: Database, task_id: str) -> None:
    _begin(database, task_id, seconds=-1)
    _sent_long_ago(database)
    assert _unsent(database) == [(KIND, task_id)]


def test_only_tasks_that_ended_long_ago_are_forgotten_with_their_items(
    database: Database, task_id: str
) -> None:
    _await(database, task_id, 1)
    _settle(database, 1, "ready")
    fresh, unfinished = _create(database), _create(database)
    _await(database, fresh)
    _await(database, unfinished, 1)
    with database.write() as session:
        old = now(session) - timedelta(days=31)
        session.execute(update(Task).where(Task.id == task_id).values(finished_at=old))
    with database.write() as session:
        assert tasks.forget(session, 30) == 1
    with database.read() as session:
        assert set(session.scalars(select(Task.id))) == {fresh, unfinished}
        assert session.scalar(select(func.count()).select_from(TaskItem)) == 1


def _create(database: Database) -> str:
    with database.write() as session:
        return tasks.create(session, KIND, {"content_id": 1})


def _read(database: Database, task_id: str) -> TaskView:
    with database.read() as session:
        return tasks.read(session, task_id)


def _begin(database: Database, task_id: str, seconds: float = 60, most: int = 3) -> bool:
    with database.write() as session:
        return tasks.begin(session, task_id, "claim", seconds, most) is not None


def _await(database: Database, task_id: str, *artwork_ids: int) -> None:
    with database.write() as session:
        tasks.await_pictures(session, task_id, artwork_ids)


def _settle(database: Database, artwork_id: int, outcome: str) -> None:
    with database.write() as session:
        tasks.settle(session, artwork_id, outcome)


def _fail(database: Database, task_id: str) -> None:
    with database.write() as session:
        tasks.fail(session, task_id, UpstreamUnavailable("TheTVDB is away.", detail="secret"))


def _unsent(database: Database) -> list[tuple[str, str]]:
    with database.write() as session:
        return tasks.unsent(session, resend_after=60, limit=10)


def _sent_long_ago(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Task).values(sent_at=now(session) - timedelta(seconds=61)))


def _wait_until_somebody_waits(database: Database) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        with database.read() as session:
            if session.scalar(waiting):
                return
