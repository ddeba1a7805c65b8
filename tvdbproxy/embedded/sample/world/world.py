"""The catalogue as it stands now: what was built, and every edit since."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from tvdbproxy.embedded.sample.world.build import build_catalogue, title_of
from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.favorites import Favorites
from tvdbproxy.embedded.sample.world.feed import Feed, Update, now
from tvdbproxy.embedded.sample.world.model import Artwork, Movie, Role, Series
from tvdbproxy.embedded.sample.world.table import Living, Table
from tvdbproxy.embedded.sample.world.titles import Title

_DAY = 86_400
_FIRST_EDITION = 1_735_689_600
_INVENTED_PATH = re.compile(r"/banners/v4/(series|movie)/(\d{1,12})/[^/]+/[^/]+")
_OWNERS = {"series": "series", "movie": "movies"}
KINDS = tuple(field.name for field in fields(Catalogue))


class World:
    """Reads are plain look-ups; edits go through the methods, and every edit enters the feed.

    ``kind`` is one of ``KINDS`` everywhere. Unknown ids raise ``KeyError``.
    """

    def __init__(self, titles: int | None = None, big_kilobytes: int = 0) -> None:
        self._catalogue = build_catalogue(titles, big_kilobytes)
        kept = self._catalogue.artwork.kept
        self._paths = {artwork.path: artwork.id for artwork in kept.values()}
        self._lock = threading.Lock()
        self._touched: dict[tuple[str, int], int] = {}
        self._deleted: set[tuple[str, int]] = set()
        self._chosen: dict[tuple[str, int], int] = {}
        self._editions: dict[int, int] = {}
        self._feed = Feed()
        self.favorites = Favorites()

    def table(self, kind: str) -> Table[Any]:
        """All records of a kind, including deleted ones."""
        if kind not in KINDS:
            raise KeyError(kind)
        records: Table[Any] = getattr(self._catalogue, kind)
        return records

    def find(self, kind: str, record_id: int) -> Any | None:
        """The record, or None if there is none or it was deleted."""
        if (kind, record_id) in self._deleted:
            return None
        return self.table(kind).get(record_id)

    def living(self, kind: str) -> Living[Any]:
        """Every record of a kind that was not deleted."""
        with self._lock:
            gone = {record_id for deleted_kind, record_id in self._deleted if deleted_kind == kind}
        return Living(self.table(kind), gone)

    def titles(self, kind: str) -> Iterator[tuple[int, Title]]:
        """Id and title of every living series or movie; cheap, however many there are."""
        return ((record_id, title_of(kind, record_id)) for record_id in self.living(kind).ids)

    def roles_of(self, person_id: int) -> list[Role]:
        """What somebody did, in titles that still exist."""
        return [
            role
            for role in self.living("seriespeople")
            if role.person_id == person_id and self.find(role.kind, role.title_id) is not None
        ]

    def artwork_at(self, path: str) -> Artwork | None:
        """The artwork whose file is at ``path`` (not at its thumbnail's), if it still exists."""
        artwork_id = self._paths.get(path) or self._invented_at(path)
        found: Artwork | None = None if artwork_id is None else self.find("artwork", artwork_id)
        return found

    def _invented_at(self, path: str) -> int | None:
        """Pictures of invented titles are in no index: their address says whose they are."""
        if (match := _INVENTED_PATH.fullmatch(path)) is None:
            return None
        title = self.table(_OWNERS[match[1]]).get(int(match[2]))
        artworks = () if title is None else title.artwork_ids
        return next((i for i in artworks if self.table("artwork")[i].path == path), None)

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
        return self._feed.lines()

    def announce(self, update: Update) -> None:
        """Enter any line into the feed, whatever became of the record."""
        self._feed.add(update)

    def touch(self, kind: str, record_id: int) -> None:
        """Say that a record changed."""
        self._enter(kind, record_id, "update")

    def delete(self, kind: str, record_id: int, merged_into: int | None = None) -> None:
        """Remove a record; with ``merged_into`` because it was a double of that one."""
        self._enter(kind, record_id, "delete", merged_into)
        with self._lock:
            self._deleted.add((kind, record_id))

    def create(self, kind: str, record_id: int) -> None:
        """Bring a deleted record (back) into being."""
        with self._lock:
            self._deleted.remove((kind, record_id))
        self._enter(kind, record_id, "create")

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
        at = now()
        with self._lock:
            self._touched[(kind, record_id)] = at
        merged_kind = None if merged_into is None else kind
        series_id = _series_told(kind, method, record)
        self._feed.add(Update(kind, record_id, method, at, series_id, merged_into, merged_kind))


def _series_told(kind: str, method: str, record: Any) -> int | None:
    """Lines about episodes name their series, and so do those about seasons that are gone."""
    if kind == "episodes" or (kind == "seasons" and method == "delete"):
        return int(record.series_id)
    return None
