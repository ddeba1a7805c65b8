"""How large a side may be in each format. What is larger is scaled down as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.geometry.rounding import half_away

LARGEST_SIDE: Mapping[Format, int] = MappingProxyType(
    {
        Format.WEBP: 16_383,
        Format.AVIF: 16_384,
        Format.ICO: 256,
        Format.GIF: 65_535,
        Format.JPEG: 65_500,  # libjpeg's own bound, a little below the format's
    }
)


def capped(size: tuple[int, int], picture_format: Format) -> tuple[int, int]:
    """The size at which the format can hold it, with the same proportions."""
    larger = max(size)
    most = LARGEST_SIDE.get(picture_format, larger)
    if larger <= most:
        return size
    return max(1, half_away(size[0] * most / larger)), max(1, half_away(size[1] * most / larger))
