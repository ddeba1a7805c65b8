"""Letting strangers upload one object straight to S3, of one type and a bounded size.

By boto3, since obstore signs neither forms nor headers.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tvdbproxy.storage.rules import checked_expiry, checked_headers, checked_key
from tvdbproxy.storage.s3_connection import S3Connection

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class PresignedForm:
    """POST ``fields``, then the file as field ``file``, as multipart form data to ``url``."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PresignedPut:
    """PUT the bytes to ``url`` with exactly these ``headers``."""

    url: str
    headers: Mapping[str, str]


class PresignedUploads:
    """Signs uploads into one bucket; asks no server anything. Thread-safe.

    Keys must be ours and random, never the client's: whoever holds an address may write that
    key again until it expires. ``connection`` is to the address that clients reach the server
    by, since it is a part of what is signed.
    """

    def __init__(self, connection: S3Connection, bucket: str) -> None:
        self._connection = connection
        self._bucket = bucket
        self._lock = threading.Lock()
        self._opened: S3Client | None = None

    def form(
        self, key: str, *, content_type: str, max_bytes: int, expires_seconds: int
    ) -> PresignedForm:
        """A form that takes 1 to ``max_bytes`` bytes; the server itself refuses more."""
        checked_headers(content_type, None, None)
        signed = self._signer().generate_presigned_post(
            self._bucket,
            checked_key(key),
            Fields={"Content-Type": content_type},
            Conditions=[
                {"Content-Type": content_type},
                ["content-length-range", 1, max_bytes],
            ],
            ExpiresIn=checked_expiry(expires_seconds),
        )
        return PresignedForm(signed["url"], signed["fields"])

    def put(self, key: str, *, content_type: str, size: int, expires_seconds: int) -> PresignedPut:
        """An address that takes exactly ``size`` bytes of that type."""
        checked_headers(content_type, None, None)
        url = self._signer().generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": checked_key(key),
                "ContentType": content_type,
                "ContentLength": size,
            },
            ExpiresIn=checked_expiry(expires_seconds),
        )
        return PresignedPut(url, {"Content-Type": content_type, "Content-Length": str(size)})

    def _signer(self) -> S3Client:
        """Made when somebody first needs it: it takes as much memory as all the rest. Clients
        may be shared by threads, but not be made by several at once."""
        with self._lock:
            if self._opened is None:
                self._opened = self._connection.open_admin()
            return self._opened
