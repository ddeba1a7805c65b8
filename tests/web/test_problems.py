"""Every error is a problem document, whatever was asked."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tvdbproxy.db.models import Task
from tvdbproxy.errors import Kind
from tvdbproxy.web.errors import STATUS
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]


def test_every_kind_of_error_has_a_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 600 for status in STATUS.values())


@pytest.mark.proves("Q5", "Q9")
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("BREW", "/healthz", 405, "method_not_allowed"),
        ("GET", "/images/series/1/poster", 404, "not_found"),
        ("GET", "/images//1/poster/medium", 404, None),
        ("GET", "/api/v1/images/artwork/-1", 404, "no_artwork"),
        ("GET", "/api/v1/images/artwork/404", 404, "no_artwork"),
        ("GET", "/api/v1/images/artwork/" + "9" * 4000, 404, "no_artwork"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    client: FlaskClient, method: str, path: str, status: int, code: str | None
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    document = json.loads(answer.data)
    assert set(document) == {"type", "title", "status", "code", "detail"}
    assert document["status"] == status
    assert code is None or document["code"] == code
    assert len(document["detail"]) > 10
    assert "Traceback" not in document["detail"]


@pytest.mark.proves("Q7")
def test_a_body_that_is_too_large_is_413_before_anything_is_done(
    client: FlaskClient, admin: dict[str, str], services: Services
) -> None:
    most = 1024 * 1024
    path = "/api/v1/admin/sync/images/missing"
    assert client.post(path, headers=admin, data=b"x" * most).status_code == 202
    answer = client.post(path, headers=admin, data=b"x" * (most + 1))
    assert (answer.status_code, answer.json["code"]) == (413, "payload_too_large")
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 1


def test_what_nobody_foresaw_is_500_without_a_word_of_the_cause(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("tvdbproxy.web.health.readiness", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert answer.json["code"] == "internal_error"
    assert b"42" not in answer.data
    assert "the secret is 42" in caplog.text
