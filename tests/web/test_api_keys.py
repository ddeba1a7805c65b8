"""Keys over HTTP: made, shown once, listed, changed, rotated, revoked."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.test_bodies import JSON
from tvdbproxy.access import keys
from tvdbproxy.errors import Unauthorized
from tvdbproxy.wiring import Services

PATH = "/api/v1/admin/api-keys"
ADDRESS = "192.0.2.1"
UNKNOWN = f"{PATH}/{'a' * 12}"

# The one of the shared bodies that is an object, and none that we know.
AN_OBJECT = "a parameter"


@pytest.fixture
def made(client: FlaskClient, admin: dict[str, str]) -> dict[str, Any]:
    """A key, as it was answered with."""
    answer = client.post(PATH, headers=admin, json={"name": "Kodi"})
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json
    return body


def test_a_key_is_made_and_shown_once(
    services: Services, client: FlaskClient, admin: dict[str, str]
) -> None:
    wanted = {
        "name": "Kodi",
        "role": "client",
        "pin": "1234",
        "rate_limit": "120/minute",
        "image_rewrite": "sized",
        "spare_characters": True,
        "enrich": False,
    }
    answer = client.post(PATH, headers=admin, json=wanted)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json
    key = body.pop("key")
    assert str(uuid.UUID(key)) == key
    assert answer.headers["Location"] == f"{PATH}/{body['id']}"
    pin = wanted.pop("pin")
    assert {name: body[name] for name in wanted} == wanted
    assert (body["has_pin"], body["hint"], body["uses"]) == (True, key[:4], 0)
    assert body["created_at"].endswith(("Z", "+00:00"))
    for path in (answer.headers["Location"], PATH):
        shown = client.get(path, headers=admin)
        assert shown.status_code == 200
        assert shown.headers["Cache-Control"] == "no-store"
        assert key.encode() not in shown.data
        assert str(pin).encode() not in shown.data
    assert client.get(answer.headers["Location"], headers=admin).json == body
    assert services.doorkeeper.log_in(key, str(pin), ADDRESS)


def test_the_list_has_every_key_in_order(
    client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    second = client.post(PATH, headers=admin, json={"name": "Ada", "role": "admin"}).json
    client.delete(f"{PATH}/{made['id']}", headers=admin)
    found = client.get(PATH, headers=admin).json["keys"]
    assert [key["id"] for key in found] == [made["id"], second["id"]]
    assert [key["revoked_at"] is None for key in found] == [False, True]


def test_a_change_leaves_what_it_does_not_name_and_null_takes_away(
    client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    path = f"{PATH}/{made['id']}"
    answer = client.patch(path, headers=admin, json={"rate_limit": "1/second", "pin": "1234"})
    assert answer.status_code == 200
    assert answer.json["name"] == "Kodi"
    assert (answer.json["rate_limit"], answer.json["has_pin"]) == ("1/second", True)
    answer = client.patch(path, headers=admin, json={"rate_limit": None, "name": "Jellyfin"})
    assert (answer.json["rate_limit"], answer.json["has_pin"]) == (None, True)
    assert answer.json["name"] == "Jellyfin"
    assert "key" not in answer.json
    assert client.patch(path, headers=admin, json={}).json == answer.json


def test_a_change_holds_for_a_token_that_is_in_use(
    services: Services, client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    header = f"Bearer {services.doorkeeper.log_in(made['key'], None, ADDRESS)}"
    assert services.doorkeeper.caller(header).image_rewrite is None
    client.patch(f"{PATH}/{made['id']}", headers=admin, json={"image_rewrite": "off"})
    assert services.doorkeeper.caller(header).image_rewrite == "off"


def test_rotating_shows_the_new_key_and_ends_the_old_one_at_once(
    services: Services, client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    header = f"Bearer {services.doorkeeper.log_in(made['key'], None, ADDRESS)}"
    services.doorkeeper.caller(header)
    answer = client.post(f"{PATH}/{made['id']}/rotate", headers=admin)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["id"], answer.json["key"] == made["key"]) == (made["id"], False)
    for refused in (
        lambda: services.doorkeeper.caller(header),
        lambda: services.doorkeeper.log_in(made["key"], None, ADDRESS),
    ):
        with pytest.raises(Unauthorized):
            refused()
    assert services.doorkeeper.log_in(answer.json["key"], None, ADDRESS)


def test_revoking_ends_key_and_tokens_at_once_and_may_be_done_twice(
    services: Services, client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    path = f"{PATH}/{made['id']}"
    header = f"Bearer {services.doorkeeper.log_in(made['key'], None, ADDRESS)}"
    services.doorkeeper.caller(header)
    for _ in range(2):
        answer = client.delete(path, headers=admin)
        assert (answer.status_code, answer.data) == (204, b"")
        with pytest.raises(Unauthorized):
            services.doorkeeper.caller(header)
    for method, where in (("PATCH", path), ("POST", f"{path}/rotate")):
        answer = client.open(where, method=method, headers=admin, json={"name": "again"})
        assert (answer.status_code, answer.json["code"]) == (409, "key_revoked")
    assert client.get(path, headers=admin).json["revoked_at"] is not None


@pytest.mark.parametrize("key_id", ["a" * 12, "x", "A" * 12, "%00" * 12, "a" * 5000, "%D9%A3" * 12])
def test_an_unknown_key_is_404(client: FlaskClient, admin: dict[str, str], key_id: str) -> None:
    path = f"{PATH}/{key_id}"
    for method, where in (
        ("GET", path), ("PATCH", path), ("DELETE", path), ("POST", f"{path}/rotate"),
    ):  # fmt: skip
        answer = client.open(where, method=method, headers=admin, json={})
        assert (answer.status_code, answer.json["code"]) == (404, "unknown_key"), method


@pytest.mark.proves("Q5", "Q6")
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": "a", "role": "root"}, "role"),
        ({"name": "a", "role": None}, "role"),
        ({"name": "a", "pin": 1234}, "pin"),
        ({"name": "a", "pin": ""}, "pin"),
        ({"name": "a", "rate_limit": 120}, "rate_limit"),
        ({"name": "a", "rate_limit": "120"}, "rate_limit"),
        ({"name": "a", "rate_limit": "1/fortnight"}, "rate_limit"),
        ({"name": "a", "image_rewrite": "none"}, "image_rewrite"),
        ({"name": "a", "spare_characters": "yes"}, "spare_characters"),
        ({"name": "a", "spare_characters": 1}, "spare_characters"),
        ({"name": "a", "enrich": "no"}, "enrich"),
        ({"name": "a", "colour": "red"}, "colour"),
        ({"name": "a", "id": "mine"}, "id"),
        ({"name": "a", "digest": "mine"}, "digest"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(
    client: FlaskClient,
    admin: dict[str, str],
    made: dict[str, Any],
    body: dict[str, Any],
    name: str,
) -> None:
    answers = [client.post(PATH, headers=admin, json=body)]
    if body:
        answers.append(client.patch(f"{PATH}/{made['id']}", headers=admin, json=body))
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_parameter")
        assert answer.json["detail"].startswith(f"{name}: "), answer.json
        assert answer.content_type == "application/problem+json"
    (only,) = client.get(PATH, headers=admin).json["keys"]
    assert only["name"] == "Kodi"


@pytest.mark.proves("Q6")
@pytest.mark.parametrize("name", JSON)
def test_a_body_that_is_no_json_object_is_said_to_be_none(
    client: FlaskClient, admin: dict[str, str], name: str
) -> None:
    for method, path in (("POST", PATH), ("PATCH", UNKNOWN)):
        answer = client.open(
            path, method=method, headers=admin, data=JSON[name], content_type="application/json"
        )
        code = "invalid_parameter" if name == AN_OBJECT else "invalid_request"
        assert (answer.status_code, answer.json["code"]) == (400, code), answer.json
        assert name == AN_OBJECT or answer.json["detail"].startswith("The body is no"), answer.json
    assert client.get(PATH, headers=admin).json == {"keys": []}


@pytest.mark.proves("Q6")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"name": NaN}', "NaN is no number"),
        (b'{"name": -Infinity}', "-Infinity is no number"),
        (b'{"name": "a", "name": "b"}', "the same name twice"),
        (b'{"name": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"name": "\xff"}', "it is not UTF-8"),
        (b'\xef\xbb\xbf{"name": "a"}', "BOM"),
        (b'{"name": ' + b"1" * 100_000 + b"}", "digits"),
        (b'{"name": "a"', "expecting"),
        (b'["name"]', "no JSON object"),
    ],
)
def test_it_is_said_what_is_wrong_with_a_body(
    client: FlaskClient, admin: dict[str, str], body: bytes, reason: str
) -> None:
    answer = client.post(PATH, headers=admin, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert reason in answer.json["detail"]


@pytest.mark.proves("Q9")
@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/\xff"]
)
def test_a_body_of_another_type_is_415(
    client: FlaskClient, admin: dict[str, str], content_type: str | None
) -> None:
    answer = client.post(PATH, headers=admin, data=b'{"name": "a"}', content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.proves("A3")
def test_a_stranger_is_not_told_what_is_wrong_with_the_body(client: FlaskClient) -> None:
    for body in (b"[", b'{"name": 7}', b"x" * 1000):
        answer = client.post(PATH, data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")


def test_a_browser_may_ask_what_is_allowed_without_a_key(client: FlaskClient) -> None:
    answer = client.options(UNKNOWN, headers={"Origin": "https://a.example"})
    assert answer.status_code == 200
    assert {"PATCH", "DELETE"} <= set(
        answer.headers["Access-Control-Allow-Methods"].replace(",", "").split()
    )


def test_the_first_admin_key_is_made_with_the_one_of_the_settings(
    client: FlaskClient, admin: dict[str, str]
) -> None:
    made = client.post(PATH, headers=admin, json={"name": "Ada", "role": "admin"}).json
    own = {"X-API-Key": made["key"]}
    assert client.get(PATH, headers=own).status_code == 200
    client.patch(f"{PATH}/{made['id']}", headers=own, json={"role": "client"})
    assert client.get(PATH, headers=own).json["code"] == "forbidden"


def test_uses_are_told(
    services: Services, client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    for _ in range(3):
        services.doorkeeper.log_in(made["key"], None, ADDRESS)
    services.doorkeeper.close()
    found = client.get(f"{PATH}/{made['id']}", headers=admin).json
    assert found["uses"] == 3
    assert found["last_used_at"] >= made["created_at"][:19]


def test_the_documentation_knows_bodies_and_answers(client: FlaskClient) -> None:
    document = client.get("/docs/openapi.json").json
    paths = document["paths"]
    assert set(paths[PATH]) == {"post", "get"}
    assert set(paths[f"{PATH}/{{key_id}}"]) == {"get", "patch", "delete"}
    create = paths[PATH]["post"]
    assert create["security"] == [{"bearer": []}, {"api_key": []}]
    schema = create["requestBody"]["content"]["application/json"]["schema"]
    assert "NewKeyModel" in json.dumps(schema)
    assert {"201", "400", "401", "403"} <= set(create["responses"])
    assert "key" in document["components"]["schemas"]["IssuedKeyModel"]["properties"]
    assert "key" not in document["components"]["schemas"]["KeyModel"]["properties"]


def test_no_answer_has_what_is_kept_of_a_key(
    services: Services, client: FlaskClient, admin: dict[str, str], made: dict[str, Any]
) -> None:
    with services.database.read() as session:
        holder = keys.by_text(session, made["key"])
    assert holder is not None
    answer = client.get(f"{PATH}/{made['id']}", headers=admin)
    assert holder.token_secret.encode() not in answer.data
    assert {"digest", "token_secret", "pin_digest"}.isdisjoint(answer.json)
