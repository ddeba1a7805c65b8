"""Pictures hung on one record, with their ids and addresses."""

from __future__ import annotations

import hashlib

from tvdbproxy.embedded.sample.pictures.commission import TRANSPARENT
from tvdbproxy.embedded.sample.pictures.oddities import EXTENSIONS, Oddity
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.model import Artwork

_FIRST_ARTWORK = 63900001
_FOLDERS = {
    "series": "series",
    "movies": "movie",
    "seasons": "season",
    "episodes": "episode",
    "people": "actor",
}
# People and movies get ranges of their own, far behind the series'.
_OFFSETS = {"people": 70_000_000}


class Hanging:
    """Hands out artwork ids from ``first`` on, for one owner."""

    def __init__(
        self, owner: str, owner_id: int, first: int, season_number: int | None = None
    ) -> None:
        self._owner, self._owner_id = owner, owner_id
        self._next = _FIRST_ARTWORK + first + _OFFSETS.get(owner, 0)
        self._season_number = season_number
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
        kind = ARTWORK_TYPES[type_id]
        plain = "png" if kind.kind in TRANSPARENT else "jpg"
        extension = EXTENSIONS.get(oddity, plain) if oddity else plain
        name = hashlib.sha256(f"artwork {artwork_id}".encode()).hexdigest()[:13]
        owner = _FOLDERS[self._owner]
        return f"/banners/v4/{owner}/{self._owner_id}/{kind.folder}/{name}.{extension}"
