"""What the mirror keeps: rows that a test makes older, and objects that it spoils."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Source
from tvdbproxy.wiring import Services

PATH = "/banners/v4/series/1/posters/key.jpg"
THUMBNAIL = "/banners/v4/series/1/posters/key_t.jpg"
KEY, THUMBNAIL_KEY = PATH.removeprefix("/"), THUMBNAIL.removeprefix("/")


def source(database: Database, key: str = KEY) -> Source | None:
    """The row as it is now."""
    with database.read() as session:
        return session.get(Source, key)


def set_source(database: Database, key: str = KEY, **columns: Any) -> None:
    """Set columns of a row."""
    with database.write() as session:
        session.execute(update(Source).where(Source.key == key).values(**columns))


def age(database: Database, key: str = KEY, *, days: float = 30) -> None:
    """As if it had been fetched, and used, so long ago."""
    with database.read() as session:
        moment = now(session) - timedelta(days=days)
    set_source(database, key, fetched_at=moment, checked_at=None, used_at=moment)


def ask(services: Services, path: str = PATH) -> bytes:
    """What the mirror answers to one who comes later: not from memory, and looked after."""
    services.hot.clear()
    services.mirror.upkeep.lately._until.clear()
    data = services.mirror.answer(path).held.data
    assert services.mirror.upkeep.aside.settle(30)
    return data


def stored(services: Services, key: str = KEY) -> bytes:
    """The object's bytes."""
    return services.stores.originals.get(key).data
