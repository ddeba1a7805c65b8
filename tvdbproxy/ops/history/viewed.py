"""Which pictures are viewed most."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Image, PictureViews

# Of more than this, all together are added up sooner: they are viewed alike.
_MOST_ADDED = 5000


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
    totals = _of_the_first(session, today - timedelta(days=days - 1), today, limit)
    first = sorted(totals, key=lambda prefix: (-totals[prefix], prefix))[:limit]
    artwork = session.scalars(select(Artwork).where(Artwork.storage_path.in_(first)))
    of_artwork = {row.storage_path: row for row in artwork}
    images = session.scalars(select(Image).where(Image.prefix.in_(first)))
    of_images = {row.prefix: row for row in images}
    return [
        Viewed(prefix, totals[prefix], of_artwork.get(prefix), of_images.get(prefix))
        for prefix in first
    ]


def _of_the_first(session: Session, since: date, today: date, limit: int) -> dict[str, int]:
    """How often pictures were viewed, the first ``limit`` among them, without adding up all:
    whoever is among the first was viewed so often on one day at least as the last of them on
    an average one."""
    days = _days(session, since, today)
    totals = _totals(session, since, _leaders(session, days, limit))
    if len(totals) < limit:
        return totals
    bar = -(-heapq.nlargest(limit, totals.values())[-1] // len(days))
    others = {prefix for day in days for prefix in session.scalars(_above(day, bar))}
    if len(others) > _MOST_ADDED:
        return _totals(session, since, None)
    return totals | _totals(session, since, others - set(totals))


def _days(session: Session, since: date, today: date) -> list[date]:
    """Those that something may be known of."""
    first = session.scalar(select(func.min(PictureViews.day)).where(PictureViews.day >= since))
    number = 0 if first is None else (today - first).days + 1
    return [today - timedelta(days=back) for back in range(number)]


def _leaders(session: Session, days: Iterable[date], limit: int) -> set[str]:
    """The first of each day."""
    order = PictureViews.views.desc()
    of_day = (_above(day, 0).order_by(order).limit(limit) for day in days)
    return {prefix for chosen in of_day for prefix in session.scalars(chosen)}


def _above(day: date, bar: int) -> Select[str]:
    return select(PictureViews.prefix).where(PictureViews.day == day, PictureViews.views >= bar)


def _totals(session: Session, since: date, prefixes: Iterable[str] | None) -> dict[str, int]:
    """Of these pictures, or of all."""
    of_these = [] if prefixes is None else [PictureViews.prefix.in_(prefixes)]
    rows = session.execute(
        select(PictureViews.prefix, func.sum(PictureViews.views))
        .where(PictureViews.day >= since, *of_these)
        .group_by(PictureViews.prefix)
    )
    return {prefix: int(total) for prefix, total in rows}
