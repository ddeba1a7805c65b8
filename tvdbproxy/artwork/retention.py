"""Dropping what was made on demand long ago: it can be made again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select

from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Variant
from tvdbproxy.storage.store import ObjectStore

_BATCH = 500


def drop_old_extras(
    database: Database, thumbnails: ObjectStore, recipe: Recipe, *, days: float
) -> int:
    """Forget variants beside the recipe's that are older than ``days``; how many.

    Rows first, then objects. An object that is made again in between is deleted with the
    old one, and made once more when it is asked for.
    """
    dropped = 0
    while True:
        with database.write() as session:
            before = now(session) - timedelta(days=days)
            extra = or_(
                Variant.size.not_in([size.name for size in recipe.sizes]),
                Variant.format.not_in([str(name) for name in recipe.formats]),
            )
            old = select(Variant.key).where(Variant.made_at < before, extra).limit(_BATCH)
            names = list(session.scalars(old))
            session.execute(delete(Variant).where(Variant.key.in_(names)))
        if not names:
            return dropped
        thumbnails.delete_many(names)
        dropped += len(names)
