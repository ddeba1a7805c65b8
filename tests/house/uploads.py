"""Applications that give pictures: their users' tokens, and what they send."""

from __future__ import annotations

import io
import time
from typing import Any

import jwt
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.pictures import poster
from tvdbproxy.db.models import JobStatus
from tvdbproxy.ingest import pipeline
from tvdbproxy.wiring import Services

SECRET = "a-secret-of-the-tests-of-32-letters-and-more"


def token(user: str = "ann", **claims: Any) -> str:
    """A token of a user, good for an hour."""
    return jwt.encode({"sub": user, "exp": int(time.time()) + 3600, **claims}, SECRET, "HS256")


def as_user(user: str = "ann") -> dict[str, str]:
    """The headers of a user."""
    return {"Authorization": f"Bearer {token(user)}"}


def upload(
    client: FlaskClient,
    data: bytes | None = None,
    *,
    user: str = "ann",
    name: str = "photo.jpg",
    key: str | None = None,
    **fields: str,
) -> TestResponse:
    """Upload one file."""
    form: dict[str, Any] = {"bucket": "tests", **fields}
    form["file"] = (io.BytesIO(poster() if data is None else data), name)
    headers = as_user(user) | ({"Idempotency-Key": key} if key else {})
    return client.post(
        "/api/v1/images/upload",
        data=form,
        headers=headers,
        content_type="multipart/form-data",
    )


def work_off(
    services: Services, answer: TestResponse, ends: JobStatus = JobStatus.COMPLETED
) -> dict[str, Any]:
    """Do the job that was accepted, as a worker would, to this end; the answer as JSON."""
    accepted: dict[str, Any] = answer.get_json()
    assert pipeline.run(services.ingest, accepted["job_id"]) is ends
    return accepted
