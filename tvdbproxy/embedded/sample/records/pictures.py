"""Addresses of pictures: absolute in single records, relative in lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tvdbproxy.embedded.sample.world.model import Artwork
from tvdbproxy.embedded.sample.world.world import World


@dataclass(frozen=True)
class View:
    """A world, and the artwork host that goes before its pictures (empty: relative addresses)."""

    world: World
    host: str

    @property
    def relative(self) -> View:
        """The same world with relative addresses."""
        return View(self.world, "")

    def address(self, artwork: Artwork) -> str:
        """Where an artwork's file is."""
        return self.host + artwork.path

    def thumbnail(self, artwork: Artwork) -> str:
        """Where its thumbnail is: ``_t`` before the extension."""
        stem, dot, extension = artwork.path.rpartition(".")
        return f"{self.host}{stem}_t{dot}{extension}"

    def image(self, kind: str, record: Any) -> str | None:
        """The address of a record's image, or None."""
        artwork = self.world.image_of(kind, record)
        return None if artwork is None else self.address(artwork)
