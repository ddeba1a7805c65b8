"""Addresses for uploads: what is signed, what is written down, what is refused."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.ingest.presigned.conftest import PNG, TERMS, Ask, events_of, image, job
from tvdbproxy.db.models import Image, ImageState, JobStatus, JobStep, Origin, StepStatus
from tvdbproxy.errors import Forbidden, RateLimited, TvdbProxyError
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.ingest.presigned.offer import Announced, offer

ADA = Given(user_id="ada", origin=Origin.PRESIGNED, bucket="presigned", profile="presigned")


def test_an_address_is_for_one_key_that_nobody_can_guess(ask: Ask) -> None:
    one, other = ask(original_name="../../evil.png"), ask(original_name="../../evil.png")
    assert one.key != other.key
    assert one.key == f"incoming/{one.unique_id}"
    assert uuid.UUID(one.unique_id).version == 4
    assert urlsplit(one.upload_url).path == f"/originals/{one.key}"
    assert "evil" not in one.upload_url


def test_a_put_is_bound_to_type_and_length(ask: Ask) -> None:
    asked = ask(size=77)
    (signed,) = parse_qs(urlsplit(asked.upload_url).query)["X-Amz-SignedHeaders"]
    assert signed.split(";") == ["content-length", "content-type", "host"]
    assert asked.headers == {"Content-Type": PNG, "Content-Length": "77"}
    assert asked.fields == {}


def test_a_form_is_bound_to_key_and_type(ask: Ask) -> None:
    asked = ask(method="POST")
    assert asked.fields["key"] == asked.key
    assert asked.fields["Content-Type"] == PNG
    assert "${filename}" not in repr(asked)
    assert asked.headers == {}


def test_an_address_lives_as_long_as_it_says(ask: Ask) -> None:
    asked = ask()
    assert asked.expires_in == TERMS.url_seconds
    assert parse_qs(urlsplit(asked.upload_url).query)["X-Amz-Expires"] == [str(TERMS.url_seconds)]


def test_rows_wait_for_the_file(incoming: Incoming, ask: Ask) -> None:
    asked = ask(size=77, original_name="cat.png", context={"id": 7})
    row, waiting = image(incoming, asked.unique_id), job(incoming, asked.processing_id)
    assert row is not None
    assert waiting is not None
    assert (row.state, row.origin, row.user_id) == (ImageState.AWAITED, Origin.PRESIGNED, "ada")
    assert (row.mime_type, row.file_size, row.original_name) == (PNG, 77, "cat.png")
    assert row.context == {"id": 7}
    assert row.expires_at is not None
    assert (row.expires_at - row.created_at).days == TERMS.ttl_days
    assert (waiting.status, waiting.due_at, waiting.user_id) == (JobStatus.PENDING, None, "ada")
    assert re.fullmatch(r"img_[0-9]{10}_[0-9a-f]{12}", asked.processing_id)
    assert events_of(incoming, asked.unique_id) == ["upload_initiated"]
    with incoming.database.read() as session:
        steps = session.scalars(select(JobStep.status).where(JobStep.job_id == asked.processing_id))
        assert set(steps) == {StepStatus.PENDING}


def test_jpeg_may_be_called_jpg(incoming: Incoming, ask: Ask) -> None:
    asked = ask(content_type="image/jpg")
    row = image(incoming, asked.unique_id)
    assert row is not None
    assert row.mime_type == "image/jpeg"
    assert asked.headers["Content-Type"] == "image/jpg"


@pytest.mark.parametrize(
    ("announced", "code"),
    [
        (Announced("image/svg+xml", 3), "unsupported_media_type"),
        (Announced("text/html", 3), "unsupported_media_type"),
        (Announced("", 3), "unsupported_media_type"),
        (Announced("image/png\r\nX: 1", 3), "unsupported_media_type"),
        (Announced(PNG, 0), "invalid_parameter"),
        (Announced(PNG, -1), "invalid_parameter"),
        (Announced(PNG, TERMS.max_bytes + 1), "payload_too_large"),
    ],
)
def test_what_would_not_be_taken_gets_no_address(
    incoming: Incoming, announced: Announced, code: str
) -> None:
    with pytest.raises(TvdbProxyError) as caught:
        offer(incoming, ADA, announced)
    assert caught.value.code == code
    assert _images(incoming) == 0


def test_the_largest_size_is_taken(ask: Ask) -> None:
    assert ask(size=TERMS.max_bytes).headers["Content-Length"] == str(TERMS.max_bytes)


def test_whoever_is_over_quota_leaves_no_rows(incoming: Incoming) -> None:
    def charge(session: Session) -> None:
        raise RateLimited("No.")

    with pytest.raises(RateLimited):
        offer(incoming, ADA, Announced(PNG, 3), charge=charge)
    assert _images(incoming) == 0


def test_a_directory_has_no_addresses(incoming: Incoming) -> None:
    with pytest.raises(Forbidden, match="STORAGE_BACKEND=s3") as caught:
        offer(replace(incoming, uploads=None), ADA, Announced(PNG, 3))
    assert caught.value.code == "presigned_needs_s3"


def _images(incoming: Incoming) -> Any:
    with incoming.database.read() as session:
        return session.scalar(select(func.count()).select_from(Image))
