"""Events of the S3 server: who may send them, and what they come to, however they come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.house.house import OpenHouse
from tests.house.incoming import (
    EVENTS_TOKEN,
    OpenIncoming,
    house,
    open_incoming,
    upload,
)
from tests.house.pictures import poster
from tests.house.uploads import as_user
from tests.web.test_bodies import JSON as ODD_JSON
from tvdbproxy.ingest import pipeline
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

__all__ = ["house", "open_incoming"]

PATH = "/internal/s3-events"
ADA = as_user("ada")
SERVER = {"Authorization": f"Bearer {EVENTS_TOKEN}"}


@pytest.fixture
def door(house: Services) -> FlaskClient:
    return create_app(house).test_client()


@pytest.fixture
def bucket(house: Services) -> str:
    return house.settings.storage.s3_bucket_originals


def ask(door: FlaskClient, data: bytes = b"") -> Any:
    wanted = {"filename": "a.jpg", "content_type": "image/jpeg", "size": len(data or poster())}
    answer = door.post("/images/upload-url", json=wanted, headers=ADA)
    assert answer.status_code == 201
    return answer.json


def created(bucket: str, *keys: str, name: str = "s3:ObjectCreated:Put") -> dict[str, Any]:
    """MinIO's message of new objects."""
    records = [
        {"eventName": name, "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}
        for key in keys
    ]
    return {"EventName": name, "Key": f"{bucket}/{keys[0]}", "Records": records}


def tell(door: FlaskClient, message: Any, status: int = 200, **headers: str) -> Any:
    answer = door.post(PATH, json=message, headers={**SERVER, **headers})
    assert answer.status_code == status, answer.json
    return answer.json


def test_an_event_wakes_the_job_that_waited(
    house: Services, door: FlaskClient, bucket: str
) -> None:
    offered = ask(door)
    upload(offered, poster())
    told = tell(door, created(bucket, offered["key"].replace("/", "%2F")))
    assert told == {"records": 1, "arrived": 1, "woken": 1}
    assert house.queue.waiting("ingest") == 1
    pipeline.run(house.ingest, offered["processing_id"])
    status = door.get(f"/images/status/{offered['processing_id']}", headers=ADA).json
    assert status["status"] == "completed"


def test_events_may_come_twice_late_and_out_of_order(
    house: Services, door: FlaskClient, bucket: str
) -> None:
    first, second = ask(door), ask(door)
    for offered in (first, second):
        upload(offered, poster())
    message = created(bucket, first["key"], first["key"])
    assert tell(door, created(bucket, second["key"]))["woken"] == 1
    assert tell(door, message) == {"records": 2, "arrived": 1, "woken": 1}
    assert tell(door, message)["woken"] == 0
    for offered in (first, second):
        pipeline.run(house.ingest, offered["processing_id"])
    made = door.get(f"/images/processed/{first['unique_id']}", headers=ADA).json
    assert tell(door, message)["woken"] == 0
    pipeline.run(house.ingest, first["processing_id"])
    assert door.get(f"/images/processed/{first['unique_id']}", headers=ADA).json == made
    assert door.delete(f"/images/image/{first['unique_id']}", headers=ADA).status_code == 204
    assert tell(door, message) == {"records": 2, "arrived": 1, "woken": 0}


def test_only_what_clients_upload_counts(door: FlaskClient, bucket: str) -> None:
    offered = ask(door)
    key = offered["key"]
    assert tell(door, created("another-bucket", key))["arrived"] == 0
    assert tell(door, created(bucket, f"uploads/{offered['unique_id']}"))["arrived"] == 0
    assert tell(door, created(bucket, f"{key}/a", "incoming/x", "", key.upper()))["arrived"] == 0
    assert tell(door, created(bucket, key, name="s3:ObjectRemoved:Delete"))["arrived"] == 0
    status = door.get(f"/images/status/{offered['processing_id']}", headers=ADA).json
    assert status["status"] == "pending"


def test_hundreds_of_records_may_come_at_once(
    open_incoming: OpenIncoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_incoming(rate_limit_max_uploads=1000)
    door = create_app(house).test_client()
    asked = [ask(door)["key"] for _ in range(20)]
    strangers = [f"incoming/0b6f2f9c-8f5e-4c5e-9f0e-{number:012}" for number in range(700)]
    told = tell(door, created(house.settings.storage.s3_bucket_originals, *asked, *strangers))
    assert told == {"records": 720, "arrived": 720, "woken": 20}


@pytest.mark.proves("A3")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": EVENTS_TOKEN},
        {"Authorization": f"Bearer {EVENTS_TOKEN}x"},
        {"X-API-Key": EVENTS_TOKEN},
        ADA,
    ],
)
def test_strangers_tell_nothing(door: FlaskClient, bucket: str, headers: dict[str, str]) -> None:
    offered = ask(door)
    answer = door.post(PATH, json=created(bucket, offered["key"]), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    status = door.get(f"/images/status/{offered['processing_id']}", headers=ADA).json
    assert status["status"] == "pending"


def test_without_a_token_of_its_own_the_door_is_closed(open_house: OpenHouse) -> None:
    door = create_app(open_house()).test_client()
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        answer = door.post(PATH, json={}, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "events_closed")


@pytest.mark.proves("Q6")
@pytest.mark.parametrize("name", ODD_JSON)
def test_no_json_breaks_the_door(door: FlaskClient, name: str) -> None:
    answer = door.post(PATH, data=ODD_JSON[name], headers=SERVER)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("message", [None, 7, "x", True])
def test_what_can_be_no_message_is_refused(door: FlaskClient, message: Any) -> None:
    assert tell(door, message, status=400)["code"] == "invalid_request"


@pytest.mark.proves("Q7")
def test_a_message_has_an_end(door: FlaskClient) -> None:
    answer = door.post(PATH, data=b" " * 1024 * 1024 + b"{}", headers=SERVER)
    assert (answer.status_code, answer.json["code"]) == (413, "payload_too_large")


def test_a_message_may_come_as_plain_text(door: FlaskClient, bucket: str) -> None:
    offered = ask(door)
    wrapped = {"Type": "Notification", "Message": json.dumps(created(bucket, offered["key"]))}
    answer = door.post(
        PATH, data=json.dumps(wrapped), content_type="text/plain; charset=UTF-8", headers=SERVER
    )
    assert answer.json == {"records": 1, "arrived": 1, "woken": 1}
