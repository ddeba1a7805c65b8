"""Ways in which objects and rows come to disagree, and a bucket that tells what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.db.models import Source, Variant
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

Plant = Callable[[Kitchen, str, str], None]


class Watched:
    """A bucket whose writes are remembered: ``written`` are keys, in order."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.written: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def put(self, key: str, data: bytes, **facts: Any) -> ObjectInfo:
        self.written.append(key)
        return self.store.put(key, data, **facts)

    def copy(self, source_key: str, target_key: str) -> None:
        self.written.append(target_key)
        self.store.copy(source_key, target_key)


def watched(kitchen: Kitchen) -> tuple[Kitchen, Watched, Watched]:
    """The same kitchen over watched buckets: it, the originals, the thumbnails."""
    originals, thumbnails = Watched(kitchen.originals), Watched(kitchen.thumbnails)
    return replace(kitchen, originals=originals, thumbnails=thumbnails), originals, thumbnails


def lose_variant(kitchen: Kitchen, variant: str, source: str) -> None:
    kitchen.thumbnails.delete(variant)


def truncate_variant(kitchen: Kitchen, variant: str, source: str) -> None:
    _change(kitchen.thumbnails, variant, lambda data: data[:-7])


def spoil_variant(kitchen: Kitchen, variant: str, source: str) -> None:
    _change(kitchen.thumbnails, variant, flipped)


def misname_variant(kitchen: Kitchen, variant: str, source: str) -> None:
    _change(kitchen.thumbnails, variant, flipped, {"revision": "0" * 12})


def lose_source(kitchen: Kitchen, variant: str, source: str) -> None:
    kitchen.originals.delete(source)


def truncate_source(kitchen: Kitchen, variant: str, source: str) -> None:
    _change(kitchen.originals, source, lambda data: data[:-7])


def spoil_source(kitchen: Kitchen, variant: str, source: str) -> None:
    _change(kitchen.originals, source, flipped)


def lose_variant_row(kitchen: Kitchen, variant: str, source: str) -> None:
    with kitchen.database.write() as session:
        session.execute(delete(Variant).where(Variant.key == variant))


def lose_source_row(kitchen: Kitchen, variant: str, source: str) -> None:
    with kitchen.database.write() as session:
        session.execute(delete(Source).where(Source.key == source))


def flipped(data: bytes) -> bytes:
    """The same number of bytes, one of them another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _change(
    store: ObjectStore,
    key: str,
    how: Callable[[bytes], bytes],
    told: Mapping[str, str] | None = None,
) -> None:
    found = store.get(key)
    store.put(
        key,
        how(found.data),
        content_type=found.info.content_type or "",
        cache_control=found.info.cache_control,
        metadata={**found.info.metadata, **(told or {})},
    )


# Each fault's name with what plants it.
FAULTS: dict[str, tuple[str, Plant]] = {
    "a variant that was deleted": ("missing", lose_variant),
    "a variant that was cut": ("truncated", truncate_variant),
    "a variant with other bytes": ("wrong_bytes", spoil_variant),
    "a variant of another revision": ("stale_revision", misname_variant),
    "a source that was deleted": ("missing", lose_source),
    "a source that was cut": ("truncated", truncate_source),
    "a variant without its row": ("incomplete", lose_variant_row),
    "a source without its row": ("incomplete", lose_source_row),
}
