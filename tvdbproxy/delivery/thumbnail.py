"""The small picture that upstream has beside each of its own, made here where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from tvdbproxy.errors import BadPicture, Crashed, TooLarge, Unsupported
from tvdbproxy.imaging.formats import WRITABLE, Format, sniff
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.sizes import Size

# Upstream's own sizes, by the word in the path that says which type of artwork it is. The
# other types have half of what they are usually uploaded in, which the last box gives.
_BOXES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "banners": (758, 140),
        "graphical": (758, 140),
        "posters": (340, 500),
        "backgrounds": (640, 360),
        "fanart": (640, 360),
        "icons": (512, 512),
        "screencap": (320, 240),
        "screencaps": (320, 240),
        "photo": (150, 225),
        "photos": (150, 225),
        "clearlogo": (400, 155),
        "clearart": (500, 281),
    }
)
_OTHERWISE = (640, 500)


class Renders(Protocol):
    """What is needed of the imaging room's pool."""

    def render(self, source: bytes, order: RenderOrder) -> Rendered:
        """Decode, resize and encode, in a child process."""


def thumbnail_of(
    full: bytes, path: str, pool: Renders, limits: Limits, quality: int
) -> tuple[bytes, Format] | None:
    """The thumbnail of the picture that ``path`` names, in the picture's own format; a GIF's
    is a PNG. ``None`` for a picture that cannot be decoded. Raises ``Overloaded``."""
    try:
        given = sniff(full)
        kind = given if given in WRITABLE else Format.PNG
        order = RenderOrder((box_of(path),), (kind,), quality, "fast", limits)
        return pool.render(full, order).variants[0].data, kind
    except (BadPicture, TooLarge, Unsupported, Crashed):
        return None


def box_of(path: str) -> Size:
    """The box that upstream fits the thumbnail of the picture at this path into."""
    # The first folder of all paths has the name of a type.
    words = path.removeprefix("/banners/").split("/")[:-1]
    known = (_BOXES[word] for word in reversed(words) if word in _BOXES)
    return Size("thumbnail", *next(known, _OTHERWISE))
