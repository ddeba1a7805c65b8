"""The addresses of a picture in a page: one for every width there is.

They are relative whatever the service calls itself elsewhere: a page shows pictures of the
server that it came from, which its content policy insists on as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.catalogue.read import Picture
from tvdbproxy.imaging.ladders import ladder
from tvdbproxy.urls.images import PublicUrls

_HERE = PublicUrls()
# For kinds of picture without a ladder: the stored sizes and what bounds their widths.
_STORED = (("small", 640), ("medium", 1280), ("large", 1920))
_FALLBACK_WIDTH = 500


def srcset(picture: Picture) -> str:
    """``address 185w, address 342w, ...``, ascending, up to the picture's own width."""
    return ", ".join(f"{_address(picture, size)} {width}w" for size, width in _widths(picture))


def src(picture: Picture) -> str:
    """One address for browsers that know no ``srcset``: wide enough for most places."""
    sizes = list(_widths(picture))
    wide_enough = [size for size, width in sizes if width >= _FALLBACK_WIDTH]
    return _address(picture, wide_enough[0] if wide_enough else sizes[-1][0])


def _widths(picture: Picture) -> Iterator[tuple[str, int]]:
    """Sizes with the widths that they come out with, since nothing is enlarged."""
    rungs = ladder(picture.content_type, picture.image_type)
    for size, width in [(f"w{rung}", rung) for rung in rungs] or _STORED:
        yield size, min(width, picture.width)
        if width >= picture.width:
            return


def _address(picture: Picture, size: str) -> str:
    return _HERE.image(
        picture.content_type,
        picture.content_id,
        picture.image_type,
        size,
        revision=picture.revision,
        artwork_id=None if picture.is_chosen else picture.artwork_id,
    )
