"""Uploads that go straight to the object store, from the address to what was made of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.house.house import OpenHouse
from tests.house.incoming import (
    OpenIncoming,
    house,
    open_incoming,
    post,
    put,
    upload,
)
from tests.house.pictures import logo, poster
from tests.house.uploads import SECRET, as_user
from tests.house.waiting import eventually
from tests.web.test_bodies import JSON as ODD_JSON
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.models import Image
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest import pipeline
from tvdbproxy.storage.keys import incoming_key
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services
from workers.incoming import IncomingActors

__all__ = ["house", "open_incoming"]

ADA, BOB = as_user("ada"), as_user("bob")
JPEG, PNG = "image/jpeg", "image/png"
NOBODY = "0b6f2f9c-8f5e-4c5e-9f0e-000000000001"


@pytest.fixture
def door(house: Services) -> FlaskClient:
    return create_app(house).test_client()


def ask(
    door: FlaskClient,
    data: bytes = b"",
    user: dict[str, str] = ADA,
    status: int = 201,
    **wanted: Any,
) -> Any:
    """Ask for an address for the data."""
    body = {"filename": "a.jpg", "content_type": JPEG, "size": len(data), **wanted}
    answer = door.post("/images/upload-url", json=body, headers=user)
    assert answer.status_code == status, answer.json
    return answer.json


def get(door: FlaskClient, path: str, user: dict[str, str] = ADA) -> tuple[int, Any]:
    answer = door.get(path, headers=user)
    return answer.status_code, answer.json


def start(door: FlaskClient, unique_id: str, user: dict[str, str] = ADA) -> tuple[int, Any]:
    answer = door.post(f"/images/process/{unique_id}", headers=user)
    return answer.status_code, answer.json


def is_stored(house: Services, unique_id: str) -> bool:
    try:
        house.stores.originals.head(incoming_key(unique_id))
    except NotFound:
        return False
    return True


def everything(house: Services) -> list[tuple[str, str]]:
    """Each object of both buckets, and which bytes it has."""
    stores = (house.stores.originals, house.stores.thumbnails)
    return [(info.key, info.etag) for store in stores for info in store.list()]


def process(house: Services, door: FlaskClient, offered: Any) -> None:
    assert start(door, offered["unique_id"])[0] == 202
    pipeline.run(house.ingest, offered["processing_id"])


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_upload_is_taken_and_processed(house: Services, door: FlaskClient, method: str) -> None:
    offered = ask(door, poster(), method=method, metadata={"id": 7})
    assert offered["method"] == method
    assert ("headers" in offered, "fields" in offered) == (method == "PUT", method == "POST")
    status_path = f"/images/status/{offered['processing_id']}"
    code, before = get(door, status_path)
    assert (code, before["status"], before["state"]) == (200, "pending", "awaited")
    assert (before["metadata"], before["size"]) == ({"id": 7}, len(poster()))
    assert upload(offered, poster()) in (200, 201, 204)
    process(house, door, offered)
    code, after = get(door, status_path)
    assert (code, after["status"], after["state"], after["error"]) == (
        200,
        "completed",
        "ready",
        None,
    )
    code, processed = get(door, f"/images/processed/{offered['unique_id']}")
    assert code == 200
    assert set(processed["urls"]) == {"large", "original", "medium", "thumbnail"}
    assert (processed["width"], processed["height"]) == (340, 500)
    assert processed["media_id"] == after["media_id"]
    assert not is_stored(house, offered["unique_id"])


def test_looking_at_the_query_alone_makes_nothing(house: Services, door: FlaskClient) -> None:
    asked = "/images/upload-url?filename=a.jpg&content_type=image/jpeg&size=9"
    answer = door.head(asked, headers=ADA)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Image)) == 0


def test_the_address_may_be_asked_for_by_a_query(door: FlaskClient) -> None:
    query = {
        "filename": "a.png",
        "content_type": PNG,
        "size": len(logo()),
        "metadata": '{"id": 7}',
        "method": "post",
    }
    answer = door.get("/images/upload-url", query_string=query, headers=ADA)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["fields"]["Content-Type"] == PNG
    assert upload(answer.json, logo()) in (200, 201, 204)


@pytest.mark.proves("U1")
def test_a_put_takes_one_key_one_type_one_size(house: Services, door: FlaskClient) -> None:
    offered, other = ask(door, poster()), ask(door, poster(), BOB)
    url, headers = offered["upload_url"], offered["headers"]
    elsewhere = url.replace(offered["key"], other["key"])
    assert put(elsewhere, poster(), headers) == 403
    assert put(url.replace(offered["key"], "uploads/a"), poster(), headers) == 403
    assert put(url, poster(), {"Content-Type": "text/html"}) == 403
    assert put(url, poster() + b"x", {"Content-Type": JPEG}) == 403
    assert put(url, poster()[:-1], {"Content-Type": JPEG}) == 403
    assert not is_stored(house, offered["unique_id"])
    assert not is_stored(house, other["unique_id"])
    assert put(url, poster(), headers) == 200


@pytest.mark.proves("U1")
def test_an_address_dies(open_incoming: OpenIncoming) -> None:
    house = open_incoming(upload_url_seconds=1)
    offered = ask(create_app(house).test_client(), poster())
    assert offered["expires_in"] == 1
    eventually(lambda: upload(offered, poster()) == 403, seconds=20)


@pytest.mark.proves("U2")
def test_a_form_takes_one_key_one_type_and_no_more_than_was_said(
    house: Services, door: FlaskClient
) -> None:
    offered, other = ask(door, poster(), method="POST"), ask(door, poster(), BOB)
    url, fields = offered["upload_url"], offered["fields"]
    assert post(url, fields, poster() + b"x") in (400, 413)
    assert post(url, fields, b"") in (400, 403)
    for changed in (
        {"key": other["key"]},
        {"key": "incoming/${filename}"},
        {"key": f"{offered['key']}/${{filename}}"},
        {"key": "uploads/a"},
        {"Content-Type": "text/html"},
        {"x-amz-meta-a": "b"},
    ):
        assert post(url, {**fields, **changed}, poster(), other["unique_id"]) in (400, 403), changed
    assert [info.key for info in house.stores.originals.list()] == []
    assert post(url, fields, poster(), "../../${filename}") in (200, 201, 204)
    assert [info.key for info in house.stores.originals.list()] == [offered["key"]]


@pytest.mark.proves("U1")
def test_an_address_that_is_used_again_changes_nothing_any_more(
    house: Services, door: FlaskClient
) -> None:
    offered = ask(door, poster())
    assert upload(offered, poster()) == 200
    process(house, door, offered)
    made = get(door, f"/images/processed/{offered['unique_id']}")
    stored = everything(house)
    other = bytes(len(poster()))
    assert put(offered["upload_url"], other, offered["headers"]) == 200
    assert is_stored(house, offered["unique_id"])
    assert start(door, offered["unique_id"])[1]["status"] == "completed"
    pipeline.run(house.ingest, offered["processing_id"])
    IncomingActors(house).sweep_incoming()
    assert not is_stored(house, offered["unique_id"])
    assert get(door, f"/images/processed/{offered['unique_id']}") == made
    assert everything(house) == stored


def test_what_is_no_picture_fails_with_a_reason(house: Services, door: FlaskClient) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    offered = ask(door, script)
    assert upload(offered, script) == 200
    process(house, door, offered)
    code, status = get(door, f"/images/status/{offered['processing_id']}")
    assert (code, status["status"], status["error"]["code"]) == (
        200,
        "failed",
        "unsupported_media_type",
    )
    assert get(door, f"/images/processed/{offered['unique_id']}")[0] == 409


def test_the_bytes_decide_the_type(house: Services, door: FlaskClient) -> None:
    offered = ask(door, logo())
    assert upload(offered, logo()) == 200
    process(house, door, offered)
    assert get(door, f"/images/status/{offered['processing_id']}")[1]["content_type"] == PNG


@pytest.mark.proves("U3")
def test_nothing_is_begun_before_the_file_is_there(door: FlaskClient) -> None:
    offered = ask(door, poster())
    code, problem = start(door, offered["unique_id"])
    assert (code, problem["code"]) == (409, "upload_awaited")
    assert get(door, f"/images/processed/{offered['unique_id']}")[0] == 409


@pytest.mark.proves("U3")
def test_what_belongs_to_another_is_not_there(house: Services, door: FlaskClient) -> None:
    offered = ask(door, poster())
    upload(offered, poster())
    assert get(door, f"/images/status/{offered['processing_id']}", BOB)[0] == 404
    assert get(door, f"/images/processed/{offered['unique_id']}", BOB)[0] == 404
    assert start(door, offered["unique_id"], BOB)[0] == 404
    assert door.delete(f"/images/image/{offered['unique_id']}", headers=BOB).status_code == 404
    assert get(door, "/images/list", BOB)[1]["images"] == []
    assert is_stored(house, offered["unique_id"])
    assert get(door, f"/images/status/{offered['processing_id']}")[0] == 200


def test_what_there_is_not_is_not_found(door: FlaskClient) -> None:
    for odd in (NOBODY, "x", "%00", "a%0db", "é", "1" * 300):
        assert get(door, f"/images/status/{odd}")[0] == 404, odd
        assert get(door, f"/images/processed/{odd}")[0] == 404, odd
        assert start(door, odd)[0] == 404, odd
        assert door.delete(f"/images/image/{odd}", headers=ADA).status_code == 404, odd


def test_a_picture_is_deleted_with_all_that_was_made_of_it(
    house: Services, door: FlaskClient
) -> None:
    offered = ask(door, poster())
    upload(offered, poster())
    process(house, door, offered)
    path = f"/images/image/{offered['unique_id']}"
    assert door.delete(path, headers=ADA).status_code == 204
    assert door.delete(path, headers=ADA).status_code == 404
    assert get(door, f"/images/status/{offered['processing_id']}")[0] == 404
    assert everything(house) == []


def test_what_comes_after_its_picture_was_deleted_is_swept_away(
    house: Services, door: FlaskClient
) -> None:
    offered = ask(door, poster())
    assert door.delete(f"/images/image/{offered['unique_id']}", headers=ADA).status_code == 204
    assert upload(offered, poster()) == 200
    IncomingActors(house).sweep_incoming()
    assert not is_stored(house, offered["unique_id"])
    assert house.queue.waiting("ingest") == 0


def test_uploads_are_listed_page_by_page(door: FlaskClient) -> None:
    asked = [ask(door, poster())["unique_id"] for _ in range(3)]
    code, first = get(door, "/images/list?limit=2")
    assert (code, first["count"]) == (200, 2)
    code, last = get(door, f"/images/list?limit=2&cursor={first['next_cursor']}")
    assert (code, last["next_cursor"]) == (200, None)
    listed = [image["unique_id"] for page in (first, last) for image in page["images"]]
    assert sorted(listed) == sorted(asked)
    assert get(door, "/images/list?status=completed")[1]["images"] == []
    assert get(door, "/images/list?status=pending")[1]["count"] == 3


@pytest.mark.parametrize(
    "query",
    [
        *("cursor=x", "cursor=", "cursor=%00", "status=done", "status="),
        *("limit=0", "limit=201", "limit=-1", "limit=%D9%A1", "limit=1e3"),
    ],
)
def test_odd_lists_are_refused(door: FlaskClient, query: str) -> None:
    code, problem = get(door, f"/images/list?{query}")
    assert (code, problem["code"][:8]) == (400, "invalid_")


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"content_type": "image/svg+xml"}, 415, "unsupported_media_type"),
        ({"content_type": "text/html"}, 415, "unsupported_media_type"),
        ({"content_type": 7}, 400, "invalid_parameter"),
        ({"size": 0}, 400, "invalid_parameter"),
        ({"size": -1}, 400, "invalid_parameter"),
        ({"size": "7"}, 400, "invalid_parameter"),
        ({"size": 7.5}, 400, "invalid_parameter"),
        ({"size": True}, 400, "invalid_parameter"),
        ({"size": 10 * 1024 * 1024 + 1}, 413, "payload_too_large"),
        ({"size": 10**30}, 413, "payload_too_large"),
        ({"profile": "huge"}, 400, "unknown_profile"),
        ({"profile": ""}, 400, "unknown_profile"),
        ({"method": "PATCH"}, 400, "invalid_parameter"),
        ({"metadata": []}, 400, "invalid_parameter"),
        ({"metadata": {"a": "x" * 20_000}}, 400, "invalid_metadata"),
        ({"metadata": json.loads('{"a":' * 50 + "1" + "}" * 50)}, 400, "invalid_metadata"),
        ({"filename": "x" * 5000}, 400, "invalid_parameter"),
        ({"filename": None}, 400, "invalid_parameter"),
        ({"key": "uploads/a"}, 400, "invalid_parameter"),
    ],
)
def test_odd_wishes_are_refused(
    door: FlaskClient, wanted: dict[str, Any], status: int, code: str
) -> None:
    assert ask(door, poster(), status=status, **wanted)["code"] == code
    assert get(door, "/images/list")[1]["images"] == []


@pytest.mark.proves("Q6")
@pytest.mark.parametrize("name", ODD_JSON)
def test_odd_json_is_refused(door: FlaskClient, name: str) -> None:
    answer = door.post(
        "/images/upload-url", data=ODD_JSON[name], headers=ADA, content_type="application/json"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("metadata", ["x", "[1]", "7", "{", "NaN", '{"a":NaN}', "[" * 10_000])
def test_odd_metadata_in_a_query_is_refused(door: FlaskClient, metadata: str) -> None:
    query = {"filename": "a", "content_type": JPEG, "size": "7", "metadata": metadata}
    answer = door.get("/images/upload-url", query_string=query, headers=ADA)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_metadata")


@pytest.mark.parametrize("size", ["", "x", "+7", " 7", "7_0", "٧", "9" * 5000, "1.5"])
def test_odd_sizes_in_a_query_are_refused(door: FlaskClient, size: str) -> None:
    query = {"filename": "a", "content_type": JPEG, "size": size}
    answer = door.get("/images/upload-url", query_string=query, headers=ADA)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_parameter")


@pytest.mark.proves("Q4")
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
        ("x" * 4000, "x" * 255),
        ("cat\u202egnp.exe", "catgnp.exe"),
        ("猫.png", "猫.png"),
        ("", None),
    ],
)
def test_names_are_shown_and_decide_nothing(
    door: FlaskClient, given: str, shown: str | None
) -> None:
    offered = ask(door, poster(), filename=given)
    assert offered["key"] == f"incoming/{offered['unique_id']}"
    assert get(door, f"/images/status/{offered['processing_id']}")[1]["filename"] == shown


def test_addresses_count_as_uploads(open_incoming: OpenIncoming) -> None:
    door = create_app(open_incoming(rate_limit_max_uploads=2)).test_client()
    body = {"filename": "a", "content_type": JPEG, "size": 7}
    left = [door.post("/images/upload-url", json=body, headers=ADA) for _ in range(3)]
    assert [answer.status_code for answer in left] == [201, 201, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in left] == ["1", "0", "0"]
    assert get(door, "/images/list")[1]["count"] == 2
    assert door.post("/images/upload-url", json=body, headers=BOB).status_code == 201


def test_a_key_opens_too(house: Services, door: FlaskClient) -> None:
    with house.database.write() as session:
        issued = keys.create(session, Traits(name="Shop", role="client"))
    key = {"X-API-Key": issued.text}
    offered = ask(door, poster(), key)
    assert get(door, f"/images/status/{offered['processing_id']}", key)[0] == 200
    assert get(door, f"/images/status/{offered['processing_id']}")[0] == 404


@pytest.mark.proves("A3")
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer x"}, {"X-API-Key": "x"}, {"Authorization": "Basic YTpi"}],
)
def test_strangers_learn_nothing(door: FlaskClient, headers: dict[str, str]) -> None:
    for method, path in (
        ("POST", "/images/upload-url"),
        ("GET", "/images/upload-url"),
        ("GET", "/images/status/x"),
        ("GET", "/images/list?limit=x"),
        ("POST", f"/images/process/{NOBODY}"),
        ("GET", f"/images/processed/{NOBODY}"),
        ("DELETE", f"/images/image/{NOBODY}"),
    ):
        answer = door.open(path, method=method, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), path


def test_a_house_without_s3_says_so(open_house: OpenHouse) -> None:
    door = create_app(open_house(jwt_secret_key=SECRET)).test_client()
    problem = ask(door, poster(), status=403)
    assert problem["code"] == "presigned_needs_s3"
    assert "STORAGE_BACKEND=s3" in problem["detail"]
    assert door.get("/images/health").json["uploads"] is False


def test_health_is_open_to_all(door: FlaskClient) -> None:
    answer = door.get("/images/health")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "healthy",
        "service": "image-service",
        "uploads": True,
        "events": True,
        "problems": {},
    }


def test_addresses_are_signed_for_where_clients_are(open_incoming: OpenIncoming) -> None:
    house = open_incoming(s3_public_endpoint_url="https://s3.example.com/")
    offered = ask(create_app(house).test_client(), poster())
    bucket = house.settings.storage.s3_bucket_originals
    assert offered["upload_url"].startswith(f"https://s3.example.com/{bucket}/incoming/")


def test_pages_of_other_origins_may_ask(open_incoming: OpenIncoming) -> None:
    shop = "https://shop.example"
    door = create_app(open_incoming(cors_origins=(shop,))).test_client()
    paths = ["upload-url", "list", "health", "status/x", "process/x", "processed/x", "image/x"]
    for path in [f"/images/{each}" for each in paths]:
        asked = door.options(path, headers={"Origin": shop})
        assert asked.headers["Access-Control-Allow-Origin"] == shop
        assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
        other = door.options(path, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


def test_titles_pictures_are_where_they_were(door: FlaskClient) -> None:
    answer = door.get("/images/series/1/poster/medium")
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_content")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert get(door, "/images/status/1/poster/medium")[1]["code"] == "unknown_content"
