"""What is true when the dust has settled: counted from the rows and the buckets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, KeptTransform, Refresh, Source, Variant
from tvdbproxy.errors import NotFound
from tvdbproxy.storage.open import Stores

_BUSY = (ArtworkState.PENDING, ArtworkState.PROCESSING)
_SIZES = {"original", "large", "medium", "small", "thumbnail"}
_NO_REASON = "without a reason"


@dataclass(frozen=True)
class Verdict:
    """``refused`` are pictures that are not stored, by the code of the reason.

    ``unfinished`` wait or are being made. The others are names of what is wrong: pictures that
    are not stored and do not say why, stored ones that lack a size or their source, objects that
    two rows claim, rows whose object is missing or another one or elsewhere, objects without a
    row, and pictures that somebody still holds.
    """

    pictures: int
    stored: int
    refused: dict[str, int]
    unfinished: int
    silent: tuple[int, ...]
    incomplete: tuple[int, ...]
    twice: tuple[str, ...]
    dangling: tuple[str, ...]
    orphans: tuple[str, ...]
    held: tuple[int, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong, whatever is still to be done."""
        wrong = (self.silent, self.incomplete, self.twice, self.dangling, self.orphans, self.held)
        return not any(wrong)


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
    """Compare every row with its object, and every object with the rows. It asks nothing of the
    code that it judges but how to reach rows and buckets."""
    with database.read() as session:
        rows = {row.id: row for row in session.scalars(select(Artwork))}
        variants = session.scalars(select(Variant)).all()
        sources = session.scalars(select(Source)).all()
        kept = set(session.scalars(select(KeptTransform.key)))
    refused = Counter(
        row.error_code or _NO_REASON for row in rows.values() if row.state != ArtworkState.READY
    )
    dangling = [v.key for v in variants if not _variant_is_right(stores, v, rows[v.artwork_id])]
    dangling += [source.key for source in sources if not _source_is_right(stores, source)]
    keys = Counter(variant.key for variant in variants)
    return Verdict(
        pictures=len(rows),
        stored=len(rows) - refused.total(),
        refused=dict(sorted(refused.items())),
        unfinished=sum(row.state in _BUSY for row in rows.values()),
        silent=tuple(
            row.id
            for row in rows.values()
            if row.state != ArtworkState.READY and not row.error_code
        ),
        incomplete=tuple(_incomplete(rows, variants, sources)),
        twice=tuple(key for key, count in keys.items() if count > 1),
        dangling=tuple(dangling),
        orphans=tuple(_orphans(stores, variants, {source.key for source in sources} | kept)),
        held=tuple(row.id for row in rows.values() if row.claim or row.lease_until),
    )


def _incomplete(
    rows: dict[int, Artwork], variants: Sequence[Variant], sources: Sequence[Source]
) -> list[int]:
    """Stored pictures without all five sizes, or without their source."""
    sizes: dict[int, set[str]] = {number: set() for number in rows}
    for variant in variants:
        sizes[variant.artwork_id].add(variant.size)
    known = {source.key for source in sources}
    return [
        row.id
        for row in rows.values()
        if row.state == ArtworkState.READY
        and not (sizes[row.id] >= _SIZES and row.source_key in known)
    ]


def _orphans(stores: Stores, variants: Sequence[Variant], originals: set[str]) -> list[str]:
    strays = {info.key for info in stores.thumbnails.list()} - {v.key for v in variants}
    strays |= {info.key for info in stores.originals.list()} - originals
    return sorted(strays)


def _variant_is_right(stores: Stores, variant: Variant, row: Artwork) -> bool:
    try:
        found = stores.thumbnails.get(variant.key)
    except NotFound:
        return False
    same = found.info.metadata.get("revision") == row.revision
    at_home = variant.key.rpartition("/")[0] == row.storage_path
    checksum = variant.sha256 in (None, sha256(found.data).hexdigest())
    return same and at_home and checksum and len(found.data) == variant.bytes


def _source_is_right(stores: Stores, source: Source) -> bool:
    try:
        return sha256(stores.originals.get(source.key).data).hexdigest() == source.sha256
    except NotFound:
        return False
