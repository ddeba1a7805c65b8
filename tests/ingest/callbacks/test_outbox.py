"""What is to be told is written with what it tells of, and forgotten in time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.ingest.callbacks.conftest import Enqueue, Row
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Callback, CallbackKind, CallbackStatus
from tvdbproxy.ingest.callbacks import outbox


def test_a_webhook_says_what_it_is_about(enqueue: Enqueue, row: Row) -> None:
    written = row(enqueue(payload={"name": "ü", "urls": {"large": "/a"}}))
    document = json.loads(written.body)
    assert datetime.fromisoformat(document.pop("created_at")) == written.created_at
    assert document == {
        "id": written.id,
        "event": "image.completed",
        "job_id": "job-1",
        "image_id": "image-1",
        "data": {"name": "ü", "urls": {"large": "/a"}},
    }
    assert (written.status, written.attempts, written.method) == ("pending", 0, "POST")


def test_what_is_rolled_back_is_not_told(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            outbox.tell_completed(session, "123", {"media_id": "789"})
            raise RuntimeError("the job did not end after all")

    with pytest.raises(RuntimeError):
        fail()
    assert _count(database) == 0


def test_the_server_of_a_pending_queue_is_told_in_its_own_words(
    database: Database, row: Row
) -> None:
    with database.write() as session:
        done = outbox.tell_completed(session, "123", {"media_id": "789"}, image_id="image-1")
        failed = outbox.tell_failed(session, "124", job_id="job-2")
    assert (row(done).method, row(done).url) == ("POST", "/api/media/complete/123")
    assert (row(done).body, row(done).image_id) == ('{"media_id":"789"}', "image-1")
    assert (row(failed).method, row(failed).url) == ("DELETE", "/api/media/cleanup/124")
    assert (row(failed).body, row(failed).job_id) == ("", "job-2")


def test_where_that_server_stands_is_not_in_the_row(enqueue: Enqueue) -> None:
    with pytest.raises(ValueError, match="path alone"):
        enqueue(kind=CallbackKind.PENDING_SOURCE)


@pytest.mark.parametrize("payload", [{"a": float("nan")}, {"a": {1, 2}}])
def test_what_is_no_json_is_refused_at_once(enqueue: Enqueue, payload: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        enqueue(payload=payload)


def test_a_message_that_was_lost_is_sent_again_as_long_as_it_is_due(
    database: Database, enqueue: Enqueue
) -> None:
    first, second, done = enqueue(), enqueue(), enqueue()
    _change(database, first, sent_at=None)
    _change(database, done, sent_at=None, due_at=None, status=CallbackStatus.DELIVERED)
    assert _unsent(database) == [first]  # the second one's was sent just now
    assert _unsent(database) == []
    with database.write() as session:
        session.execute(update(Callback).values(sent_at=now(session) - timedelta(minutes=2)))
    assert set(_unsent(database)) == {first, second}


def test_old_ones_are_forgotten_and_dead_ones_later(database: Database, enqueue: Enqueue) -> None:
    kept = [enqueue() for _ in range(4)]
    gone = [enqueue() for _ in range(2)]
    with database.read() as session:
        moment = now(session)
    month, year = moment - timedelta(days=31), moment - timedelta(days=91)
    _change(database, kept[0], created_at=year)  # waits still
    _change(database, kept[1], status=CallbackStatus.DEAD, created_at=month)
    _change(
        database, kept[2], status=CallbackStatus.DELIVERED, created_at=month, delivered_at=moment
    )
    _change(database, gone[0], status=CallbackStatus.DEAD, created_at=year)
    _change(database, gone[1], status=CallbackStatus.DELIVERED, delivered_at=month)
    with database.write() as session:
        assert outbox.forget(session, 30) == 2
    with database.read() as session:
        assert set(session.scalars(select(Callback.id))) == set(kept)


def _unsent(database: Database) -> list[str]:
    with database.write() as session:
        return outbox.unsent(session, resend_after=60, limit=10)


def _change(database: Database, callback_id: str, **columns: Any) -> None:
    with database.write() as session:
        session.execute(update(Callback).where(Callback.id == callback_id).values(columns))


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Callback)) or 0
