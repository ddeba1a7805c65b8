"""Pictures whose objects may have been written or deleted over, and what somebody is making."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.artwork.plan import target_prefix
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.storage import keys


def being_made(session: Session) -> dict[str, int]:
    """Prefixes and source keys of pictures that somebody is at, with their ids: what was stored
    for them a moment ago is not recorded yet."""
    # As many as there are worker threads; found over an index.
    rows = session.scalars(select(Artwork).where(Artwork.lease_until > now(session))).all()
    prefixes = {target_prefix(row): row.id for row in rows}
    return prefixes | {keys.source_key(row.path): row.id for row in rows}


def overtaken(session: Session, touched: Sequence[str]) -> list[int]:
    """Pictures that were stored, or are being made, under these keys of either bucket."""
    stored = session.scalars(select(Variant.artwork_id).where(Variant.key.in_(touched))).all()
    made = session.scalars(select(Artwork.id).where(Artwork.source_key.in_(touched))).all()
    making = being_made(session)
    begun = [making[name] for key in touched for name in names_of(key) if name in making]
    return sorted({*stored, *made, *begun})


def names_of(key: str) -> tuple[str, str]:
    """What ``being_made`` would call it: as a source, and as a variant of a picture."""
    return key, key.rpartition("/")[0]
