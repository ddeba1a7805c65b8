"""Giving out an address: a client says what it will upload, and is told where to put it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import ImageState
from tvdbproxy.errors import InvalidRequest, TooLarge, Unsupported
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.presigned.incoming import Incoming, Terms
from tvdbproxy.storage.keys import incoming_key
from tvdbproxy.storage.presigned_uploads import PresignedUploads

Method = Literal["PUT", "POST"]

# What some call JPEG. It is signed as they say it, since they will send it so.
_ALIASES = {"image/jpg": "image/jpeg"}


@dataclass(frozen=True)
class Announced:
    """The file that is to come, as its owner describes it; ``size`` in bytes."""

    content_type: str
    size: int
    method: Method = "PUT"

    @property
    def mime(self) -> str:
        """The type by its proper name."""
        return _ALIASES.get(self.content_type, self.content_type)


@dataclass(frozen=True)
class Offer:
    """Where to put it. A PUT needs ``headers`` as they are, a POST these form ``fields`` and
    after them the file as field ``file``; the other of the two is empty."""

    upload_url: str
    headers: Mapping[str, str]
    fields: Mapping[str, str]
    processing_id: str
    unique_id: str
    key: str
    expires_in: int


def offer(
    incoming: Incoming,
    given: Given,
    announced: Announced,
    *,
    charge: Callable[[Session], object] = lambda session: None,
) -> Offer:
    """An address for this one picture, and the rows that wait for it; ``charge`` is called in
    their transaction, and may refuse.

    Raises ``Forbidden`` (``presigned_needs_s3``), and ``Unsupported``, ``InvalidRequest`` or
    ``TooLarge`` for what would not be taken.
    """
    signer, terms = incoming.signer(), incoming.terms
    _check(announced, terms)
    image_id = str(uuid.uuid4())
    key = incoming_key(image_id)
    url, headers, fields = _sign(signer, key, announced, terms)
    with incoming.database.write() as session:
        processing_id = _await(session, image_id, given, announced, terms)
        charge(session)
    return Offer(url, headers, fields, processing_id, image_id, key, terms.url_seconds)


def _check(announced: Announced, terms: Terms) -> None:
    if announced.mime not in terms.mime_types:
        raise Unsupported(f"content_type: use {', '.join(terms.mime_types)}.")
    if announced.size < 1:
        raise InvalidRequest("size: give the file's size in bytes.", code="invalid_parameter")
    if announced.size > terms.max_bytes:
        raise TooLarge(f"size: a file may have {terms.max_bytes} bytes at most.")


def _sign(
    signer: PresignedUploads, key: str, announced: Announced, terms: Terms
) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    """Address, headers and fields. It takes as many bytes as were announced, and no more."""
    content_type, seconds = announced.content_type, terms.url_seconds
    if announced.method == "POST":
        form = signer.form(
            key, content_type=content_type, max_bytes=announced.size, expires_seconds=seconds
        )
        return form.url, {}, form.fields
    put = signer.put(key, content_type=content_type, size=announced.size, expires_seconds=seconds)
    return put.url, put.headers, {}


def _await(
    session: Session, image_id: str, given: Given, announced: Announced, terms: Terms
) -> str:
    """The rows, and the job's id. What was announced is shown until it is known better."""
    moment = now(session)
    image = jobs.new_image(given, image_id, ImageState.AWAITED, moment)
    image.mime_type, image.file_size = announced.mime, announced.size
    image.expires_at = moment + timedelta(days=terms.ttl_days)
    job = jobs.begin(
        session,
        image,
        moment,
        job_id=_new_processing_id(moment),
        due=False,
        callback_url=given.callback_url,
        max_attempts=terms.max_attempts,
    )
    return job.job_id


def _new_processing_id(moment: datetime) -> str:
    return f"img_{int(moment.timestamp())}_{secrets.token_hex(6)}"
