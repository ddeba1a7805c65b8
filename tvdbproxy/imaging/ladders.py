"""Width ladders for ``srcset``: the sizes ``w342`` and the like, by kind of picture.

The boxes of the ``artwork`` profile are landscape, which makes a poster's thumbnail 115
pixels wide; a ladder bounds the width alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from tvdbproxy.imaging.sizes import Size

LADDER_NAME = re.compile(r"w([1-9][0-9]{0,4})", re.ASCII)

_LOGO = (154, 300, 500, 800)

BY_IMAGE_TYPE: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "poster": (92, 154, 185, 342, 500, 780),
        "fanart": (300, 780, 1280, 1920),
        "banner": (380, 758),
        "clearlogo": _LOGO,
        "clearart": _LOGO,
        "icon": _LOGO,
    }
)

OF_IMAGE: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"person": (45, 185, 300), "episode": (92, 185, 300, 640)}
)


def ladder(content_type: str, image_type: str) -> tuple[int, ...]:
    """The widths, ascending, that exist for such a picture; empty where there are none.

    ``content_type`` is the singular word (``person``); only the image type ``image``
    depends on it: a person's is a portrait, an episode's a still.
    """
    if image_type == "image":
        return OF_IMAGE.get(content_type, ())
    return BY_IMAGE_TYPE.get(image_type, ())


def ladder_size(content_type: str, image_type: str, name: str) -> Size | None:
    """The size that ``w{N}`` names for such a picture, or None where it is no rung."""
    found = LADDER_NAME.fullmatch(name)
    if found is None or int(found[1]) not in ladder(content_type, image_type):
        return None
    return Size(name, width=int(found[1]))
