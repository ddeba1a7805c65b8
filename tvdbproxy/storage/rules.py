"""The one place that says which keys, folders, ranges and metadata a store takes.

Narrower than S3 itself: what passes here means the same thing to Amazon, MinIO,
SeaweedFS and a file system, and cannot be misread as another key by any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tvdbproxy.errors import InvalidRequest

MAX_KEY_BYTES = 1024
MAX_SEGMENT_BYTES = 255
MAX_METADATA_BYTES = 2048
MAX_EXPIRY_SECONDS = 7 * 24 * 3600

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_METADATA_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]+( +[\x21-\x7e]+)*")


def checked_key(key: str) -> str:
    """Return ``key``, or raise ``InvalidRequest`` ``invalid_key`` saying what is wrong.

    A key is segments joined by ``/``: none empty, ``.`` or ``..``, none over 255 bytes,
    1,024 bytes in all; no control characters and no backslash.
    """
    fault = _fault(key)
    if fault:
        raise InvalidRequest(f"The storage key {key[:80]!r} {fault}.", code="invalid_key")
    return key


def checked_folder(prefix: str) -> str:
    """Return ``prefix`` if it is empty or a folder (``a/b/``); else as ``checked_key``."""
    if prefix:
        checked_key(prefix.removesuffix("/"))
        if not prefix.endswith("/"):
            raise InvalidRequest(
                f"The folder {prefix[:80]!r} must end in a slash.", code="invalid_key"
            )
    return prefix


def checked_range(byte_range: tuple[int, int]) -> tuple[int, int]:
    """Return the half-open range, or raise ``InvalidRequest`` ``range_not_satisfiable``."""
    start, end = byte_range
    if not 0 <= start < end:
        raise unsatisfiable(byte_range)
    return byte_range


def unsatisfiable(byte_range: tuple[int, int]) -> InvalidRequest:
    """The error for a range that has no bytes in this object."""
    return InvalidRequest(
        f"The object has no bytes from {byte_range[0]} up to {byte_range[1]}.",
        code="range_not_satisfiable",
    )


def checked_headers(
    content_type: str, cache_control: str | None, metadata: Mapping[str, str] | None
) -> dict[str, str]:
    """Check all that is stored beside the bytes; return the metadata as a new dict.

    Names are lower-case letters, digits and hyphens; values printable ASCII without
    spaces at the ends; 2,048 bytes in all. Servers differ on everything beyond, and
    SeaweedFS makes an object with a non-ASCII value unreadable for strict clients.
    Raises ``InvalidRequest`` ``invalid_metadata``.
    """
    given = dict(metadata or {})
    for name in given:
        if not _METADATA_NAME.fullmatch(name):
            raise _bad_metadata(f"The metadata name {name[:80]!r} is not lower-case ASCII.")
    values = {"content-type": content_type, **given}
    if cache_control is not None:
        values["cache-control"] = cache_control
    for name, value in values.items():
        if not _HEADER_VALUE.fullmatch(value):
            raise _bad_metadata(f"The value of {name!r} is empty or not printable ASCII.")
    if sum(len(name) + len(value) for name, value in given.items()) > MAX_METADATA_BYTES:
        raise _bad_metadata(f"The metadata is larger than {MAX_METADATA_BYTES} bytes.")
    return given


def checked_expiry(seconds: int) -> int:
    """Return the life of a signed address, or raise ``InvalidRequest`` ``invalid_expiry``."""
    if not 1 <= seconds <= MAX_EXPIRY_SECONDS:
        raise InvalidRequest(
            f"A signed address lives 1 to {MAX_EXPIRY_SECONDS} seconds.", code="invalid_expiry"
        )
    return seconds


def _bad_metadata(sentence: str) -> InvalidRequest:
    return InvalidRequest(sentence, code="invalid_metadata")


def _fault(key: str) -> str:
    """What is wrong with the key, as the end of a sentence; empty if nothing is."""
    try:
        encoded = key.encode()
    except UnicodeEncodeError:
        return "is not valid Unicode"
    segments = key.split("/")
    if len(encoded) > MAX_KEY_BYTES:
        return f"is longer than {MAX_KEY_BYTES} bytes"
    if any(len(segment.encode()) > MAX_SEGMENT_BYTES for segment in segments):
        return f"has a part longer than {MAX_SEGMENT_BYTES} bytes"
    if any(segment in ("", ".", "..") for segment in segments):
        return "has an empty part, a '.' or a '..'"
    if "\\" in key or _CONTROL.search(key):
        return "has a backslash or a control character"
    return ""
