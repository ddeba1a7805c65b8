"""What must be true of every picture when the dust has settled."""

from __future__ import annotations

from sqlalchemy import select

from tests.flows.conftest import World
from tvdbproxy.db.models import Artwork, ArtworkState, Source, Variant


def nothing_is_amiss(world: World) -> None:
    """Every row's objects exist and are of the row's revision, and no claim is left."""
    with world.database.read() as session:
        rows = session.scalars(select(Artwork)).all()
        variants = session.scalars(select(Variant)).all()
        sources = {row.key for row in session.scalars(select(Source))}
    by_id = {row.id: row for row in rows}
    thumbnails = world.services.stores.thumbnails
    for variant in variants:
        row = by_id[variant.artwork_id]
        info = thumbnails.head(variant.key)
        assert info.metadata["revision"] == row.revision, variant.key
        assert info.size == variant.bytes, variant.key
        assert variant.key.rpartition("/")[0] == row.storage_path
    for row in rows:
        assert (row.claim, row.lease_until) == (None, None), row.id
        if row.state == ArtworkState.READY:
            assert row.source_key in sources
            assert {v.size for v in variants if v.artwork_id == row.id} >= {
                "original", "large", "medium", "small", "thumbnail",
            }  # fmt: skip
        else:
            assert row.error_code, row.id
    listed = {info.key for info in thumbnails.list()}
    assert listed == {variant.key for variant in variants}  # not an orphan, not a gap
