"""Giving out an address: what a client says that it will upload, and where it may put it."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from tvdbproxy.access.quota import Quota, take
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ImageState, Origin
from tvdbproxy.errors import InvalidRequest, TooLarge, Unsupported
from tvdbproxy.ingest.presigned.incoming import Incoming, Terms
from tvdbproxy.storage.keys import incoming_key
from tvdbproxy.storage.presigned_uploads import PresignedUploads

Method = Literal["PUT", "POST"]

# What some call JPEG. It is signed as they say it, since they will send it so.
_ALIASES = {"image/jpg": "image/jpeg"}


@dataclass(frozen=True)
class Wish:
    """What a client will upload, in its own words; ``size`` in bytes."""

    filename: str
    content_type: str
    size: int
    profile: str = "presigned"
    context: Mapping[str, Any] | None = None
    callback_url: str | None = None
    method: Method = "PUT"


@dataclass(frozen=True)
class Offer:
    """Where to put it. A PUT needs ``headers`` as they are, a POST these form ``fields`` and
    then the file as field ``file``; the other of the two is empty. ``expires_in`` seconds."""

    upload_url: str
    method: Method
    headers: Mapping[str, str]
    fields: Mapping[str, str]
    processing_id: str
    unique_id: str
    key: str
    expires_in: int
    quota: Quota


def offer(incoming: Incoming, user_id: str, wish: Wish) -> Offer:
    """An address for this one picture, and the rows that wait for it.

    Raises ``Unavailable`` (``presigned_needs_s3``), ``InvalidRequest``, ``Unsupported``,
    ``TooLarge`` for what would not be taken, ``QuotaExceeded``.
    """
    signer, terms = incoming.signer(), incoming.terms
    _check(wish, terms)
    image_id = str(uuid.uuid4())
    url, headers, fields = _sign(signer, incoming_key(image_id), wish, terms)
    with incoming.database.write() as session:
        quota = take(session, user_id, terms.most_uploads, terms.window_minutes)
        processing_id = _await(session, image_id, user_id, wish, terms)
    return Offer(
        upload_url=url,
        method=wish.method,
        headers=headers,
        fields=fields,
        processing_id=processing_id,
        unique_id=image_id,
        key=incoming_key(image_id),
        expires_in=terms.url_seconds,
        quota=quota,
    )


def _check(wish: Wish, terms: Terms) -> None:
    if _mime_of(wish) not in terms.mime_types:
        raise Unsupported(
            f"content_type: pictures of this type are not taken; use {_listed(terms.mime_types)}."
        )
    if wish.size < 1:
        raise InvalidRequest("size: say how many bytes the file has.", code="invalid_parameter")
    if wish.size > terms.max_bytes:
        raise TooLarge(f"size: a picture may have {terms.max_bytes} bytes at most.")
    if wish.profile not in terms.profiles:
        raise InvalidRequest(
            f"profile: there is no such table of sizes; use {_listed(sorted(terms.profiles))}.",
            code="unknown_profile",
        )


def _sign(
    signer: PresignedUploads, key: str, wish: Wish, terms: Terms
) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    """Address, headers and fields. It takes as many bytes as the client said, and no more."""
    content_type, seconds = wish.content_type.lower(), terms.url_seconds
    if wish.method == "POST":
        form = signer.form(
            key, content_type=content_type, max_bytes=wish.size, expires_seconds=seconds
        )
        return form.url, {}, form.fields
    put = signer.put(key, content_type=content_type, size=wish.size, expires_seconds=seconds)
    return put.url, put.headers, {}
