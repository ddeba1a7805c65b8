"""How much is stored, by bucket, content type and size.

Counted from the rows, which is one query; what no row refers to is found by the cleanup.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, KeptTransform, Source, Variant

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """A number of objects and their bytes."""

    total_objects: int
    total_size_bytes: int

    @property
    def total_size_mb(self) -> float:
        """The bytes in MiB."""
        return round(self.total_size_bytes / MEBIBYTE, 2)


@dataclass(frozen=True)
class BucketUsage:
    """One bucket in all, and by content type and size."""

    bucket: str
    usage: Usage
    by_content_type: dict[str, Usage]
    by_size: dict[str, Usage]


def storage_stats(database: Database, originals: str, thumbnails: str) -> list[BucketUsage]:
    """Both buckets, sources first; what transforms keep lies beside those."""
    with database.read() as session:
        sources = objects_and_bytes(session, Source.size)
        kept = objects_and_bytes(session, KeptTransform.size)
        by_type = session.execute(
            select(
                Artwork.content_type, func.count(), func.coalesce(func.sum(Artwork.file_size), 0)
            )
            .where(Artwork.source_key.is_not(None))
            .group_by(Artwork.content_type)
        ).all()
        variants = variants_by_type_and_size(session)
    return [
        BucketUsage(
            bucket=originals,
            usage=_total([sources, kept]),
            by_content_type=_group([(kind, count, size or 0) for kind, count, size in by_type]),
            by_size={},
        ),
        BucketUsage(
            bucket=thumbnails,
            usage=_total([(count, size) for _, _, count, size in variants]),
            by_content_type=_group([(kind, count, size) for kind, _, count, size in variants]),
            by_size=_group([(name, count, size) for _, name, count, size in variants]),
        ),
    ]


def objects_and_bytes(session: Session, size: InstrumentedAttribute[int]) -> tuple[int, int]:
    """How many rows a table has, and the sum of this column of it."""
    number, total = session.execute(select(func.count(), func.coalesce(func.sum(size), 0))).one()
    return number, int(total)


def variants_by_type_and_size(session: Session) -> list[tuple[str, str, int, int]]:
    """Of the catalogue's variants: content type, size, objects, bytes. Reads all of them."""
    rows = session.execute(
        select(Artwork.content_type, Variant.size, func.count(), func.sum(Variant.bytes))
        .join(Artwork, Artwork.id == Variant.artwork_id)
        .group_by(Artwork.content_type, Variant.size)
    )
    return [(kind, size, number, int(total)) for kind, size, number, total in rows]


def _group(rows: list[tuple[str, int, int]]) -> dict[str, Usage]:
    names = sorted({row[0] for row in rows})
    return {name: _total([(c, s) for n, c, s in rows if n == name]) for name in names}


def _total(rows: list[tuple[int, int]]) -> Usage:
    return Usage(sum(count for count, _ in rows), sum(int(size or 0) for _, size in rows))
