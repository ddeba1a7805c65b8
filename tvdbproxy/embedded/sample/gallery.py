"""The artwork host's files: drawn when first asked for, then kept for a while."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

from tvdbproxy.embedded.sample.pictures.commission import TRANSPARENT
from tvdbproxy.embedded.sample.pictures.draw import draw
from tvdbproxy.embedded.sample.pictures.oddities import Oddity, make_odd
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.model import Artwork
from tvdbproxy.embedded.sample.world.motifs import commission_for
from tvdbproxy.embedded.sample.world.world import World

_MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


@dataclass(frozen=True)
class PictureFile:
    """A file as the artwork host has it. ``etag`` is without quotes, ``modified`` Unix seconds."""

    body: bytes
    media_type: str
    etag: str
    modified: int


class Gallery:
    """All files under ``/banners``; at most ``capacity`` bytes of them are kept in memory."""

    def __init__(self, world: World, capacity: int = 64 * 2**20) -> None:
        self._world = world
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int], PictureFile] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def file(self, path: str, variant: int = 0) -> PictureFile | None:
        """The file at a path, or None. ``variant`` asks for another picture in its place."""
        artwork, thumbnail = self._artwork(path)
        if artwork is None or artwork.oddity is Oddity.MISSING:
            return None
        edition = self._world.edition(artwork.id) + variant
        key = (path, edition)
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
        made = self._make(artwork, edition, path, thumbnail=thumbnail)
        self._keep(key, made)
        return made

    def _artwork(self, path: str) -> tuple[Artwork | None, bool]:
        stem, dot, extension = path.rpartition(".")
        if stem.endswith("_t"):
            return self._world.artwork_at(f"{stem[:-2]}{dot}{extension}"), True
        return self._world.artwork_at(path), False

    def _make(self, artwork: Artwork, edition: int, path: str, *, thumbnail: bool) -> PictureFile:
        commission = commission_for(self._world, artwork, edition)
        # Even a broken picture has a good thumbnail: upstream makes those on its own way.
        if artwork.oddity is not None and not thumbnail:
            body = make_odd(artwork.oddity, commission)
            media_type = _MEDIA_TYPES[path.rpartition(".")[2]]
        else:
            body = draw(commission, thumbnail=thumbnail)
            transparent = ARTWORK_TYPES[artwork.type].kind in TRANSPARENT
            media_type = _MEDIA_TYPES["png" if transparent else "jpg"]
        if artwork.oddity is Oddity.HTML and not thumbnail:
            media_type = "text/html; charset=UTF-8"
        modified = self._world.updated_at("artwork", artwork.id)
        return PictureFile(body, media_type, hashlib.sha256(body).hexdigest()[:32], modified)

    def _keep(self, key: tuple[str, int], made: PictureFile) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += len(made.body)
            while self._size > self._capacity:
                self._size -= len(self._kept.popitem(last=False)[1].body)
