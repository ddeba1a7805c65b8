"""What the S3 client raises, in our own words: one table by S3 error code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from tvdbproxy.errors import Conflict, NotFound, TvdbProxyError, Unavailable
from tvdbproxy.storage.rules import unsatisfiable

RETRY_AFTER_SECONDS = 5.0

_DENIED = (
    "storage_denied",
    "The S3 server refuses our credentials: check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and "
    "what they may do in bucket {bucket}.",
)
FAULTS: dict[str, tuple[str, str]] = {
    "NoSuchBucket": (
        "bucket_missing",
        "The bucket {bucket} does not exist: create it with `tvdbproxy storage init`.",
    ),
    "RequestTimeTooSkewed": (
        "storage_clock_skew",
        "The clocks of this machine and of the S3 server differ too much: set them by NTP.",
    ),
    "AccessDenied": _DENIED,
    "InvalidAccessKeyId": _DENIED,
    "SignatureDoesNotMatch": _DENIED,
    "XMinioStorageFull": ("storage_full", "The S3 server has no space left: make room there."),
}
UNAVAILABLE = (
    "storage_unavailable",
    "The S3 server does not answer as it should: try again in a moment.",
)
_CODE = re.compile(r"<Code>(\w+)</Code>")


@contextmanager
def translated(bucket: str, key: str, byte_range: tuple[int, int] | None = None) -> Iterator[None]:
    """Turn whatever the client raises inside into one of our errors."""
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise _translate(error, bucket, key, byte_range) from error


def _translate(
    error: Exception, bucket: str, key: str, byte_range: tuple[int, int] | None
) -> TvdbProxyError:
    # The client has no field for the server's error code; its message quotes the reply.
    found = _CODE.search(str(error))
    code = found[1] if found else ""
    if code == "InvalidRange" and byte_range:
        return unsatisfiable(byte_range)
    if code in FAULTS:
        return _unavailable(error, bucket, FAULTS[code])
    if isinstance(error, FileNotFoundError):
        return NotFound(f"Nothing is stored under {key}.", code="object_missing")
    if isinstance(error, AlreadyExistsError):
        return Conflict(f"An object {key} is already stored.", code="object_exists")
    if isinstance(error, (PermissionDeniedError, UnauthenticatedError)):
        return _unavailable(error, bucket, _DENIED)
    return _unavailable(error, bucket, UNAVAILABLE)


def _unavailable(error: Exception, bucket: str, fault: tuple[str, str]) -> Unavailable:
    code, sentence = fault
    detail = str(error).partition("\n\nDebug source")[0]
    # The client keeps a Retry-After header to itself, hence the fixed advice.
    return Unavailable(
        sentence.format(bucket=bucket), code=code, detail=detail, retry_after=RETRY_AFTER_SECONDS
    )
