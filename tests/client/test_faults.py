"""A network and a service that go wrong: what is asked again, how long is waited, what is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import func, select

from tests.client.conftest import Connect
from tests.house.front_door import FrontDoor, Trouble
from tests.house.pictures import poster
from tests.house.receiver import CallbackReceiver, callback_receiver
from tests.house.waiting import eventually
from tvdbproxy.client import Client, RateLimited, ServerTrouble, Unreachable
from tvdbproxy.client.retrying import Patience, retry_after
from tvdbproxy.db.models import Image
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.wiring import Services

__all__ = ["callback_receiver"]


def count(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(Image)) or 0


@pytest.mark.parametrize(
    ("trouble", "replayed"),
    [
        (Trouble("status", times=2), False),
        (Trouble("status", times=1, status=502), False),
        (Trouble("cut", times=2), False),
        (Trouble("lost", times=2), True),
        (Trouble("silence", times=1), False),
    ],
)
def test_an_upload_that_goes_wrong_on_the_way_is_taken_once(
    services: Services,
    door: FrontDoor,
    connect: Connect,
    pauses: list[float],
    trouble: Trouble,
    replayed: bool,
) -> None:
    door.go_wrong(trouble)
    client = connect(door.url, timeout=1 if trouble.kind == "silence" else 20)
    upload = client.upload(poster(), bucket="tests")

    assert upload.replayed == replayed
    assert len(pauses) == trouble.times
    assert count(services) == 1
    assert len(list(services.stores.originals.list())) == 1
    assert client.job(upload.job_id).image_id == upload.image_id


def test_what_does_not_pass_is_given_up_in_the_end(
    services: Services, door: FrontDoor, connect: Connect, pauses: list[float]
) -> None:
    door.go_wrong(Trouble("status"))
    with pytest.raises(ServerTrouble) as trouble:
        connect(door.url).upload(poster(), bucket="tests")

    assert (trouble.value.status, trouble.value.code) == (503, "SlowDown")
    assert len(pauses) == Patience().tries - 1
    assert all(0 < pause <= 8 for pause in pauses)
    assert pauses[-1] > pauses[0]
    assert count(services) == 0


def test_an_error_of_the_service_itself_is_not_asked_for_again(
    door: FrontDoor, connect: Connect, pauses: list[float]
) -> None:
    door.go_wrong(Trouble("status", status=500))
    with pytest.raises(ServerTrouble):
        connect(door.url).job("x")
    assert (pauses, door.happened()) == ([], 1)


def test_nobody_there_is_told_apart_from_a_refusal(connect: Connect, pauses: list[float]) -> None:
    with pytest.raises(Unreachable, match="No answer"):
        connect(f"http://127.0.0.1:{FreePorts().one()}").upload(poster(), bucket="tests")
    assert len(pauses) == Patience().tries - 1


@pytest.mark.parametrize("status", [429, 503])
def test_we_come_back_when_the_service_says(
    callback_receiver: CallbackReceiver, connect: Connect, pauses: list[float], status: int
) -> None:
    callback_receiver.answer(status, Retry_After="7")
    later = datetime.now(UTC) + timedelta(seconds=30)
    callback_receiver.answer(status, Retry_After=format_datetime(later, usegmt=True))
    callback_receiver.answer(404)
    with pytest.raises(Exception, match="404"):
        connect(callback_receiver.url).upload(poster(), bucket="tests")

    assert pauses[0] == 7
    assert 20 < pauses[1] <= 30
    keys = {heard.headers["idempotency-key"] for heard in callback_receiver.heard}
    assert (len(callback_receiver.heard), len(keys)) == (3, 1)


def test_a_time_beyond_our_patience_is_not_waited_for(
    callback_receiver: CallbackReceiver, connect: Connect, pauses: list[float]
) -> None:
    callback_receiver.answer(429, Retry_After="61")
    with pytest.raises(RateLimited) as limited:
        connect(callback_receiver.url).upload(poster(), bucket="tests")
    assert (pauses, limited.value.retry_after) == ([], 61)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("2.5", 2.5),
        ("nan", None),
        ("inf", None),
        ("-1", None),
        ("1" * 5000, None),
        ("²", None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00", 0),
    ],
)
def test_odd_times_are_no_times(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_a_deletion_whose_answer_was_lost_is_done(
    services: Services, door: FrontDoor, client: Client, connect: Connect, pauses: list[float]
) -> None:
    image_id = client.upload(poster(), bucket="tests").image_id
    door.go_wrong(Trouble("lost", times=1))
    connect(door.url).delete(image_id)
    assert (len(pauses), count(services)) == (1, 0)


def test_a_service_that_is_silent_is_given_up(
    callback_receiver: CallbackReceiver, connect: Connect
) -> None:
    callback_receiver.gate.clear()
    with pytest.raises(Unreachable):
        connect(callback_receiver.url, timeout=0.1, patience=0.1).upload(poster(), bucket="tests")
    eventually(lambda: callback_receiver.heard)
