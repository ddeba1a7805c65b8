"""What the presigned door needs, and the terms on which it gives addresses out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tvdbproxy.db.database import Database
from tvdbproxy.errors import Forbidden
from tvdbproxy.ingest.finish import Outbox
from tvdbproxy.storage.presigned_uploads import PresignedUploads
from tvdbproxy.storage.store import ObjectStore

# An upload that began while its address lived may end later, and clocks differ.
_GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Terms:
    """What may be uploaded, and for how long an address takes it."""

    mime_types: tuple[str, ...]
    max_bytes: int
    url_seconds: int
    ttl_days: float
    max_attempts: int

    @property
    def longest_wait(self) -> timedelta:
        """After this, nothing arrives at an address any more."""
        return timedelta(seconds=self.url_seconds) + _GRACE


@dataclass(frozen=True)
class Incoming:
    """``bucket`` is the name of ``originals``; ``uploads`` is None where that is in no S3
    server."""

    database: Database
    originals: ObjectStore
    thumbnails: ObjectStore
    bucket: str
    uploads: PresignedUploads | None
    outbox: Outbox
    terms: Terms

    def signer(self) -> PresignedUploads:
        """What signs addresses. Raises ``Forbidden`` (``presigned_needs_s3``)."""
        if self.uploads is None:
            raise Forbidden(
                "Pictures are kept in a directory here, to which nobody can upload by "
                "themselves: set STORAGE_BACKEND=s3, or use POST /api/v1/images/upload.",
                code="presigned_needs_s3",
            )
        return self.uploads
