"""Callbacks of this service, verified by whoever gets them.

This module needs nothing but Python's standard library, and may be copied into an application
that knows nothing of this service::

    try:
        callback = verify(CALLBACK_SECRET, request.headers, request.get_data())
    except NotGenuine:
        abort(400)

A callback may come more than once; its ``id`` is the same each time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

EVENT = "X-Tvdbproxy-Event"
DELIVERY = "X-Tvdbproxy-Delivery"
TIMESTAMP = "X-Tvdbproxy-Timestamp"
SIGNATURE = "X-Tvdbproxy-Signature"

_VERSION = "v1"
_SECONDS = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)


class NotGenuine(ValueError):
    """It was not sent by whoever has the secret, or too long ago, or is not whole."""


def verify(
    secret: str | Iterable[str],
    headers: Mapping[str, str],
    body: bytes,
    tolerance_seconds: float = 300,
    *,
    now: float | None = None,
) -> dict[str, Any]:
    """The callback: ``id``, ``event``, ``created_at``, ``job_id``, ``image_id``, ``data``.

    ``body`` are the bytes as they came, before anything has read them; ``headers`` may be in
    any case. Give several secrets while one takes the place of another. ``now`` is in Unix
    seconds. Raises ``NotGenuine``.

    >>> body = b'{"id":"7","event":"image.completed","data":{}}'
    >>> headers = signed_headers("secret", body, "7", "image.completed", timestamp=1_800_000_000)
    >>> verify("secret", headers, body, now=1_800_000_100)["event"]
    'image.completed'
    >>> verify("another", headers, body, now=1_800_000_100)
    Traceback (most recent call last):
    tvdbproxy.webhooks.NotGenuine: the signature is not ours
    """
    given = {name.lower(): value for name, value in headers.items()}
    timestamp = given.get(TIMESTAMP.lower(), "").strip()
    if not _SECONDS.fullmatch(timestamp):
        raise NotGenuine("there is no timestamp")
    secrets = [secret] if isinstance(secret, str) else list(secret)
    if not all(secrets):
        raise ValueError("an empty secret is known to everybody")
    written = [part.strip() for part in given.get(SIGNATURE.lower(), "").split(",")]
    expected = [f"{_VERSION}={signature_of(each, int(timestamp), body)}" for each in secrets]
    # All are compared, however early one fits, and as bytes, since letters may be any.
    fits = [
        hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
        for one in expected
        for other in written
    ]
    if not any(fits):
        raise NotGenuine("the signature is not ours")
    age = (time.time() if now is None else now) - int(timestamp)
    if abs(age) > tolerance_seconds:
        raise NotGenuine(f"it was sent {age:.0f} seconds ago")
    return _document(body)


def signature_of(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 of ``timestamp.body`` in hexadecimal.

    >>> signature_of("secret", 1_800_000_000, b"{}")[:16]
    'bb7079132825ac79'
    """
    text = str(timestamp).encode() + b"." + body
    return hmac.digest(secret.encode(), text, hashlib.sha256).hex()


def signed_headers(
    secret: str, body: bytes, delivery_id: str, event: str, *, timestamp: int
) -> dict[str, str]:
    """The headers that such a callback is sent with; ``timestamp`` is in Unix seconds."""
    return {
        EVENT: event,
        DELIVERY: delivery_id,
        TIMESTAMP: str(timestamp),
        SIGNATURE: f"{_VERSION}={signature_of(secret, timestamp, body)}",
    }


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise NotGenuine("the body is no JSON") from error
    if not isinstance(document, dict):
        raise NotGenuine("the body is no JSON object")
    return document
