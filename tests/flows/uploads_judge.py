"""What must be true of uploads when the dust has settled: rows, objects and jobs agree."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select

from tests.flows.conftest import World
from tvdbproxy.db.models import Image, ImageState, ImageVariant, ProcessingJob
from tvdbproxy.errors import NotFound
from tvdbproxy.storage.store import ObjectStore


def nothing_is_amiss_with_uploads(world: World) -> None:
    """Every row's objects are there, whole, every object has a row, and nobody holds a job."""
    with world.database.read() as session:
        images = session.scalars(select(Image)).all()
        variants = session.scalars(select(ImageVariant)).all()
        jobs = session.scalars(select(ProcessingJob)).all()
    stores = world.services.stores
    sources = {(row.source_key or "", row.sha256 or "") for row in images}
    made = {(row.key, row.sha256 or "") for row in variants}

    assert {job.image_id for job in jobs} == {row.image_id for row in images}
    assert [job.job_id for job in jobs if job.claim or job.lease_until] == []
    assert broken(stores.originals, sources) == []
    assert broken(stores.thumbnails, made) == []
    assert strays(stores.originals, sources) == set()
    assert strays(stores.thumbnails, made) == set()
    sizes: dict[str, set[str]] = {row.image_id: set() for row in images}
    for variant in variants:
        sizes[variant.image_id].add(variant.size)
    for row in images:
        profile = {size.name for size in world.services.ingest.recipes[row.profile].sizes}
        assert sizes[row.image_id] == (profile if row.state == ImageState.READY else set())


def broken(store: ObjectStore, named: Iterable[tuple[str, str]]) -> list[str]:
    """Keys that rows name and that have no object, or one of other bytes."""
    return [key for key, digest in named if _digest(store, key) != digest]


def strays(store: ObjectStore, named: Iterable[tuple[str, str]]) -> set[str]:
    """Objects that no row names."""
    return {info.key for info in store.list()} - {key for key, _ in named}


def _digest(store: ObjectStore, key: str) -> str | None:
    try:
        return sha256(store.get(key).data).hexdigest()
    except NotFound:
        return None
