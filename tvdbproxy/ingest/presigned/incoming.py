"""What the presigned door needs, and the terms on which it gives addresses out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tvdbproxy.db.database import Database
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.presigned_uploads import PresignedUploads
from tvdbproxy.storage.store import ObjectStore

# An upload that began while its address lived may end later, and clocks differ.
_GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Terms:
    """What may be uploaded, and for how long. ``url_seconds`` is the life of an address;
    ``most_uploads`` is how many of them a user has in ``window_minutes``."""

    mime_types: tuple[str, ...]
    max_bytes: int
    profiles: frozenset[str]
    url_seconds: int
    ttl_days: float
    most_uploads: int
    window_minutes: int

    @property
    def longest_wait(self) -> timedelta:
        """After this nothing will arrive at an address any more."""
        return timedelta(seconds=self.url_seconds) + _GRACE


@dataclass(frozen=True)
class Incoming:
    """``bucket`` is the name of ``originals``. ``uploads`` is None where the store is no S3
    server. ``remove`` deletes all traces of an image."""

    database: Database
    originals: ObjectStore
    bucket: str
    uploads: PresignedUploads | None
    terms: Terms
    remove: Callable[[str], object]

    def signer(self) -> PresignedUploads:
        """What signs addresses. Raises ``Unavailable`` (``presigned_needs_s3``)."""
        if self.uploads is None:
            raise Unavailable(
                "Pictures are kept in a directory here, to which nobody can upload by "
                "themselves: set STORAGE_BACKEND=s3, or upload with POST /api/v1/images/upload.",
                code="presigned_needs_s3",
            )
        return self.uploads
