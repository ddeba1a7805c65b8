"""Callbacks are shown page by page, and tried again when somebody wants it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.house.receiver import CallbackReceiver
from tests.ingest.callbacks.conftest import Enqueue, Row
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Callback, CallbackStatus
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ingest.callbacks.courier import Courier, deliver
from tvdbproxy.ingest.callbacks.ledger import Page


def test_the_newest_come_first_page_by_page(database: Database, enqueue: Enqueue) -> None:
    made = [enqueue() for _ in range(5)]
    with database.write() as session:  # three at the very same time
        moment = now(session)
        session.execute(update(Callback).where(Callback.id.in_(made[:3])).values(created_at=moment))
    first = _page(database, limit=2)
    second = _page(database, limit=2, cursor=first.next_cursor)
    third = _page(database, limit=2, cursor=second.next_cursor)
    assert third.next_cursor is None
    shown = [view for page in (first, second, third) for view in page.callbacks]
    assert {view.id for view in shown} == set(made)
    assert len(shown) == 5
    assert shown == sorted(shown, key=lambda view: (view.created_at, view.id), reverse=True)


def test_what_was_written_meanwhile_shifts_nothing(database: Database, enqueue: Enqueue) -> None:
    made = [enqueue() for _ in range(4)]
    first = _page(database, limit=2)
    enqueue()
    second = _page(database, limit=2, cursor=first.next_cursor)
    assert {view.id for view in (*first.callbacks, *second.callbacks)} == set(made)


def test_dead_letters_can_be_listed_alone(database: Database, enqueue: Enqueue) -> None:
    dead, _ = enqueue(), enqueue()
    _change(database, dead, status=CallbackStatus.DEAD, last_error="gone: It is gone.")
    (view,) = _page(database, status=CallbackStatus.DEAD).callbacks
    assert (view.id, view.last_error) == (dead, "gone: It is gone.")


@pytest.mark.proves("Q5")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00 00000000-0000-4000-8000-000000000000",
        "2026-01-01T00:00:00+00:00 no-id",
        "99999-01-01T00:00:00+00:00 00000000-0000-4000-8000-000000000000",
        "2026-01-01T00:00:00+00:00 00000000-0000-4000-8000-00000000000\x00",
    ],
)
def test_a_cursor_that_is_none_is_refused(database: Database, text: str) -> None:
    coded = base64.urlsafe_b64encode(text.encode()).decode()
    for cursor in (coded, coded.rstrip("="), text or "ü"):
        with pytest.raises(InvalidRequest) as raised:
            _page(database, cursor=cursor)
        assert raised.value.code == "invalid_cursor"


def test_a_dead_one_is_tried_again_as_often_as_a_new_one(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    due_again: Callable[[], None],
) -> None:
    callback_receiver.answer(410)
    callback_id = enqueue()
    assert deliver(courier, callback_id) == CallbackStatus.DEAD
    callback_receiver.answer(500, 500)
    with database.write() as session:
        view = ledger.retry(session, callback_id)
    assert (view.status, view.failures, view.attempts) == ("pending", 0, 0)
    for _ in range(2):
        assert deliver(courier, callback_id) == CallbackStatus.PENDING
        due_again()
    assert deliver(courier, callback_id) == CallbackStatus.DELIVERED
    assert len({heard.headers["x-tvdbproxy-delivery"] for heard in callback_receiver.heard}) == 1


def test_one_that_waits_is_hastened_and_nothing_is_taken_from_whoever_is_at_it(
    database: Database, enqueue: Enqueue, row: Row
) -> None:
    callback_id = enqueue()
    with database.write() as session:
        later = now(session) + timedelta(hours=9)
    _change(database, callback_id, due_at=later, claim="his", lease_until=later)
    with database.write() as session:
        ledger.retry(session, callback_id)
    hastened = row(callback_id)
    assert hastened.due_at is not None
    assert hastened.due_at < later
    assert hastened.claim == "his"


def test_a_delivered_one_is_not_told_twice(database: Database, enqueue: Enqueue) -> None:
    callback_id = enqueue()
    _change(database, callback_id, status=CallbackStatus.DELIVERED, due_at=None)
    with pytest.raises(Conflict) as raised, database.write() as session:
        ledger.retry(session, callback_id)
    assert raised.value.code == "callback_delivered"


@pytest.mark.parametrize("callback_id", ["", "x", "\x00", "0" * 36, "a" * 5000])
def test_one_that_is_unknown_is_not_found(database: Database, callback_id: str) -> None:
    with pytest.raises(NotFound) as raised, database.write() as session:
        ledger.retry(session, callback_id)
    assert raised.value.code == "unknown_callback"


def test_dead_ones_can_be_revived_some_at_a_time(
    database: Database, enqueue: Enqueue, row: Row
) -> None:
    dead, delivered = [enqueue(), enqueue()], enqueue()
    for one in dead:
        _change(database, one, status=CallbackStatus.DEAD, due_at=None, failures=8, attempts=8)
    _change(database, delivered, status=CallbackStatus.DELIVERED, due_at=None)
    with database.write() as session:
        assert ledger.retry_dead(session, limit=1) == 1
    assert [row(one).status for one in dead] == ["pending", "dead"]
    with database.write() as session:
        assert ledger.retry_dead(session, limit=5) == 1
    assert {row(one).status for one in dead} == {"pending"}
    assert {row(one).failures for one in dead} == {0}
    assert row(delivered).status == "delivered"


def _page(database: Database, **given: Any) -> Page:
    with database.read() as session:
        return ledger.page(session, **given)


def _change(database: Database, callback_id: str, **columns: Any) -> None:
    with database.write() as session:
        session.execute(update(Callback).where(Callback.id == callback_id).values(columns))
