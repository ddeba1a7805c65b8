"""One answer of upstream's, rewritten as a client wants it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from tvdbproxy.catalogue.rewriting.enrich import artwork_entries, enrich
from tvdbproxy.catalogue.rewriting.known import pictures_at, pictures_with
from tvdbproxy.catalogue.rewriting.sized import (
    SizedAddresses,
    SizedImages,
    latest,
    without_tail,
)
from tvdbproxy.db.database import Database
from tvdbproxy.errors import UpstreamBad
from tvdbproxy.urls.artwork_host import artwork_path
from tvdbproxy.urls.images import PublicUrls
from tvdbproxy.urls.mirrored import is_absolute, mirroring
from tvdbproxy.urls.rewrite import cut
from tvdbproxy.urls.rewrite_tree import image_places

Mode = Literal["mirror", "sized", "off"]
# Beyond what databases count to; upstream's ids are far below.
_TOO_LARGE = 2**63


@dataclass(frozen=True)
class Rewrite:
    """How a client wants its answers.

    ``base`` is the address under which it reaches us (``https://host``). With
    ``spare_characters`` the pictures of characters keep upstream's addresses; ``enrich``
    adds what we know of artworks. Mode ``off`` leaves pictures as they are.
    """

    mode: Mode
    spare_characters: bool = False
    enrich: bool = False
    base: str = ""

    def __post_init__(self) -> None:
        if self.mode != "off" and not self.base.startswith(("http://", "https://")):
            raise ValueError(f"{self.base!r} makes absolute addresses relative ones")


@dataclass(frozen=True)
class Rewritten:
    """An answer. It says something else since ``pictures_changed_at``, if it says anything of
    pictures that changes when they do."""

    body: bytes
    pictures_changed_at: datetime | None = None


@dataclass(frozen=True)
class ImageRewriter:
    """Rewrites answers. Thread-safe.

    ``stored_sizes`` are those that every stored picture has. With ``only_stored``, pictures
    that are not stored yet have no address here, because nobody would make them.
    """

    database: Database
    urls: PublicUrls
    hosts: tuple[str, ...]
    stored_sizes: frozenset[str]
    only_stored: bool = False

    def apply(self, body: bytes, how: Rewrite) -> Rewritten:
        """The answer as wanted. ``body`` is a JSON document in UTF-8, as it came.

        Raises ``Unavailable`` if the database does; ``mirror`` by itself does not ask it.
        Raises ``UpstreamBad`` where ``enrich`` cannot write the document again.
        """
        if how.mode == "off":
            return Rewritten(body)
        if how.enrich:
            return self._on_tree(json.loads(body), how)
        found = cut(body, spare_characters=how.spare_characters)
        if how.mode == "mirror":
            mirror = mirroring(how.base, self.hosts)
            return Rewritten(found.joined([mirror(value) for value in found.values]))
        images = self._images(how, found.values)
        replaced = map(images.replace, found.keys, found.values)
        return Rewritten(found.joined(list(replaced)), images.changed_at)

    def _on_tree(self, document: Any, how: Rewrite) -> Rewritten:
        places = list(image_places(document, spare_characters=how.spare_characters))
        images = self._images(how, [place.value for place in places])
        for place in places:
            if (new := images.replace(place.key, place.value)) is not None:
                place.put(new)
        enriched_at = self._enrich(document, how)
        return Rewritten(_written(document), latest([images.changed_at, enriched_at]))

    def _enrich(self, document: Any, how: Rewrite) -> datetime | None:
        entries = [entry for entry in artwork_entries(document) if 0 < entry["id"] < _TOO_LARGE]
        ids = {entry["id"] for entry in entries}
        with self.database.read() as session:
            known = pictures_with(session, ids, only_stored=self.only_stored)
        for entry in entries:
            if (picture := known.get(entry["id"])) is not None:
                enrich(entry, picture, self._addresses(how))
        return latest(picture.processed_at for picture in known.values())

    def _images(self, how: Rewrite, values: Sequence[str]) -> SizedImages:
        paths = self._paths(values) if how.mode == "sized" else {}
        wanted = {*paths.values(), *map(without_tail, paths.values())}
        with self.database.read() as session:
            known = pictures_at(session, wanted, only_stored=self.only_stored)
        mirror = mirroring(how.base, self.hosts)
        return SizedImages(mirror, paths, known, self._addresses(how))

    def _paths(self, values: Iterable[str]) -> dict[str, str]:
        """The paths of absolute addresses. Before others clients put the artwork host, where
        there are no sizes of ours."""
        absolute = {
            value: artwork_path(value, self.hosts) for value in values if is_absolute(value)
        }
        return {value: path for value, path in absolute.items() if path is not None}

    def _addresses(self, how: Rewrite) -> SizedAddresses:
        return SizedAddresses(replace(self.urls, base=how.base), self.stored_sizes)


def _written(document: Any) -> bytes:
    """As upstream writes it; with escapes if half a surrogate pair makes them necessary.

    Raises ``UpstreamBad`` for a number that is too large to be written again.
    """
    try:
        try:
            return json.dumps(
                document, ensure_ascii=False, separators=(",", ":"), allow_nan=False
            ).encode()
        except UnicodeEncodeError:
            return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:
        raise UpstreamBad("This record has a number that is none.") from error
