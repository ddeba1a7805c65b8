"""How each figure is counted. Values are JSON: names to numbers, or rows of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tvdbproxy.db.models import (
    Artwork,
    Callback,
    Image,
    ImageAnalysis,
    ImageVariant,
    KeptTransform,
    PendingImage,
    ProcessingJob,
    Purge,
    Source,
    Variant,
)
from tvdbproxy.ops.stats import objects_and_bytes, variants_by_type_and_size

# Groups of pictures that look alike which are named; the others are only counted.
_GROUPS, _MEMBERS = 200, 12


def states(session: Session) -> Mapping[str, Any]:
    """How many pictures, jobs, callbacks and pending images are in which state."""
    artwork: dict[str, dict[str, int]] = defaultdict(dict)
    by_type = select(Artwork.content_type, Artwork.state, func.count()).group_by(
        Artwork.content_type, Artwork.state
    )
    for content_type, state, number in session.execute(by_type):
        artwork[content_type][state] = number
    dormant = session.scalar(
        select(func.count()).where(Artwork.state == "pending", Artwork.due_at.is_(None))
    )
    return {
        "artwork": dict(artwork),
        "dormant": dormant or 0,
        "errors": _by(session, Artwork.error_code, Artwork.state.in_(("failed", "missing"))),
        "images": _by(session, Image.state),
        "jobs": _by(session, ProcessingJob.status),
        "job_errors": _by(session, ProcessingJob.error_code, ProcessingJob.status == "failed"),
        "callbacks": _by(session, Callback.status),
        "pending": _by(session, PendingImage.status),
        "purges": _by(session, Purge.status),
    }


def storage(session: Session) -> Mapping[str, Any]:
    """Objects and bytes: of sources, of variants by content type and size, and of the others."""
    # Equal pictures share their objects.
    own = (
        select(
            func.max(ImageVariant.size).label("size"), func.max(ImageVariant.bytes).label("bytes")
        )
        .group_by(ImageVariant.key)
        .subquery()
    )
    return {
        "sources": list(objects_and_bytes(session, Source.size)),
        "transforms": list(objects_and_bytes(session, KeptTransform.size)),
        "variants": [list(row) for row in variants_by_type_and_size(session)],
        "media": [
            [size, number, int(total)]
            for size, number, total in session.execute(
                select(own.c.size, func.count(), func.sum(own.c.bytes)).group_by(own.c.size)
            )
        ],
    }


def savings(session: Session) -> Mapping[str, Any]:
    """What formats save. ``sources``: pictures in full size, beside the sources that they were
    made of; ``formats``: every size that is there in two formats, beside its JPEG or PNG."""
    sources = session.execute(
        select(Variant.format, func.count(), func.sum(Artwork.file_size), func.sum(Variant.bytes))
        .join(Artwork, Artwork.id == Variant.artwork_id)
        .where(
            Variant.size == "original",
            Variant.width == Artwork.width,
            Artwork.file_size.is_not(None),
        )
        .group_by(Variant.format)
    )
    plain = aliased(Variant)
    formats = session.execute(
        select(Variant.format, func.count(), func.sum(plain.bytes), func.sum(Variant.bytes))
        .join(plain, (plain.artwork_id == Variant.artwork_id) & (plain.size == Variant.size))
        .where(plain.format.in_(("jpeg", "png")), Variant.format.not_in(("jpeg", "png")))
        .group_by(Variant.format)
    )
    return {
        "sources": [[name, n, int(before or 0), int(after)] for name, n, before, after in sources],
        "formats": [[name, n, int(before), int(after)] for name, n, before, after in formats],
    }


def duplicates(session: Session) -> Mapping[str, Any]:
    """Applications' pictures that look alike to the perceptual hash, the largest groups first."""
    alike = (
        select(ImageAnalysis.perceptual_hash, func.count().label("number"))
        .where(ImageAnalysis.perceptual_hash.is_not(None))
        .group_by(ImageAnalysis.perceptual_hash)
        .having(func.count() > 1)
    )
    groups, pictures = session.execute(
        select(func.count(), func.coalesce(func.sum(alike.subquery().c.number), 0))
    ).one()
    largest = session.execute(
        alike.order_by(func.count().desc(), ImageAnalysis.perceptual_hash).limit(_GROUPS)
    ).all()
    named: dict[str | None, list[str]] = {row[0]: [] for row in largest}
    members = session.execute(
        select(ImageAnalysis.perceptual_hash, ImageAnalysis.image_id)
        .where(ImageAnalysis.perceptual_hash.in_(list(named)))
        .order_by(ImageAnalysis.perceptual_hash, ImageAnalysis.image_id)
    )
    for code, image_id in members:
        if len(named[code]) < _MEMBERS:
            named[code].append(image_id)
    return {
        "groups": groups,
        "pictures": int(pictures),
        "largest": [[code, number, named[code]] for code, number in largest],
    }


COUNTS = {"states": states, "storage": storage, "savings": savings, "duplicates": duplicates}
"""Every figure by its name."""


def _by(session: Session, column: Any, *where: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(*where).group_by(column))
    return {str(name): number for name, number in rows}
