"""An outbox, and somebody who wants to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from tests.fetch.conftest import connects
from tests.house.receiver import CallbackReceiver, callback_receiver, courier_to
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Callback, CallbackKind
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.callbacks.courier import Courier

__all__ = ["callback_receiver", "connects"]

Enqueue = Callable[..., str]
Row = Callable[[str], Callback]


@pytest.fixture
def courier(database: Database, callback_receiver: CallbackReceiver) -> Courier:
    """Three attempts, and a lease of a minute."""
    return courier_to(database, callback_receiver.site)


@pytest.fixture
def enqueue(database: Database, callback_receiver: CallbackReceiver) -> Enqueue:
    """Put a webhook to the receiver into the outbox; its id."""

    def put(path: str = "/hook", **given: Any) -> str:
        usual: dict[str, Any] = {
            "kind": CallbackKind.WEBHOOK,
            "url": callback_receiver.url + path,
            "event": outbox.COMPLETED,
            "payload": {"status": "completed"},
            "job_id": "job-1",
            "image_id": "image-1",
        }
        with database.write() as session:
            return outbox.enqueue(session, **{**usual, **given})

    return put


@pytest.fixture
def row(database: Database) -> Row:
    """A callback as it is."""

    def read(callback_id: str) -> Callback:
        with database.read() as session:
            return session.get_one(Callback, callback_id)

    return read


@pytest.fixture
def due_again(database: Database) -> Callable[[], None]:
    """Let the time of every callback that waits have come, and every lease be over."""

    def hasten() -> None:
        with database.write() as session:
            session.execute(
                update(Callback)
                .where(Callback.due_at.is_not(None))
                .values(due_at=now(session), lease_until=None, claim=None)
            )

    return hasten
