"""Everything that is known of one artwork."""

from __future__ import annotations

from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.errors import NotFound


def artwork_facts(database: Database, artwork_id: int) -> tuple[Artwork, list[Variant]]:
    """The row and its variants, largest first. Raises ``NotFound`` (``no_artwork``)."""
    with database.read() as session:
        row = session.get(Artwork, artwork_id)
        if row is None:
            raise NotFound("There is no artwork with this id here.", code="no_artwork")
        variants = session.scalars(
            select(Variant)
            .where(Variant.artwork_id == artwork_id)
            .order_by(Variant.width.desc(), Variant.size, Variant.format)
        ).all()
        return row, list(variants)
