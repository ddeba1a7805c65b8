"""The pending queue over HTTP: word for word what the application's documents show."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.house import OpenHouse
from tests.house.pictures import logo, poster
from tvdbproxy.db.models import PendingImage
from tvdbproxy.ingest.pending.knowledge import MEMBERS
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]

KEY = "the-media-key"
BEARER = {"Authorization": f"Bearer {KEY}"}
RICH = {
    "permanent_url": "https://media-backend/serve/789",
    "processing_complete": True,
    "ai_enhanced": True,
    "formats_available": ["avif", "webp", "jpeg", "png"],
    "ai_analysis": {
        "style": "Abstract Expressionist",
        "medium": "Oil on Canvas",
        "quality_score": 85,
        "mood_keywords": ["vibrant", "energetic"],
        "brand_colors": ["#FF5733", "#33A1FF"],
        "background_removed": True,
    },
}


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(
        media_api_key=KEY,
        pending_max_mb=0.1,
        smart_media_base_url="https://api2.example.com/api/images",
    )


def _put(client: FlaskClient, user: str = "456", **files: bytes) -> TestResponse:
    form: dict[str, Any] = {name: (io.BytesIO(data), f"{name}.jpg") for name, data in files.items()}
    return client.post("/api/media/pending", headers=BEARER, data={"user_id": user, **form})


@pytest.fixture
def waiting(client: FlaskClient) -> dict[str, Any]:
    """A picture that was put in."""
    answer: dict[str, Any] = _put(client, profile_image=poster()).get_json()
    image: dict[str, Any] = answer["images"][0]
    return image


def _all(client: FlaskClient) -> Any:
    return client.get("/api/media/pending/all", headers=BEARER).get_json()


def _complete(client: FlaskClient, number: object, document: Any = RICH) -> TestResponse:
    return client.post(f"/api/media/complete/{number}", headers=BEARER, json=document)


def test_pictures_are_put_in_and_listed(client: FlaskClient) -> None:
    answer = _put(client, profile_image=poster(), logo_image=logo())
    assert (answer.status_code, answer.get_json()["success"]) == (201, True)
    assert [image["data_type"] for image in answer.get_json()["images"]] == ["profile", "logo"]
    listed = _all(client)
    assert listed["total"] == 2
    first = listed["images"][0]
    assert list(first) == [
        "id", "user_id", "image_path", "original_name", "mime_type", "status", "created_at",
    ]  # fmt: skip
    assert first["user_id"] == 456
    assert re.fullmatch(r"/temp_images/profiles/456-profile-\d+-\d+\.jpg", first["image_path"])
    assert (first["original_name"], first["mime_type"]) == ("profile_image.jpg", "image/jpeg")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", first["created_at"])


def test_an_empty_queue_is_an_empty_list(client: FlaskClient) -> None:
    assert _all(client) == {"images": [], "total": 0}


@pytest.mark.parametrize("document", [{"media_id": "789"}, {"media_id": 789}, RICH])
def test_a_completion_is_answered_as_the_document_has_it(
    client: FlaskClient, waiting: dict[str, Any], document: Any
) -> None:
    answer = _complete(client, waiting["id"], document)
    assert answer.status_code == 200
    assert answer.get_json() == {
        "success": True,
        "imageId": waiting["id"],
        "media_id": "789",
        "status": "processed",
        "smart_url_preview": "https://api2.example.com/api/images/789",
    }
    assert _complete(client, waiting["id"], document).get_json() == answer.get_json()
    assert _all(client)["total"] == 0


def test_a_failure_is_answered_as_the_document_has_it(
    client: FlaskClient, waiting: dict[str, Any]
) -> None:
    for _ in range(2):
        answer = client.delete(f"/api/media/cleanup/{waiting['id']}", headers=BEARER)
        assert answer.status_code == 200
        assert answer.get_json() == {
            "success": True,
            "message": "Image marked as failed and temp file cleaned up",
        }
    assert client.get(waiting["image_path"]).status_code == 404


def test_contrary_and_unknown_reports_are_problems(
    client: FlaskClient, waiting: dict[str, Any]
) -> None:
    _complete(client, waiting["id"])
    for answer, status, code in (
        (_complete(client, waiting["id"], {"media_id": "5"}), 409, "already_processed"),
        (_complete(client, 99), 404, "unknown_pending_image"),
        (_complete(client, "x"), 404, "unknown_pending_image"),
        (_complete(client, waiting["id"], {"media_id": "x"}), 400, "invalid_request"),
        (_complete(client, waiting["id"], []), 400, "invalid_request"),
        (
            client.delete(f"/api/media/cleanup/{waiting['id']}", headers=BEARER),
            409,
            "already_processed",
        ),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
        assert answer.content_type == "application/problem+json"


@pytest.mark.proves("Q6", "Q9")
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"media_id": "7", "ai_analysis": {"a": 1e999}}',
        b'{"media_id": "7", "ai_analysis": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
        b'{"media_id": NaN}',
        b'{"media_id": "7", "media_id": "8"}',
        b"\xff",
        b"",
    ],
)
def test_a_body_that_is_no_json_of_use_is_refused(
    client: FlaskClient, waiting: dict[str, Any], body: bytes
) -> None:
    path = f"/api/media/complete/{waiting['id']}"
    answer = client.post(path, headers=BEARER, data=body, content_type="application/json")
    assert answer.status_code == 400
    other = client.post(path, headers=BEARER, data=body, content_type="text/plain")
    assert other.status_code == 415


def test_what_was_told_of_a_picture_is_answered(
    client: FlaskClient, waiting: dict[str, Any]
) -> None:
    _complete(client, waiting["id"])
    answer = client.get("/api/media/analysis/789", headers=BEARER)
    document = answer.get_json()
    assert document["success"] is True
    assert set(document["analysis"]) == set(MEMBERS)
    told: dict[str, Any] = RICH["ai_analysis"]  # type: ignore[assignment]
    assert {name: document["analysis"][name] for name in told} == told
    assert document["analysis"]["detected_objects"] is None
    unknown = client.get("/api/media/analysis/790", headers=BEARER)
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "unknown_media")


def test_a_temporary_picture_is_shown_and_runs_as_nothing(
    client: FlaskClient, waiting: dict[str, Any]
) -> None:
    answer = client.get(waiting["image_path"])
    assert (answer.status_code, answer.data) == (200, poster())
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in answer.headers["Cache-Control"]
    head = client.head(waiting["image_path"])
    assert head.headers["Content-Length"] == str(len(poster()))
    same = client.get(waiting["image_path"], headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    part = client.get(waiting["image_path"], headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, poster()[:10])


@pytest.mark.proves("I16")
def test_a_picture_with_a_script_in_it_is_a_picture(client: FlaskClient) -> None:
    script = poster() + b"<script>alert(1)</script>"
    path = _put(client, logo_image=script).get_json()["images"][0]["image_path"]
    answer = client.get(path)
    assert (answer.data, answer.headers["Content-Type"]) == (script, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_when_its_file_is_gone_a_temporary_address_leads_to_the_permanent_one(
    services: Services, client: FlaskClient, waiting: dict[str, Any]
) -> None:
    _complete(client, waiting["id"])
    with services.database.read() as session:
        services.stores.originals.delete(session.get_one(PendingImage, waiting["id"]).key)
    answer = client.get(waiting["image_path"])
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://api2.example.com/api/images/789?size=detail"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.proves("I17", "I18", "I25", "Q7")
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 415, "unsupported_media_type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", 415, "unsupported_media_type"),
        (b"MZ\x90\x00" + b"\x00" * 100, 415, "unsupported_media_type"),
        (b"", 422, "image_empty"),
        (b"\xff\xd8\xff", 422, "image_truncated"),
        (poster() + b"\x00" * 110_000, 413, "file_too_large"),
    ],
)
def test_what_is_no_picture_that_is_taken_is_refused(
    client: FlaskClient, data: bytes, status: int, code: str
) -> None:
    answer = _put(client, logo_image=data)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert _all(client)["total"] == 0


@pytest.mark.proves("Q7")
def test_a_form_that_is_longer_than_all_its_files_may_be_is_not_read(client: FlaskClient) -> None:
    answer = client.post(
        "/api/media/pending",
        headers=BEARER,
        data=b"\x00" * 2_000_000,
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "payload_too_large")


@pytest.mark.proves("Q8")
def test_a_form_that_says_too_little_or_the_wrong_is_refused(client: FlaskClient) -> None:
    for answer in (
        _put(client),
        _put(client, user="", logo_image=poster()),
        _put(client, user="ada", logo_image=poster()),
        _put(client, avatar=poster()),
        client.post("/api/media/pending", headers=BEARER, json={"user_id": 1}),
        client.post("/api/media/pending", headers=BEARER),
    ):
        assert answer.status_code == 400
        assert "detail" in answer.get_json()


@pytest.mark.proves("A3")
def test_the_queue_opens_to_its_key_alone(
    services: Services, open_house: OpenHouse, open_door: OpenDoor, admin: dict[str, str]
) -> None:
    routes = [
        ("POST", "/api/media/pending"),
        ("GET", "/api/media/pending/all"),
        ("POST", "/api/media/complete/1"),
        ("DELETE", "/api/media/cleanup/1"),
        ("GET", "/api/media/analysis/1"),
    ]
    closed, opened = open_door(open_house()), open_door(services)
    for method, path in routes:
        for headers in ({}, admin, {"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}x"}):
            answer = opened.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthorized")
        answer = closed.open(path, method=method, headers=BEARER)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "media_closed")


def test_without_a_base_address_the_preview_is_ours(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(media_api_key=KEY, public_base_url="https://here.example"))
    number = _put(client, logo_image=logo()).get_json()["images"][0]["id"]
    preview = _complete(client, number).get_json()["smart_url_preview"]
    assert preview == "https://here.example/api/images/789"
