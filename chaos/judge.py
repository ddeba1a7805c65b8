"""What is true when the dust has settled: counted from the rows and the buckets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, or_, select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, Refresh, Source, Variant
from tvdbproxy.errors import NotFound
from tvdbproxy.storage.open import Stores

_BUSY = (ArtworkState.PENDING, ArtworkState.PROCESSING)


@dataclass(frozen=True)
class Verdict:
    """``refused`` are pictures that upstream has broken on purpose, by their code.

    ``lost`` never came to an end; ``twice`` are objects that two rows claim; ``dangling``
    are rows whose object is missing or another one; ``orphans`` are objects without a row.
    """

    pictures: int
    stored: int
    refused: dict[str, int]
    lost: int
    twice: int
    dangling: int
    orphans: int
    claims_left: int

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice, nothing dangling, nothing left over."""
        return not (self.lost or self.twice or self.dangling or self.orphans or self.claims_left)


def settled(database: Database) -> bool:
    """Whether every title was fetched and every picture came to an end: stored, or refused
    with a reason. Those that may still be tried again have been tried a few times."""
    with database.read() as session:
        waiting = session.scalar(select(func.count()).select_from(Refresh))
        busy = session.scalar(select(func.count()).where(Artwork.state.in_(_BUSY)))
        total = session.scalar(select(func.count()).select_from(Artwork))
    return bool(total) and not waiting and not busy


def stored(database: Database) -> int:
    """How many pictures are stored so far."""
    with database.read() as session:
        ready = select(func.count()).where(Artwork.state == ArtworkState.READY)
        return session.scalar(ready) or 0


def judge(database: Database, stores: Stores) -> Verdict:
    """Compare every row with its object, byte for byte where the row has a hash."""
    with database.read() as session:
        rows = {row.id: row for row in session.scalars(select(Artwork))}
        variants = session.scalars(select(Variant)).all()
        sources = session.scalars(select(Source)).all()
        claims = session.scalar(
            select(func.count()).where(or_(Artwork.claim.is_not(None), Artwork.lease_until != None))  # noqa: E711
        )
    ready = {number: row for number, row in rows.items() if row.state == ArtworkState.READY}
    refused = Counter(
        row.error_code or "without a reason" for row in rows.values() if row.id not in ready
    )
    dangling = sum(not _variant_is_right(stores, v, rows[v.artwork_id]) for v in variants)
    dangling += sum(not _source_is_right(stores, source) for source in sources)
    listed = {info.key for info in stores.thumbnails.list()} - {v.key for v in variants}
    listed |= {info.key for info in stores.originals.list()} - {s.key for s in sources}
    keys = Counter(variant.key for variant in variants)
    return Verdict(
        pictures=len(rows),
        stored=len(ready),
        refused=dict(sorted(refused.items())),
        lost=sum(row.state in _BUSY for row in rows.values()) + refused["without a reason"],
        twice=sum(count > 1 for count in keys.values()),
        dangling=dangling,
        orphans=len(listed),
        claims_left=claims or 0,
    )


def _variant_is_right(stores: Stores, variant: Variant, row: Artwork) -> bool:
    try:
        found = stores.thumbnails.get(variant.key)
    except NotFound:
        return False
    same = found.info.metadata.get("revision") == row.revision
    return same and len(found.data) == variant.bytes


def _source_is_right(stores: Stores, source: Source) -> bool:
    try:
        return sha256(stores.originals.get(source.key).data).hexdigest() == source.sha256
    except NotFound:
        return False
