"""Pictures hung on one record, with their ids and addresses."""

from __future__ import annotations

import hashlib

from tvdbproxy.embedded.sample.pictures.commission import TRANSPARENT
from tvdbproxy.embedded.sample.pictures.oddities import EXTENSIONS, Oddity
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.ids import FIRST_ARTWORK
from tvdbproxy.embedded.sample.world.model import Artwork

_FOLDERS = {
    "series": "series",
    "movies": "movie",
    "seasons": "season",
    "episodes": "episode",
    "people": "actor",
    "companies": "company",
    "lists": "list",
    "awards": "award",
    "seriespeople": "character",
}
# What is no title gets ranges of its own, far behind the series'.
_OFFSETS = {
    "people": 70_000_000,
    "companies": 71_000_000,
    "lists": 72_000_000,
    "awards": 73_000_000,
    "seriespeople": 74_000_000,
}
# Addresses of pictures that were there before the fourth version of the API.
_OLD_PATHS = {
    1: "graphical/{owner}-g.jpg",
    2: "posters/{owner}-{artwork}.jpg",
    3: "fanart/original/{owner}-{artwork}.jpg",
    6: "seasonswide/{owner}-{artwork}.jpg",
    7: "seasons/{owner}-{artwork}.jpg",
    12: "episodes/{series}/{owner}.jpg",
    13: "person/{owner}/{artwork}.jpg",
    14: "movies/{owner}/posters/{artwork}.jpg",
    15: "movies/{owner}/backgrounds/{artwork}.jpg",
}


class Hanging:
    """Hands out artwork ids from ``first`` on, for one owner.

    ``old`` gives its pictures the addresses of former times where there are such; those of
    episodes then name their series as well.
    """

    def __init__(
        self,
        owner: str,
        owner_id: int,
        first: int,
        season_number: int | None = None,
        *,
        old: bool = False,
        series_id: int | None = None,
    ) -> None:
        self._owner, self._owner_id = owner, owner_id
        self._next = FIRST_ARTWORK + first + _OFFSETS.get(owner, 0)
        self._season_number = season_number
        self._old, self._series_id = old, series_id
        self.artworks: list[Artwork] = []

    def hang(
        self,
        type_id: int,
        language: str | None = None,
        *,
        motif: str,
        score: int = 0,
        oddity: Oddity | None = None,
        missing: bool = False,
        truncated: bool = False,
    ) -> int:
        """Add an artwork and return its id."""
        if missing or truncated:
            oddity = Oddity.MISSING if missing else Oddity.TRUNCATED
        artwork_id = self._next
        self._next += 1
        self.artworks.append(
            Artwork(
                id=artwork_id,
                type=type_id,
                owner=self._owner,
                owner_id=self._owner_id,
                path=self._path(artwork_id, type_id, oddity),
                motif=motif,
                language=language,
                score=score,
                season_number=self._season_number,
                oddity=oddity,
            )
        )
        return artwork_id

    def _path(self, artwork_id: int, type_id: int, oddity: Oddity | None) -> str:
        if self._old and oddity is None and type_id in _OLD_PATHS:
            old = _OLD_PATHS[type_id].format(
                owner=self._owner_id, artwork=artwork_id % 1000, series=self._series_id
            )
            return f"/banners/{old}"
        kind = ARTWORK_TYPES[type_id]
        plain = "png" if kind.kind in TRANSPARENT else "jpg"
        extension = EXTENSIONS.get(oddity, plain) if oddity else plain
        name = hashlib.sha256(f"artwork {artwork_id}".encode()).hexdigest()[:13]
        owner = _FOLDERS[self._owner]
        return f"/banners/v4/{owner}/{self._owner_id}/{kind.folder}/{name}.{extension}"
