"""Tasks that an operator has done once more, or calls off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import TaskStatus
from tvdbproxy.errors import Conflict, NotFound, UpstreamUnavailable
from tvdbproxy.jobs import retrying, tasks


@pytest.fixture
def task_id(database: Database) -> str:
    return _create(database)


def _create(database: Database) -> str:
    with database.write() as session:
        return tasks.create(session, "verify_storage", {"read": True})


def _begin(database: Database, task_id: str) -> bool:
    with database.write() as session:
        return tasks.begin(session, task_id, "worker", 60, 3) is not None


def _fail(database: Database, task_id: str) -> None:
    _begin(database, task_id)
    with database.write() as session:
        tasks.fail(session, task_id, UpstreamUnavailable("It is away."))


def _read(database: Database, task_id: str) -> tasks.TaskView:
    with database.read() as session:
        return tasks.read(session, task_id)


def test_a_task_that_failed_is_begun_anew_once(database: Database, task_id: str) -> None:
    _fail(database, task_id)
    with database.write() as session:
        assert retrying.retry(session, task_id)
    with database.write() as session:
        assert not retrying.retry(session, task_id)
    task = _read(database, task_id)
    assert (task.status, task.error_code, task.finished_at) == ("pending", None, None)
    assert _begin(database, task_id)


def test_a_task_that_is_done_is_not_done_again(database: Database, task_id: str) -> None:
    with database.write() as session:
        tasks.complete(session, task_id, {})
    for do, code in ((retrying.retry, "task_completed"), (retrying.cancel, "task_finished")):
        with pytest.raises(Conflict) as caught, database.write() as session:
            do(session, task_id)
        assert caught.value.code == code


def test_a_task_that_nobody_has_begun_is_called_off(database: Database, task_id: str) -> None:
    for first in (True, False):
        with database.write() as session:
            assert retrying.cancel(session, task_id) is first
    assert _read(database, task_id).error_code == "cancelled"
    assert not _begin(database, task_id)
    with database.read() as session:
        assert retrying.failed(session) == []
        assert [task.id for task in retrying.failed(session, code="cancelled")] == [task_id]


def test_a_task_that_is_under_way_is_not_called_off(database: Database, task_id: str) -> None:
    _begin(database, task_id)
    with pytest.raises(Conflict) as caught, database.write() as session:
        retrying.cancel(session, task_id)
    assert caught.value.code == "task_under_way"
    with database.write() as session:
        assert not retrying.retry(session, task_id)


def test_a_task_that_is_not_there_is_unknown(database: Database) -> None:
    for do in (retrying.retry, retrying.cancel):
        with pytest.raises(NotFound), database.write() as session:
            do(session, "\0")


def test_tasks_are_listed_the_newest_first(database: Database, task_id: str) -> None:
    second = _create(database)
    _fail(database, second)
    with database.read() as session:
        assert [task.id for task in retrying.page(session)] == [second, task_id]
        assert [t.id for t in retrying.page(session, status=TaskStatus.FAILED)] == [second]
        assert [t.id for t in retrying.page(session, code="upstream_unavailable")] == [second]
        long_ago = now(session) - timedelta(hours=1)
        assert retrying.page(session, before=long_ago) == []
