"""A picture as it is shown now: what a further variant is made of."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.artwork.work import HeldSource
from tvdbproxy.db.models import Artwork


@dataclass(frozen=True)
class Shown:
    """A stored picture. ``source`` is what it was made of: an address that two pictures share
    may have other bytes by now."""

    artwork_id: int
    content_type: str
    content_id: int
    image_type: str
    path: str
    prefix: str
    revision: str
    has_alpha: bool
    source: HeldSource

    @classmethod
    def of(cls, row: Artwork) -> Shown | None:
        """``None`` for a picture that is not stored yet."""
        source = _held(row)
        if row.storage_path is None or row.revision is None or source is None:
            return None
        return cls(
            artwork_id=row.id,
            content_type=row.content_type,
            content_id=row.content_id,
            image_type=row.image_type,
            path=row.path,
            prefix=row.storage_path,
            revision=row.revision,
            has_alpha=bool(row.has_alpha),
            source=source,
        )

    def is_still(self, row: Artwork | None) -> bool:
        """Whether the row, read anew, shows the same picture at the same place."""
        return row is not None and row.revision == self.revision and row.storage_path == self.prefix


def _held(row: Artwork) -> HeldSource | None:
    if row.source_key is None or row.source_sha256 is None:
        return None
    return HeldSource(row.source_key, row.source_sha256, row.file_size or 0, None, None)
