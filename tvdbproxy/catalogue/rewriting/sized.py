"""Addresses of our own sizes in the place of upstream's pictures and thumbnails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tvdbproxy.catalogue.rewriting.known import KnownPicture
from tvdbproxy.storage import keys
from tvdbproxy.urls.images import PublicUrls

ORIGINAL = "original"
# The size of ours that shows what upstream's thumbnail does, by its width in pixels there.
THUMBNAILS = {
    "poster": "w342",  # 340
    "fanart": "small",  # 640
    "banner": "w758",  # 758
    "icon": "w500",  # 512
    "clearlogo": "w500",  # 400
    "clearart": "w500",  # 500
}
THUMBNAILS_OF_IMAGE = {
    "episode": "w300",  # 320
    "person": "w185",  # 150
}
# Of kinds without a width of their own.
_ANY_THUMBNAIL = "small"
_TAIL = re.compile(r"_t(\.\w+)$", re.ASCII)


def thumbnail_size(content_type: str, image_type: str) -> str:
    """The size for a thumbnail of such a picture; one that delivery knows."""
    if image_type == "image":
        return THUMBNAILS_OF_IMAGE.get(content_type, _ANY_THUMBNAIL)
    return THUMBNAILS.get(image_type, _ANY_THUMBNAIL)


def without_tail(path: str) -> str:
    """The path of the picture of which this one is upstream's thumbnail."""
    return _TAIL.sub(r"\1", path)


class SizedImages:
    """Replaces image values: those in ``paths`` (path by value) whose picture is ``known`` (by
    path) by addresses of our sizes, all others as ``mirror`` does.

    Afterwards ``changed_at`` is when the latest of the pictures changed whose address tells.
    """

    def __init__(
        self,
        mirror: Callable[[str], str | None],
        paths: Mapping[str, str],
        known: Mapping[str, KnownPicture],
        addresses: SizedAddresses,
    ) -> None:
        self.changed_at: datetime | None = None
        self._mirror, self._paths, self._known = mirror, paths, known
        self._addresses = addresses

    def replace(self, key: str, value: str) -> str | None:
        """What the value under this key is replaced by; ``None`` leaves it."""
        path = self._paths.get(value, "")
        picture, is_thumbnail = self._known.get(path), key == "thumbnail"
        if picture is None:
            picture, is_thumbnail = self._known.get(without_tail(path)), True
        if picture is None:
            return self._mirror(value)
        # Never a smaller one for the picture itself.
        kind = picture.content_type, picture.image_type
        size = thumbnail_size(*kind) if is_thumbnail else ORIGINAL
        if self._addresses.shows_revision(picture, size):
            self.changed_at = latest([self.changed_at, picture.processed_at])
        return self._addresses.address(picture, size)


@dataclass(frozen=True)
class SizedAddresses:
    """Addresses that work as long as the picture is known, whichever is the chosen one.

    They are without a revision, so that an answer stays the same when its pictures change.
    Where there is a CDN, it is named for the sizes of which every stored picture has one
    (``stored``): the others are dropped after a time, and only we can make them again.
    """

    urls: PublicUrls
    stored: frozenset[str]

    def address(self, picture: KnownPicture, size: str) -> str:
        """Where this size of the picture is."""
        if (key := self._key_at_cdn(picture, size)) is not None:
            return self.urls.object(key, picture.revision)
        return self.urls.image(
            picture.content_type,
            picture.content_id,
            picture.image_type,
            f"{size}.{self.urls.extension}",
            artwork_id=None if picture.is_chosen else picture.artwork_id,
        )

    def shows_revision(self, picture: KnownPicture, size: str) -> bool:
        """Whether the address changes when the picture does."""
        return self._key_at_cdn(picture, size) is not None

    def _key_at_cdn(self, picture: KnownPicture, size: str) -> str | None:
        if not self.urls.cdn or size not in self.stored:
            return None
        if picture.storage_path is None or picture.revision is None:
            return None
        return keys.variant_key(picture.storage_path, size, self.urls.extension)


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of them that there is."""
    return max((moment for moment in moments if moment is not None), default=None)
