"""Operators see what could not be told, and have it told again."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.house.house import OpenHouse
from tests.house.receiver import CallbackReceiver, callback_receiver
from tests.house.waiting import eventually
from tvdbproxy.db.models import Callback, CallbackKind, CallbackStatus
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.callbacks.courier import deliver
from tvdbproxy.wiring import Services
from workers.run import start_worker

__all__ = ["callback_receiver"]

PATH = "/api/v1/admin/callbacks"


@pytest.fixture
def services(open_house: OpenHouse, callback_receiver: CallbackReceiver) -> Services:
    """A house that may call the receiver."""
    return open_house(
        callback_secret="the-callback-secret", callback_private_hosts=(callback_receiver.site,)
    )


def told(services: Services, receiver: CallbackReceiver, **given: Any) -> str:
    usual: dict[str, Any] = {"kind": CallbackKind.WEBHOOK, "event": outbox.FAILED, "payload": {}}
    with services.database.write() as session:
        return outbox.enqueue(session, url=receiver.url + "/hook", **{**usual, **given})


def dead(services: Services, receiver: CallbackReceiver) -> str:
    receiver.answer(410)
    callback_id = told(services, receiver, image_id="image-1")
    assert deliver(services.courier, callback_id) == CallbackStatus.DEAD
    return callback_id


def test_dead_letters_are_listed_with_their_reason(
    services: Services,
    client: FlaskClient,
    admin: dict[str, str],
    callback_receiver: CallbackReceiver,
) -> None:
    callback_id = dead(services, callback_receiver)
    told(services, callback_receiver)
    answer = client.get(f"{PATH}?status=dead", headers=admin)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (shown,) = answer.json["callbacks"]
    assert (shown["id"], shown["status"], shown["last_status"]) == (callback_id, "dead", 410)
    assert (shown["event"], shown["image_id"]) == ("image.failed", "image-1")
    assert shown["last_error"].startswith("gone: ")
    assert shown["due_at"] is None
    assert answer.json["next_cursor"] is None


def test_pages_follow_one_another(
    services: Services,
    client: FlaskClient,
    admin: dict[str, str],
    callback_receiver: CallbackReceiver,
) -> None:
    made = {told(services, callback_receiver) for _ in range(3)}
    first = client.get(f"{PATH}?limit=2", headers=admin).json
    query = {"limit": "2", "cursor": first["next_cursor"]}
    second = client.get(PATH, query_string=query, headers=admin).json
    assert {one["id"] for one in first["callbacks"] + second["callbacks"]} == made


def test_one_that_was_given_up_is_tried_again_at_once(
    services: Services,
    client: FlaskClient,
    admin: dict[str, str],
    callback_receiver: CallbackReceiver,
) -> None:
    callback_id = dead(services, callback_receiver)
    worker = start_worker(services, 1)
    try:
        answer = client.post(f"{PATH}/{callback_id}/retry", headers=admin)
        assert answer.status_code == 202
        assert (answer.json["id"], answer.json["queued"]) == (callback_id, True)
        assert answer.json["status"] == "pending"

        def is_delivered() -> bool:
            (shown,) = client.get(PATH, headers=admin).json["callbacks"]
            return bool(shown["status"] == "delivered")

        eventually(is_delivered)
    finally:
        worker.stop()
    again = client.post(f"{PATH}/{callback_id}/retry", headers=admin)
    assert (again.status_code, again.json["code"]) == (409, "callback_delivered")


@pytest.mark.parametrize(
    "query", ["status=lost", "limit=0", "limit=201", "limit=x", "limit=-1", "limit=1_0"]
)
def test_a_wrong_question_is_400(client: FlaskClient, admin: dict[str, str], query: str) -> None:
    answer = client.get(f"{PATH}?{query}", headers=admin)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize("cursor", ["x", "%00", "%F0%9F%90%8C", "a" * 3000])
def test_a_wrong_cursor_is_400(client: FlaskClient, admin: dict[str, str], cursor: str) -> None:
    answer = client.get(f"{PATH}?cursor={cursor}", headers=admin)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("callback_id", ["x", "%00", "0" * 36])
def test_an_unknown_one_is_404(
    client: FlaskClient, admin: dict[str, str], callback_id: str
) -> None:
    answer = client.post(f"{PATH}/{callback_id}/retry", headers=admin)
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_callback")


@pytest.mark.proves("A3")
def test_without_an_admin_key_nothing_is_shown_or_tried(
    services: Services, client: FlaskClient, callback_receiver: CallbackReceiver
) -> None:
    callback_id = dead(services, callback_receiver)
    assert client.get(PATH).status_code == 401
    assert client.post(f"{PATH}/{callback_id}/retry").status_code == 401
    with services.database.write() as session:
        changed = session.execute(
            update(Callback).where(Callback.status == "dead").values(last_error=None)
        )
    assert changed.rowcount == 1  # type: ignore[attr-defined]
