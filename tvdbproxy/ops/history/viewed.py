"""Which pictures are viewed most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Image, PictureViews


@dataclass(frozen=True)
class Viewed:
    """A picture and how often it was served. One of ``artwork`` and ``image`` is its row; neither,
    if it is gone since."""

    prefix: str
    views: int
    artwork: Artwork | None
    image: Image | None


def most_viewed(session: Session, days: int, limit: int = 50) -> list[Viewed]:
    """The most viewed of the last ``days``, today included."""
    since = now(session).date() - timedelta(days=days - 1)
    total = func.sum(PictureViews.views).label("total")
    rows = session.execute(
        select(PictureViews.prefix, total)
        .where(PictureViews.day >= since)
        .group_by(PictureViews.prefix)
        .order_by(total.desc(), PictureViews.prefix)
        .limit(limit)
    ).all()
    prefixes = [row.prefix for row in rows]
    artwork = session.scalars(select(Artwork).where(Artwork.storage_path.in_(prefixes)))
    of_artwork = {row.storage_path: row for row in artwork}
    images = session.scalars(select(Image).where(Image.prefix.in_(prefixes)))
    of_images = {row.prefix: row for row in images}
    return [
        Viewed(row.prefix, int(row.total), of_artwork.get(row.prefix), of_images.get(row.prefix))
        for row in rows
    ]
