"""The catalogue as it stands now: what was built, and every edit since."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tvdbproxy.embedded.sample.world.build import build_catalogue
from tvdbproxy.embedded.sample.world.model import Artwork, Movie, Series

Entity = TypeVar("Entity")

_DAY = 86_400
_FIRST_EDITION = 1_735_689_600
KINDS = ("series", "movies", "seasons", "episodes", "people", "artwork")


@dataclass(frozen=True)
class Update:
    """One line of the feed: what happened to which record when (Unix seconds)."""

    kind: str
    id: int
    method: str
    at: int
    series_id: int | None = None
    merged_into: int | None = None


class World:
    """Reads are plain look-ups; edits go through the methods, and every edit enters the feed.

    ``kind`` is one of ``KINDS`` everywhere. Unknown ids raise ``KeyError``.
    """

    def __init__(self, titles: int | None = None) -> None:
        self._catalogue = build_catalogue(titles)
        self._paths = {artwork.path: artwork.id for artwork in self._catalogue.artwork.values()}
        self._lock = threading.Lock()
        self._touched: dict[tuple[str, int], int] = {}
        self._deleted: set[tuple[str, int]] = set()
        self._chosen: dict[tuple[str, int], int] = {}
        self._editions: dict[int, int] = {}
        self._feed: list[Update] = []

    def table(self, kind: str) -> Mapping[int, Any]:
        """All records of a kind, including deleted ones."""
        if kind not in KINDS:
            raise KeyError(kind)
        records: Mapping[int, Any] = getattr(self._catalogue, kind)
        return records

    def find(self, kind: str, record_id: int) -> Any | None:
        """The record, or None if there is none or it was deleted."""
        if (kind, record_id) in self._deleted:
            return None
        return self.table(kind).get(record_id)

    def living(self, kind: str) -> Iterator[Any]:
        """Every record of a kind that was not deleted, by id."""
        gone = {record_id for deleted_kind, record_id in self._deleted if deleted_kind == kind}
        return (record for record in self.table(kind).values() if record.id not in gone)

    def artwork_at(self, path: str) -> Artwork | None:
        """The artwork whose file is at ``path`` (not at its thumbnail's), if it still exists."""
        artwork_id = self._paths.get(path)
        found: Artwork | None = None if artwork_id is None else self.find("artwork", artwork_id)
        return found

    def artworks(self, title: Series | Movie) -> list[Artwork]:
        """The artworks of a title that still exist."""
        found = (self.find("artwork", artwork_id) for artwork_id in title.artwork_ids)
        return [artwork for artwork in found if artwork is not None]

    def image_of(self, kind: str, record: Any) -> Artwork | None:
        """The artwork that a record shows as its image."""
        chosen = self._chosen.get((kind, record.id), record.image)
        found: Artwork | None = None if chosen is None else self.find("artwork", chosen)
        return found

    def updated_at(self, kind: str, record_id: int) -> int:
        """When a record last changed; without an edit a fixed moment early in 2025."""
        return self._touched.get((kind, record_id), _FIRST_EDITION + record_id % 60 * _DAY)

    def edition(self, artwork_id: int) -> int:
        """How often the file of an artwork was replaced."""
        return self._editions.get(artwork_id, 0)

    def feed(self) -> list[Update]:
        """All edits since the start, oldest first."""
        with self._lock:
            return list(self._feed)

    def touch(self, kind: str, record_id: int) -> None:
        """Say that a record changed."""
        self._enter(kind, record_id, "update")

    def delete(self, kind: str, record_id: int, merged_into: int | None = None) -> None:
        """Remove a record; with ``merged_into`` because it was a double of that one."""
        self._enter(kind, record_id, "delete", merged_into)
        with self._lock:
            self._deleted.add((kind, record_id))

    def choose(self, kind: str, record_id: int, artwork_id: int) -> None:
        """Make another artwork the image of a record."""
        if self.find("artwork", artwork_id) is None:
            raise KeyError(artwork_id)
        with self._lock:
            self._chosen[(kind, record_id)] = artwork_id
        self._enter(kind, record_id, "update")

    def replace_picture(self, path: str) -> None:
        """Put another picture under the same address."""
        artwork = self.artwork_at(path)
        if artwork is None:
            raise KeyError(path)
        with self._lock:
            self._editions[artwork.id] = self._editions.get(artwork.id, 0) + 1
        self._enter("artwork", artwork.id, "update")

    def _enter(
        self, kind: str, record_id: int, method: str, merged_into: int | None = None
    ) -> None:
        record = self.find(kind, record_id)
        if record is None:
            raise KeyError(f"{kind} {record_id}")
        now = int(time.time())
        series_id = getattr(record, "series_id", None)
        with self._lock:
            self._touched[(kind, record_id)] = now
            self._feed.append(Update(kind, record_id, method, now, series_id, merged_into))
