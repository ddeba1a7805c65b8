"""How large the part is that ``crop`` takes from the source."""

from __future__ import annotations

from tvdbproxy.imaging.transform.geometry.rounding import half_away
from tvdbproxy.imaging.transform.spec import Crop


def cropped_size(size: tuple[int, int], crop: Crop | None) -> tuple[int, int]:
    """The part of a source of ``size``, as seen; all of it without a crop."""
    if crop is None:
        return size
    return _side(size[0], crop.width), _side(size[1], crop.height)


def _side(side: int, wanted: float) -> int:
    if wanted == 0:
        return side
    pixels = int(wanted) if wanted >= 1 else max(1, half_away(side * wanted))
    return min(pixels, side)
