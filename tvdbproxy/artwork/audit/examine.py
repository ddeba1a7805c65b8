"""Whether an object is what its row says: at a glance, and to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from tvdbproxy.artwork.audit.expected import ExpectedObject
from tvdbproxy.artwork.reading import Fault, read_object
from tvdbproxy.storage.store import ObjectInfo, ObjectStore


@dataclass(frozen=True)
class Examined:
    """An object that was read: its fault, or the checksum and the ETag of good bytes."""

    expected: ExpectedObject
    fault: Fault | None
    sha256: str = ""
    etag: str = ""

    @property
    def is_news(self) -> bool:
        """Whether the row of this good object does not know its checksum or its ETag, which
        a move to another server changes."""
        row = self.expected
        known = (row.sha256, row.etag) == (self.sha256, self.etag)
        return self.fault is None and row.bucket == "thumbnails" and not known


def is_doubtful(
    expected: ExpectedObject, size: int, etag: str, revision: str | None = None
) -> bool:
    """Whether the object has to be read, judged by its facts; a listing has no revision.

    An ETag that differs is a reason to look, and no verdict: it is the server's word.
    """
    return (
        size != expected.size
        or expected.etag not in (None, etag)
        or (expected.revision is not None and revision not in (None, expected.revision))
    )


def examine(store: ObjectStore, expected: ExpectedObject) -> Examined:
    """Read it all. Raises ``Unavailable`` where the server is away."""
    found = read_object(store, expected.key)
    if isinstance(found, Fault):
        return Examined(expected, found)
    checksum = sha256(found.data).hexdigest()
    fault = _fault(expected, found.info, len(found.data), checksum)
    return Examined(expected, fault, checksum, found.info.etag)


def _fault(expected: ExpectedObject, info: ObjectInfo, size: int, checksum: str) -> Fault | None:
    told = info.metadata.get("revision")
    if expected.revision is not None and told is not None and told != expected.revision:
        return Fault.STALE_REVISION
    if size != expected.size:
        return Fault.TRUNCATED
    if expected.sha256 is not None and checksum != expected.sha256:
        return Fault.WRONG_BYTES
    if expected.revision is not None and told is None:
        return Fault.STALE_REVISION
    return None
