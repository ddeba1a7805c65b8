"""The rows of pictures that the mirror keeps: one short transaction each.

A source that a picture was made of belongs to whoever makes pictures, who compares it with
upstream and replaces it. The mirror serves it and writes nothing about its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, exists, or_, select, update
from sqlalchemy.orm import Session

from tvdbproxy.cdn.outbox import NO_PURGES, Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, Source
from tvdbproxy.db.upsert import upsert
from tvdbproxy.delivery.host import Picture
from tvdbproxy.urls.banners import Banner

# Who asks twice a day is remembered once.
_USE = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """What is known of a stored source. ``age`` is since upstream was last asked for it,
    ``unused`` since somebody was last seen to want it."""

    sha256: str
    etag: str | None
    last_modified: str | None
    made_of: str | None
    mirrored: bool
    age: timedelta
    unused: timedelta


def look(database: Database, banner: Banner) -> tuple[Row | None, bool]:
    """The row of this file, if it has one; and whether it belongs elsewhere."""
    with database.read() as session:
        row, moment = session.get(Source, banner.key), now(session)
        elsewhere = _belongs_elsewhere(session, banner, moment)
        if row is None:
            return None, elsewhere
        known = Row(
            sha256=row.sha256,
            etag=row.etag,
            last_modified=row.last_modified,
            made_of=row.made_of,
            mirrored=row.mirrored,
            age=moment - max(row.fetched_at, row.checked_at or row.fetched_at),
            unused=moment - (row.used_at or row.fetched_at),
        )
        return known, elsewhere


def record(
    database: Database,
    banner: Banner,
    picture: Picture,
    *,
    purges: Purges = NO_PURGES,
    replaces: bool = False,
) -> None:
    """Write that this picture lies there now, fetched this moment. Caches are told if another
    one lay there, as the row says or whoever ``replaces`` it."""
    with database.write() as session:
        moment = now(session)
        facts = {
            "sha256": picture.sha256,
            "size": len(picture.data),
            "etag": picture.etag,
            "last_modified": picture.last_modified,
            "fetched_at": moment,
            "made_of": picture.made_of,
        }
        use = {"mirrored": True, "used_at": moment}
        upsert(session, Source, [{"key": banner.key, **facts, **use}], update=())
        # Locked from here on: whoever was about to record the same file has done so.
        row = session.get_one(Source, banner.key, with_for_update=True, populate_existing=True)
        if replaces or row.sha256 != picture.sha256:
            purges.of_objects(session, [banner.key])
        if not _belongs_elsewhere(session, banner, moment):
            use |= {**facts, "checked_at": None}
        for name, value in use.items():
            setattr(row, name, value)


def note_check(database: Database, banner: Banner) -> None:
    """Upstream was asked, and what is here stays."""
    with database.write() as session:
        _set(session, banner, checked_at=now(session))


def note_use(database: Database, banner: Banner) -> bool:
    """Somebody wants it. Written once a day; whether it was written now."""
    with database.write() as session:
        moment = now(session)
        long_ago = or_(Source.used_at.is_(None), Source.used_at <= moment - _USE)
        return _set(session, banner, long_ago, mirrored=True, used_at=moment)


def is_long_ago(row: Row) -> bool:
    """Whether a use of it is worth a write."""
    return row.unused >= _USE


def _set(session: Session, banner: Banner, *where: Any, **values: Any) -> bool:
    statement = update(Source).where(Source.key == banner.key, *where).values(**values)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def _belongs_elsewhere(session: Session, banner: Banner, moment: datetime) -> bool:
    """Whether a picture was made of it, or is being made."""
    made = select(exists().where(Artwork.source_key == banner.key))
    making = exists().where(Artwork.path == banner.path, Artwork.lease_until > moment)
    return bool(session.scalar(made)) or bool(session.scalar(select(making)))
