"""Callbacks are delivered at least once, and given up in the end."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import func, update

from tests.house.processes import CHECKOUT
from tests.house.receiver import SECRET, SOURCE_KEY, CallbackReceiver, courier_to
from tests.house.waiting import eventually
from tests.ingest.callbacks.conftest import Enqueue, Row
from tests.servers.database import url_of
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Callback, CallbackStatus
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.callbacks.courier import PACE, Courier, deliver
from tvdbproxy.jobs.backoff import backoff
from tvdbproxy.webhooks import verify

DELIVERED, PENDING, DEAD = (
    CallbackStatus.DELIVERED,
    CallbackStatus.PENDING,
    CallbackStatus.DEAD,
)
DueAgain = Callable[[], None]

# Delivers, and dies of SIGKILL between the answer and the record of it.
DIES_BEFORE_THE_RECORD = """
import os, signal, sys
from tests.house.receiver import courier_to
from tests.servers.database import open_at
from tvdbproxy.ingest.callbacks import courier

courier._record = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
url, site, callback_id = sys.argv[1:]
courier.deliver(courier_to(open_at(url), site, lease_seconds=0.2), callback_id)
"""


def test_the_receiver_can_verify_what_it_is_told(
    courier: Courier, enqueue: Enqueue, row: Row, callback_receiver: CallbackReceiver
) -> None:
    callback_id = enqueue("/hook?of=me", payload={"name": "ü"})
    assert deliver(courier, callback_id) == DELIVERED
    (heard,) = callback_receiver.heard
    assert (heard.method, heard.path) == ("POST", "/hook?of=me")
    assert heard.headers["content-type"] == "application/json"
    assert heard.headers["x-tvdbproxy-event"] == "image.completed"
    assert heard.headers["x-tvdbproxy-delivery"] == callback_id
    told = verify(SECRET, heard.headers, heard.body)
    assert (told["id"], told["event"]) == (callback_id, "image.completed")
    assert (told["job_id"], told["image_id"]) == ("job-1", "image-1")
    assert told["data"] == {"name": "ü"}
    assert "authorization" not in heard.headers
    after = row(callback_id)
    assert (after.status, after.last_status, after.attempts) == ("delivered", 200, 1)
    assert (after.due_at, after.claim, after.lease_until) == (None, None, None)
    assert after.delivered_at is not None


@pytest.mark.parametrize("status", [200, 202, 204])
def test_it_ends_with_any_status_of_success(
    courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver, status: int
) -> None:
    callback_receiver.answer(status)
    callback_id = enqueue()
    assert deliver(courier, callback_id) == DELIVERED
    assert deliver(courier, callback_id) is None
    assert len(callback_receiver.heard) == 1


def test_what_failed_comes_again_under_the_same_id_with_a_new_signature(
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    due_again: DueAgain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    callback_receiver.answer(500)
    callback_id = enqueue()
    assert deliver(courier, callback_id) == PENDING
    failed = row(callback_id)
    assert (failed.failures, failed.last_status, failed.sent_at) == (1, 500, None)
    assert "upstream_unavailable" in (failed.last_error or "")
    assert failed.due_at is not None
    assert failed.due_at > failed.created_at
    assert deliver(courier, callback_id) is None  # its time has not come
    due_again()
    later = time.time() + 100
    monkeypatch.setattr(time, "time", lambda: later)
    assert deliver(courier, callback_id) == DELIVERED
    first, second = callback_receiver.heard
    assert first.body == second.body
    assert first.headers["x-tvdbproxy-delivery"] == second.headers["x-tvdbproxy-delivery"]
    assert first.headers["x-tvdbproxy-timestamp"] != second.headers["x-tvdbproxy-timestamp"]
    assert verify(SECRET, second.headers, second.body)["id"] == callback_id
    assert row(callback_id).last_error is None


@pytest.mark.parametrize("status", [301, 400, 401, 404, 408, 500, 503])
def test_after_the_last_attempt_it_is_dead(
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    due_again: DueAgain,
    status: int,
) -> None:
    callback_receiver.answer(status, status, status, Location="http://192.0.2.1/")
    callback_id = enqueue()
    ends = []
    for _ in range(3):
        ends.append(deliver(courier, callback_id))
        due_again()
    assert ends == [PENDING, PENDING, DEAD]
    dead = row(callback_id)
    assert (dead.failures, dead.last_status, dead.due_at) == (3, status, None)
    assert deliver(courier, callback_id) is None
    assert len(callback_receiver.heard) == 3


@pytest.mark.proves("F22")
def test_who_is_gone_is_not_called_again(
    courier: Courier, enqueue: Enqueue, row: Row, callback_receiver: CallbackReceiver
) -> None:
    callback_receiver.answer(410)
    callback_id = enqueue()
    assert deliver(courier, callback_id) == DEAD
    assert (row(callback_id).failures, row(callback_id).last_status) == (1, 410)


@pytest.mark.proves("F24")
@pytest.mark.parametrize("status", [429, 503])
def test_who_wants_to_be_left_alone_is_for_as_long_as_that(
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    database: Database,
    status: int,
) -> None:
    callback_receiver.answer(status, Retry_After="1800")
    with database.read() as session:
        before = now(session)
    callback_id = enqueue()
    assert deliver(courier, callback_id) == PENDING
    due_at = row(callback_id).due_at
    assert due_at is not None
    assert (due_at - before).total_seconds() >= 1800


@pytest.mark.proves("F24")
def test_a_pause_holds_for_all_that_goes_to_that_host(
    courier: Courier, enqueue: Enqueue, row: Row, callback_receiver: CallbackReceiver
) -> None:
    callback_receiver.answer(429, Retry_After="600")
    deliver(courier, enqueue("/one"))
    other = enqueue("/other")
    assert deliver(courier, other) == PENDING
    assert [heard.path for heard in callback_receiver.heard] == ["/one"]
    assert row(other).last_status is None


@pytest.mark.proves("F25")
def test_a_host_that_keeps_failing_is_given_a_rest(
    database: Database, enqueue: Enqueue, row: Row, callback_receiver: CallbackReceiver
) -> None:
    breaker = CircuitBreaker(threshold=2)
    courier = courier_to(database, callback_receiver.site, breaker=breaker)
    callback_receiver.answer(500, 500, 500)
    rows = [enqueue() for _ in range(3)]
    assert [deliver(courier, one) for one in rows] == [PENDING] * 3
    assert len(callback_receiver.heard) == 2
    assert "upstream_circuit_open" in (row(rows[2]).last_error or "")


def test_a_receiver_that_is_down_is_called_until_it_is_up(
    database: Database, enqueue: Enqueue, row: Row, due_again: DueAgain
) -> None:
    down = CallbackReceiver()
    port = down.port
    down.close()
    courier = courier_to(database, down.site)
    callback_id = enqueue(url=down.url)
    assert deliver(courier, callback_id) == PENDING
    assert row(callback_id).last_status is None
    due_again()
    up = CallbackReceiver(port)
    try:
        assert deliver(courier, callback_id) == DELIVERED
        assert [heard.headers["x-tvdbproxy-delivery"] for heard in up.heard] == [callback_id]
    finally:
        up.close()


def test_two_workers_with_one_callback_call_once(
    courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    callback_id = enqueue()
    callback_receiver.gate.clear()
    first = Thread(target=deliver, args=(courier, callback_id))
    first.start()
    eventually(lambda: callback_receiver.heard)
    assert deliver(courier, callback_id) is None
    callback_receiver.gate.set()
    first.join()
    assert deliver(courier, callback_id) is None
    assert len(callback_receiver.heard) == 1


def test_fifty_messages_for_one_callback_call_once(
    courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    callback_id = enqueue()
    threads = [Thread(target=deliver, args=(courier, callback_id)) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(callback_receiver.heard) == 1


@pytest.mark.proves("F1")
def test_who_is_killed_before_the_record_has_it_told_again_under_the_same_id(
    database: Database, courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    callback_id = enqueue()
    arguments = (url_of(database), callback_receiver.site, callback_id)
    died = subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_THE_RECORD, *arguments],
        cwd=CHECKOUT,
        env={"PYTHONPATH": str(CHECKOUT)},
    )
    assert died.returncode == -9
    assert len(callback_receiver.heard) == 1
    assert eventually(lambda: deliver(courier, callback_id)) == DELIVERED
    first, second = callback_receiver.heard
    assert first.headers["x-tvdbproxy-delivery"] == second.headers["x-tvdbproxy-delivery"]
    assert first.body == second.body


@pytest.mark.proves("F2")
def test_one_that_kills_whoever_takes_it_is_set_aside(
    database: Database, courier: Courier, enqueue: Enqueue, row: Row, due_again: DueAgain
) -> None:
    callback_id = enqueue()
    with database.write() as session:
        session.execute(update(Callback).values(attempts=3))
    assert deliver(courier, callback_id) is None
    assert row(callback_id).status == DEAD
    assert "Workers died" in (row(callback_id).last_error or "")


def test_a_lease_that_was_lost_records_nothing(
    database: Database, courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    """Somebody else took over, and is at it now: it is his to say how it ended."""
    callback_id = enqueue()
    callback_receiver.gate.clear()
    ends: list[CallbackStatus | None] = []
    slow = Thread(target=lambda: ends.append(deliver(courier, callback_id)))
    slow.start()
    eventually(lambda: callback_receiver.heard)
    with database.write() as session:
        session.execute(update(Callback).values(claim="another's"))
    callback_receiver.gate.set()
    slow.join()
    assert ends == [None]


def test_one_that_was_forgotten_is_nothing_to_do(courier: Courier) -> None:
    assert deliver(courier, "0" * 36) is None


@pytest.mark.proves("S1", "S2")
@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/"],
)
def test_private_addresses_are_refused_without_a_connection(
    database: Database,
    enqueue: Enqueue,
    row: Row,
    connects: list[object],
    url: str,
) -> None:
    callback_id = enqueue(url=url)
    assert deliver(courier_to(database), callback_id) == DEAD
    assert connects == []
    assert "source_not_allowed" in (row(callback_id).last_error or "")


@pytest.mark.proves("F34", "S3")
def test_a_name_that_leads_into_private_networks_by_now_is_refused(
    database: Database, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    def rebound(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", callback_receiver.port))]

    courier = courier_to(database, fetching={"resolver": rebound})
    assert deliver(courier, enqueue(url="http://hooks.example/")) == DEAD
    assert callback_receiver.heard == []


@pytest.mark.proves("F33", "S4")
def test_a_redirect_into_private_networks_is_not_followed(
    courier: Courier, enqueue: Enqueue, callback_receiver: CallbackReceiver
) -> None:
    inner = CallbackReceiver()
    try:
        callback_receiver.answer(307, Location=inner.url)
        assert deliver(courier, enqueue()) == PENDING
        assert inner.heard == []
    finally:
        inner.close()


def test_the_source_is_told_with_its_key_and_webhooks_are_not(
    database: Database, courier: Courier, callback_receiver: CallbackReceiver
) -> None:
    with database.write() as session:
        done = outbox.tell_completed(session, "123", {"media_id": "789"})
        failed = outbox.tell_failed(session, "124")
    assert [deliver(courier, one) for one in (done, failed)] == [DELIVERED, DELIVERED]
    first, second = callback_receiver.heard
    assert (first.method, first.path) == ("POST", "/api/media/complete/123")
    assert json.loads(first.body) == {"media_id": "789"}
    assert (second.method, second.path, second.body) == ("DELETE", "/api/media/cleanup/124", b"")
    for heard in (first, second):
        assert heard.headers["authorization"] == f"Bearer {SOURCE_KEY}"
        assert not any(name.startswith("x-tvdbproxy") for name in heard.headers)


def test_what_the_source_has_no_more_needs_no_cleaning_up(
    database: Database, courier: Courier, callback_receiver: CallbackReceiver, row: Row
) -> None:
    callback_receiver.answer(404, 404)
    with database.write() as session:
        failed = outbox.tell_failed(session, "124")
        done = outbox.tell_completed(session, "123", {"media_id": "789"})
    assert deliver(courier, failed) == DELIVERED
    assert row(failed).last_status == 404
    assert deliver(courier, done) == PENDING


@pytest.mark.parametrize(
    ("missing", "code"), [("secret", "callbacks_closed"), ("source_url", "no_pending_source")]
)
def test_what_the_settings_lack_can_be_mended(
    database: Database,
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    due_again: DueAgain,
    missing: str,
    code: str,
) -> None:
    with database.write() as session:
        told = outbox.tell_completed(session, "123", {"media_id": "789"})
    callback_id = enqueue() if missing == "secret" else told
    lacking = courier_to(database, callback_receiver.site, **{missing: ""})
    assert deliver(lacking, callback_id) == PENDING
    assert code in (row(callback_id).last_error or "")
    assert callback_receiver.heard == []
    due_again()
    assert deliver(courier, callback_id) == DELIVERED


def test_no_secret_is_in_rows_or_in_what_is_logged(
    courier: Courier,
    enqueue: Enqueue,
    row: Row,
    callback_receiver: CallbackReceiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    callback_receiver.answer(500)
    callback_id = enqueue()
    deliver(courier, callback_id)
    kept = " ".join(str(value) for value in vars(row(callback_id)).values())
    for text in (kept, caplog.text, repr(courier)):
        assert SECRET not in text
        assert SOURCE_KEY not in text


def test_eight_attempts_take_most_of_a_day() -> None:
    pauses = [backoff(failures, pace=PACE).total_seconds() for failures in range(1, 8)]
    assert 0.75 * 60 < sum(pauses[:2]) < 1.25 * 120
    assert 14 * 3600 < sum(pauses) < 26 * 3600
    assert pauses == sorted(pauses)


def test_times_are_the_databases(database: Database, enqueue: Enqueue, row: Row) -> None:
    with database.read() as session:
        assert row(enqueue()).created_at <= now(session)
        assert session.scalar(func.count(Callback.id)) == 1
