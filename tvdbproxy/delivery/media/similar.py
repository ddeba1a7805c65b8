"""Near-duplicates: pictures of one owner whose perceptual hashes differ in few bits.

A hash of 64 bits is kept in four bands of 16. Of two hashes that differ in at most seven bits,
one band differs in at most one: so looking up each band, as it is and with each of its bits
turned, finds all of them by an index, however many pictures there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageAnalysis, ImageFingerprint
from tvdbproxy.delivery.media.asked import unknown_image
from tvdbproxy.errors import Conflict
from tvdbproxy.imaging.analysis.fingerprint import BAND_BITS, BANDS, distance

MOST_BITS = 7
MOST = 100


@dataclass(frozen=True)
class Similar:
    """A picture that looks like another; ``distance`` is in bits of 64."""

    image_id: str
    media_id: int
    distance: int


def similar(
    database: Database, user_id: str, image_id: str, max_distance: int = MOST_BITS
) -> list[Similar]:
    """The owner's other pictures that differ in at most so many bits (seven), the most alike
    first, a hundred of them at most.

    Raises ``NotFound`` (``unknown_image``) if the user has no such picture, ``Conflict``
    (``not_analysed``) if its hash is not known.
    """
    with database.read() as session:
        own, bands = _hash_of(session, user_id, image_id)
        rows = session.execute(candidates(user_id, bands, max_distance)).all()
    found = [
        Similar(other, media_id, distance(digits, own))
        for other, media_id, digits in rows
        if digits is not None and other != image_id
    ]
    near = [one for one in found if one.distance <= max_distance]
    return sorted(near, key=lambda one: (one.distance, one.image_id))[:MOST]


def candidates(
    user_id: str, bands: Mapping[int, int], max_distance: int
) -> Select[str, int, str | None]:
    """The user's pictures of which a band is nearly one of these, with their hashes: those that
    differ in at most ``max_distance`` bits are among them."""
    bits = max_distance // BANDS
    # Each part is a walk through an index.
    alike = union(
        *(
            select(ImageFingerprint.image_id).where(
                ImageFingerprint.band == band, ImageFingerprint.value.in_(_nearly(value, bits))
            )
            for band, value in sorted(bands.items())
        )
    )
    return (
        select(Image.image_id, Image.media_id, ImageAnalysis.perceptual_hash)
        .join(ImageAnalysis, ImageAnalysis.image_id == Image.image_id)
        .where(
            Image.image_id.in_(alike),
            # Not the bare column: SQLite would rather go through all of the user's pictures.
            func.coalesce(Image.user_id, "") == user_id,
            ImageAnalysis.perceptual_hash.is_not(None),
        )
    )


def _hash_of(session: Session, user_id: str, image_id: str) -> tuple[str, dict[int, int]]:
    """A picture's hash, and its bands as they are kept."""
    image = session.get(Image, image_id)
    if image is None or image.user_id != user_id:
        raise unknown_image()
    analysis = session.get(ImageAnalysis, image_id)
    bands = session.execute(
        select(ImageFingerprint.band, ImageFingerprint.value).where(
            ImageFingerprint.image_id == image_id
        )
    ).all()
    if analysis is None or analysis.perceptual_hash is None or len(bands) != BANDS:
        raise Conflict(
            "The image has no perceptual hash yet, or ANALYSIS_ENABLED is off.",
            code="not_analysed",
        )
    return analysis.perceptual_hash, {row.band: row.value for row in bands}


def _nearly(value: int, bits: int) -> list[int]:
    """The value, and where one bit may differ those that differ in one."""
    turned = [value ^ (1 << bit) for bit in range(BAND_BITS)] if bits else []
    return [value, *turned]
