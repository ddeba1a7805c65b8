"""Which pictures are viewed most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
    today = now(session).date()
    since = today - timedelta(days=days - 1)
    candidates = (
        select(PictureViews.prefix)
        .where(PictureViews.day >= since, PictureViews.views >= _bar(session, since, today, limit))
        .distinct()
    )
    total = func.sum(PictureViews.views).label("total")
    rows = session.execute(
        select(PictureViews.prefix, total)
        .where(PictureViews.day >= since, PictureViews.prefix.in_(candidates))
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


def _bar(session: Session, since: date, today: date, limit: int) -> int:
    """Who was viewed less often than this on every single day is not among the first: on the
    best day alone, so many were viewed more often than such a picture on all days together."""
    first = session.scalar(select(func.min(PictureViews.day)).where(PictureViews.day >= since))
    if first is None:
        return 0
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    last_places = (
        session.scalar(
            select(PictureViews.views)
            .where(PictureViews.day == day)
            .order_by(PictureViews.views.desc())
            .offset(limit - 1)
            .limit(1)
        )
        for day in days
    )
    return max((views or 0 for views in last_places), default=0) // max(len(days), 1)
