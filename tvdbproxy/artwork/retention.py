"""Dropping what was made on demand long ago: it can be made again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from tvdbproxy.cdn.outbox import Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Variant
from tvdbproxy.storage.store import ObjectStore

_BATCH = 500


def drop_old_extras(
    database: Database, thumbnails: ObjectStore, *, days: float, purges: Purges
) -> int:
    """Forget variants beside the recipe's that are older than ``days``; how many.

    Rows first, then objects. An object that is made again in between is deleted with the
    old one, and made once more when it is asked for.
    """
    dropped = 0
    while True:
        with database.write() as session:
            before = now(session) - timedelta(days=days)
            old = select(Variant.key).where(Variant.on_demand, Variant.made_at < before)
            names = list(session.scalars(old.limit(_BATCH)))
            session.execute(delete(Variant).where(Variant.key.in_(names)))
            purges.of_objects(session, names)
        if not names:
            return dropped
        thumbnails.delete_many(names)
        dropped += len(names)
