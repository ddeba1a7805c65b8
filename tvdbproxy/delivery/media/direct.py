"""Addresses by which owners fetch their sources from the S3 server, without us in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tvdbproxy.delivery.media.owned import OwnImage
from tvdbproxy.errors import Conflict
from tvdbproxy.storage.store import Presigner


@dataclass(frozen=True)
class DirectAddress:
    """Whoever has ``url`` may GET the source, until it expires."""

    url: str
    expires_in: int
    expires_at: datetime


@dataclass(frozen=True)
class DirectAccess:
    """``originals`` is None where sources are in no S3 server; ``seconds`` is how long an address
    lives."""

    originals: Presigner | None
    seconds: int

    def address_of(self, own: OwnImage) -> DirectAddress:
        """An address for the picture's source; asks no server anything.

        Raises as ``OwnImage.source_key``, and ``Conflict`` (``no_direct_access``).
        """
        key = own.source_key()
        if self.originals is None:
            raise Conflict(
                "Pictures are kept in a directory here, which has no addresses of its own: use "
                f"GET /api/v1/images/{own.image.image_id}/direct?size=original.",
                code="no_direct_access",
            )
        # Looked at before signing and cut to the second, so that no address ends sooner than told.
        signed_at = datetime.now(UTC).replace(microsecond=0)
        return DirectAddress(
            url=self.originals.presign_get(key, self.seconds),
            expires_in=self.seconds,
            expires_at=signed_at + timedelta(seconds=self.seconds),
        )
