"""Who gives a picture and an address is told there what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.house.house import OpenHouse
from tests.house.processes import worker_here
from tests.house.receiver import SECRET, CallbackReceiver, callback_receiver
from tests.house.uploads import SECRET as JWT_SECRET
from tests.house.uploads import upload
from tests.house.waiting import eventually
from tests.imaging.drawing import encoded, quarters
from tvdbproxy.db.models import Image, JobStep, StepName
from tvdbproxy.webhooks import verify
from tvdbproxy.wiring import Services

__all__ = ["callback_receiver"]


@pytest.fixture
def services(open_house: OpenHouse, callback_receiver: CallbackReceiver) -> Services:
    """A house that may call the receiver."""
    return open_house(
        jwt_secret_key=JWT_SECRET,
        callback_secret=SECRET,
        callback_private_hosts=(callback_receiver.site,),
    )


def told(receiver: CallbackReceiver) -> dict[str, Any]:
    """The one callback that came, verified."""
    (heard,) = eventually(lambda: receiver.heard, why="nobody was told")
    return verify(SECRET, heard.headers, heard.body)


def last_step(services: Services, job_id: str) -> JobStep:
    with services.database.read() as session:
        return session.get_one(JobStep, {"job_id": job_id, "step": StepName.UPDATE_CALLBACK})


def test_when_it_is_done_its_owner_is_told_where_it_is(
    services: Services, client: FlaskClient, callback_receiver: CallbackReceiver
) -> None:
    answer = upload(client, callback_url=callback_receiver.url + "/done", metadata='{"id": 7}')
    accepted = answer.get_json()
    assert answer.status_code == 202
    with worker_here(services):
        services.queue.send("process_image", accepted["job_id"])
        callback = told(callback_receiver)
        eventually(lambda: last_step(services, accepted["job_id"]).status == "completed")
    assert callback["event"] == "image.completed"
    assert callback["job_id"] == accepted["job_id"]
    assert callback["image_id"] == accepted["image_id"]
    data = callback["data"]
    assert (data["status"], data["bucket"], data["error"]) == ("completed", "tests", None)
    assert data["metadata"] == {"id": 7}
    assert set(data["urls"]) == {"thumbnail", "medium", "large", "original"}


def test_when_it_cannot_be_done_its_owner_is_told_why(
    services: Services, client: FlaskClient, callback_receiver: CallbackReceiver
) -> None:
    picture = bytearray(encoded(quarters(400, 300), "PNG"))
    picture[60:80] = b"\xff" * 20
    accepted = upload(client, bytes(picture), callback_url=callback_receiver.url).get_json()
    with worker_here(services):
        callback = told(callback_receiver)
    assert callback["event"] == "image.failed"
    assert callback["image_id"] == accepted["image_id"]
    assert callback["data"]["status"] == "failed"
    assert callback["data"]["error"]["code"] == "image_undecodable"
    assert callback["data"]["urls"] == {}


def test_who_names_no_address_is_not_told(
    services: Services, client: FlaskClient, callback_receiver: CallbackReceiver
) -> None:
    accepted = upload(client).get_json()
    with worker_here(services):
        eventually(lambda: last_step(services, accepted["job_id"]).status == "completed")
    assert callback_receiver.heard == []


@pytest.mark.proves("S1", "S5")
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://10.0.0.1/", "ftp://a.example/", "x", "https://u@a.b/"]
)
def test_an_address_that_is_never_called_is_refused_with_the_upload(
    services: Services, client: FlaskClient, url: str
) -> None:
    answer = upload(client, callback_url=url)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_callback_url")
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Image)) == 0


def test_without_a_secret_an_address_is_refused(
    open_house: OpenHouse, open_door: Any, callback_receiver: CallbackReceiver
) -> None:
    client = open_door(open_house(jwt_secret_key=JWT_SECRET))
    answer = upload(client, callback_url="https://app.example.com/")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "callbacks_closed")
    assert upload(client).status_code == 202
