"""Logins as real clients send them, and what becomes of bad ones."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from tests.web.v4.conftest import Door
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits


def issue(door: Door, **traits: Any) -> keys.Issued:
    with door.services.database.write() as session:
        return keys.create(session, Traits(name="a client", **traits))


def log_in(door: Door, path: str = "/v4/login", **body: Any) -> Any:
    return door.client.post(path, json=body)


@pytest.mark.parametrize("path", ["/login", "/v4/login"])
@pytest.mark.parametrize(
    "body",
    [
        {"apikey": "{}"},
        {"apikey": "{}", "pin": None},
        {"apikey": "{}", "pin": ""},
        {"apiKey": "{}"},
        {"APIKEY": " {} ", "gender": "x", "birthYear": 1990, "uuid": "y"},
    ],
)
def test_a_key_is_taken_however_a_client_writes_it(door: Door, path: str, body: Any) -> None:
    text = issue(door).text
    sent = {name: value.format(text) if value == "{}" or value == " {} " else value
            for name, value in body.items()}  # fmt: skip
    answer = log_in(door, path, **sent)
    assert answer.status_code == 200
    assert answer.json["status"] == "success"
    token = answer.json["data"]["token"]
    assert door.client.get("/v4/genres", headers=_bearer(token)).status_code == 200


def test_the_body_may_have_any_type_and_spaces(door: Door) -> None:
    text = issue(door).text
    body = json.dumps({"apikey": text}, indent=4)
    answer = door.client.post("/login", data=body, content_type="text/plain")
    assert answer.status_code == 200


def test_a_token_has_three_parts_and_says_when_it_ends(door: Door) -> None:
    token = log_in(door, apikey=issue(door).text).json["data"]["token"]
    _, payload, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert type(claims["exp"]) is int
    assert 29 * 86400 < claims["exp"] - time.time() < 32 * 86400


@pytest.mark.parametrize(
    "body", [{"apikey": "wrong"}, {"pin": "1234"}, {}, {"apikey": None}, {"apikey": ["x"]}]
)
def test_a_key_that_is_none_is_refused_in_upstreams_words(door: Door, body: Any) -> None:
    answer = log_in(door, **body)
    assert answer.status_code == 401
    assert answer.json == {
        "status": "failure", "message": "InvalidAPIKey: apikey invalid", "data": None,
    }  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"x"', b"[" * 5000, b"\xff"])
def test_a_body_that_is_none_is_a_login_without_a_key(door: Door, body: bytes) -> None:
    answer = door.client.post("/v4/login", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["status"]) == (401, "failure")


def test_a_pin_is_asked_for_and_compared(door: Door) -> None:
    text = issue(door, pin="4711").text
    missing, wrong = log_in(door, apikey=text), log_in(door, apikey=text, pin="1")
    assert (missing.status_code, missing.json["message"]) == (
        400, "InvalidValueType: pin required",
    )  # fmt: skip
    assert (wrong.status_code, wrong.json["message"]) == (401, "InvalidAPIKey: apikey invalid")
    for pin in ("4711", 4711):
        assert log_in(door, apikey=text, pin=pin).status_code == 200


def test_a_login_is_a_post(door: Door) -> None:
    answer = door.client.get("/v4/login")
    assert answer.status_code in (404, 405)
    assert answer.json["status"] == "failure"


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer x.y.z", "Basic Og==", "Bearer " + "x" * 9000]
)
def test_without_a_good_token_nothing_is_answered(door: Door, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    answer = door.client.get("/v4/series/910001", headers=headers)
    assert answer.status_code == 401
    assert answer.json == {"status": "failure", "message": "Unauthorized", "data": None}


def test_a_key_is_no_token(door: Door) -> None:
    answer = door.client.get("/v4/genres", headers=_bearer(issue(door).text))
    assert answer.status_code == 401


def test_a_key_that_is_revoked_while_it_is_used_is_refused_at_once(door: Door) -> None:
    issued = issue(door)
    headers = _bearer(log_in(door, apikey=issued.text).json["data"]["token"])
    assert door.client.get("/v4/genres", headers=headers).status_code == 200
    path = f"/api/v1/admin/api-keys/{issued.key.id}"
    revoked = door.client.delete(path, headers={"X-API-Key": "the-admin-key"})
    assert revoked.status_code == 204
    assert door.client.get("/v4/genres", headers=headers).status_code == 401
    assert log_in(door, apikey=issued.text).status_code == 401


def test_who_asks_too_often_is_told_when_to_come_again(door: Door) -> None:
    headers = door.token(rate_limit="2/minute")
    answers = [door.client.get("/v4/genres", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < float(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json["status"] == "failure"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
