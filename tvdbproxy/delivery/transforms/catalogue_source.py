"""``tvdb://series/123/poster``: the pictures of the catalogue, by their titles.

What was stored with a title is taken from its bucket; what is not here yet, or was lost, is
pulled through the mirror of the artwork host, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from tvdbproxy.db.database import Database
from tvdbproxy.delivery.hot import Held
from tvdbproxy.delivery.lookup import Known, look_up
from tvdbproxy.delivery.originals import read_original
from tvdbproxy.delivery.serve import OnMiss, ShowPicture
from tvdbproxy.delivery.transforms.found import Found, missing, refused
from tvdbproxy.delivery.transforms.listing import Listing
from tvdbproxy.delivery.wanted import Wanted
from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.vocabulary import content_type_of, id_of, image_type_of

_SIZE = "original"


class Mirrors(Protocol):
    """What is needed of the artwork host's mirror."""

    def answer(self, path: str) -> ShowPicture:
        """The file under this unescaped path."""


@dataclass(frozen=True)
class CatalogueSources:
    """``on_miss`` says whether a picture that is not here yet is fetched now."""

    database: Database
    originals: ObjectStore
    mirror: Mirrors
    listing: Listing
    on_miss: OnMiss

    def find(self, address: str, deadline: Deadline) -> Found:
        """The picture that was chosen for a title, or the one whose id follows.

        Raises ``NotFound`` as ``/images`` does, and ``source_not_allowed`` for another form.
        """
        if not self.listing.admits(address):
            raise refused("tvdb:// is listed, and this one is not")
        known = look_up(self.database, _understood(address))
        checksum, key = known.source_sha256, known.source_key
        name = known.path.rpartition("/")[2]
        if known.is_stored and checksum is not None and key is not None:
            return Found(checksum, name, lambda: self._stored(known, key, checksum))
        if self.on_miss != "generate":
            raise NotFound("The picture is not stored here yet.", code="no_artwork")
        held = self._pulled(known)
        return Found(held.etag, name, lambda: held.data, held.last_modified, held.mime)

    def _stored(self, known: Known, key: str, checksum: str) -> bytes:
        held = read_original(self.originals, key)
        if held is not None and checksum.startswith(held.etag):
            return held.data
        found = self._pulled(known)
        if not checksum.startswith(found.etag):
            raise Unavailable(
                "The picture changed upstream; try again in a moment.",
                code="artwork_pending",
                retry_after=5,
            )
        return found.data

    def _pulled(self, known: Known) -> Held:
        return self.mirror.answer(unquote(known.path)).held


def _understood(address: str) -> Wanted:
    parts = address.partition("://")[2].split("/")
    if not 3 <= len(parts) <= 4:
        raise missing(
            "write tvdb://{content_type}/{id}/{image_type}, and an artwork's id if wanted."
        )
    kind = content_type_of(parts[0])
    number = id_of(parts[1])
    image_type = image_type_of(kind, parts[2])
    artwork_id = id_of(parts[3], code="no_artwork") if len(parts) == 4 else None
    return Wanted(kind, number, image_type, artwork_id, _SIZE, None)
