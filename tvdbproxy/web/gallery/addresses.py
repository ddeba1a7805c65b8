"""The addresses of a picture in a page: one for every width there is.

They are relative whatever the service calls itself elsewhere: a page shows pictures of the
server that it came from, which its content policy insists on as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tvdbproxy.catalogue.read import Picture
from tvdbproxy.imaging.geometry import place
from tvdbproxy.imaging.ladders import ladder
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.urls.images import PublicUrls

_HERE = PublicUrls()
_FALLBACK_WIDTH = 500


class Addresses:
    """Addresses of pictures of which these sizes are stored; others are made when asked for.

    Where a width of the ladder comes out as a stored size does, the address names the stored
    one: it is there at once.
    """

    def __init__(self, stored: Iterable[Size]) -> None:
        self._whole = tuple(size for size in stored if size.fit == "fit")

    def srcset(self, picture: Picture) -> str:
        """``address 185w, address 342w, ...``, ascending, up to the picture's own width."""
        return ", ".join(f"{_address(picture, size)} {w}w" for w, size in self._widths(picture))

    def src(self, picture: Picture) -> str:
        """One address for browsers that know no ``srcset``: wide enough for most places."""
        sizes = dict(self._widths(picture))
        wide_enough = (width for width in sizes if width >= _FALLBACK_WIDTH)
        return _address(picture, sizes[min(wide_enough, default=max(sizes))])

    def _widths(self, picture: Picture) -> Iterator[tuple[int, str]]:
        """Widths, ascending, with the sizes that come out with them; nothing is enlarged."""
        stored = {_pixels(size, picture): size.name for size in self._whole}
        rungs = ladder(picture.content_type, picture.image_type)
        if not rungs:
            # Where all stored sizes crop, one of them has to do.
            stored = stored or {(picture.width, picture.height): "original"}
            yield from sorted((width, name) for (width, _), name in stored.items())
            return
        for rung in rungs:
            size = Size(f"w{rung}", rung)
            pixels = _pixels(size, picture)
            yield pixels[0], stored.get(pixels, size.name)
            if rung >= picture.width:
                return


def _pixels(size: Size, picture: Picture) -> tuple[int, int]:
    """Width and height of the picture in this size."""
    placed = place(size, picture.width, picture.height)
    return placed.width, placed.height


def _address(picture: Picture, size: str) -> str:
    return _HERE.image(
        picture.content_type,
        picture.content_id,
        picture.image_type,
        size,
        revision=picture.revision,
        artwork_id=None if picture.is_chosen else picture.artwork_id,
    )
