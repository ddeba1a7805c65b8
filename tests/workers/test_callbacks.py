"""Callbacks reach their receivers through the queue, and without it."""

from __future__ import annotations

import dramatiq
import pytest

from tests.house.house import OpenHouse
from tests.house.processes import worker_here
from tests.house.receiver import CallbackReceiver, callback_receiver
from tests.house.waiting import eventually
from tests.servers.own_redis import OwnRedis
from tvdbproxy.db.models import Callback, CallbackKind
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.wiring import Services
from workers.control import ControlActors

__all__ = ["callback_receiver"]


def house(open_house: OpenHouse, receiver: CallbackReceiver, **given: str) -> Services:
    return open_house(
        callback_secret="the-callback-secret",
        callback_private_hosts=(receiver.site,),
        **given,
    )


def told(services: Services, receiver: CallbackReceiver) -> str:
    with services.database.write() as session:
        return outbox.enqueue(
            session,
            kind=CallbackKind.WEBHOOK,
            url=receiver.url,
            event=outbox.COMPLETED,
            payload={},
        )


def status(services: Services, callback_id: str) -> str:
    with services.database.read() as session:
        return session.get_one(Callback, callback_id).status


def test_a_message_has_it_delivered(
    open_house: OpenHouse, callback_receiver: CallbackReceiver
) -> None:
    services = house(open_house, callback_receiver)
    callback_id = told(services, callback_receiver)
    with worker_here(services):
        services.queue.send("deliver_callback", callback_id)
        eventually(lambda: status(services, callback_id) == "delivered")
    assert len(callback_receiver.heard) == 1


@pytest.mark.proves("F3")
def test_while_redis_is_away_it_waits_and_is_delivered_when_it_is_back(
    open_house: OpenHouse,
    callback_receiver: CallbackReceiver,
    own_redis: OwnRedis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.control.RESEND_SECONDS", 0)
    services = house(open_house, callback_receiver, broker_url=own_redis.url)
    own_redis.kill()
    callback_id = told(services, callback_receiver)
    assert services.queue.send("deliver_callback", callback_id) is False
    assert status(services, callback_id) == "pending"
    own_redis.start()
    with worker_here(services):

        def is_delivered() -> bool:
            ControlActors(services).reconcile()
            return status(services, callback_id) == "delivered"

        eventually(is_delivered)
    assert len(callback_receiver.heard) == 1


def test_the_reconciler_sends_what_is_due_once(
    open_house: OpenHouse, callback_receiver: CallbackReceiver
) -> None:
    services = house(open_house, callback_receiver)
    callback_id = told(services, callback_receiver)
    with services.database.write() as session:
        session.get_one(Callback, callback_id).sent_at = None
    for _ in range(2):
        ControlActors(services).reconcile()
    waiting = [
        dramatiq.Message.decode(data) for data in list(services.queue.broker.queues["ingest"].queue)
    ]
    assert [(m.actor_name, tuple(m.args)) for m in waiting] == [
        ("deliver_callback", (callback_id,))
    ]


def test_what_was_delivered_long_ago_is_forgotten(
    open_house: OpenHouse, callback_receiver: CallbackReceiver
) -> None:
    services = house(open_house, callback_receiver)
    callback_id = told(services, callback_receiver)
    with services.database.write() as session:
        row = session.get_one(Callback, callback_id)
        row.status, row.delivered_at = "delivered", row.created_at.replace(year=2020)
    ControlActors(services).expire()
    with services.database.read() as session:
        assert session.get(Callback, callback_id) is None
