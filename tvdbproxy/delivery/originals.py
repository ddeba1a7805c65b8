"""Pictures as they came, read from their bucket."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from tvdbproxy.delivery.hot import Held
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.sources import told_sha256
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

# Hex digits of a checksum: no two pictures share so many, and a client may name a file by them.
_TAG_LENGTH = 32


def read_original(originals: ObjectStore, key: str) -> Held | None:
    """The picture; ``None`` if it is not there, or is not what was once stored.

    Raises ``Unavailable`` where the store is.
    """
    found = find(originals, key)
    if found is None:
        return None
    checksum = sha256(found.data).hexdigest()
    if checksum != told_sha256(found.info) or found.info.content_type is None:
        return None
    return as_held(key, found.data, found.info.content_type, checksum, found.info)


def as_held(
    key: str, data: bytes, mime: str, checksum: str, info: ObjectInfo | None = None
) -> Held:
    """Ready to be sent; without ``info`` it is not stored, and as young as this moment."""
    moment = info.last_modified if info else datetime.now(UTC).replace(microsecond=0)
    return Held(key, data, mime, tag_of(checksum), moment, revision=None)


def tag_of(checksum: str) -> str:
    """The entity tag of the bytes with this SHA-256, without quotes."""
    return checksum[:_TAG_LENGTH]
