"""A picture off its flat background."""

from __future__ import annotations

from PIL import Image, ImageChops

from tvdbproxy.imaging.background.edges import widened, with_soft_edges
from tvdbproxy.imaging.background.flood import reached_from_edges
from tvdbproxy.imaging.background.ground import distance_from, find_ground

_EXACT, _LOSSY = 6, 24  # levels within which the ground is flooded
_EXACT_REACH, _LOSSY_REACH = 2, 3  # pixels over which an edge is blended
_LOOKED_AT = 512  # pixels of a side of the copy on which edges are judged
_EXACT_FIRM, _LOSSY_FIRM = 18, 48  # levels by which what is in front stands out from the ground
_MOSTLY = 0.6  # of the edge

NOT_FLAT, NOTHING_IN_FRONT = "background_not_flat", "nothing_in_front"


def off_ground(image: Image.Image, *, lossy: bool) -> Image.Image | str:
    """An RGB picture as RGBA without the colour that its rim has; or the reason why not.

    Only what is connected with the rim goes: the same colour inside stays. ``lossy`` says that
    the file's colours are not exact.
    """
    ground = find_ground(image)
    if ground is None:
        return NOT_FLAT
    tolerance = _LOSSY if lossy else _EXACT
    distance = distance_from(image, ground.colour)
    outside = reached_from_edges(
        distance.point([255 * (level <= tolerance) for level in range(256)])
    )
    if outside is None or not outside.getbbox():
        return NOT_FLAT
    if outside.getextrema() == (255, 255):
        return NOTHING_IN_FRONT
    if not _is_firm(distance, outside, _LOSSY_FIRM if lossy else _EXACT_FIRM):
        return NOT_FLAT
    reach = _LOSSY_REACH if lossy else _EXACT_REACH
    return with_soft_edges(image, ground.colour, outside, reach)


def _is_firm(distance: Image.Image, outside: Image.Image, least: int) -> bool:
    """Whether the flood ended where something begins, and not somewhere in a fading sky."""
    size = (min(_LOOKED_AT, distance.width), min(_LOOKED_AT, distance.height))
    distance = distance.resize(size, Image.Resampling.BOX)
    outside = outside.resize(size, Image.Resampling.BOX)
    edge = ImageChops.subtract(widened(outside, 1), outside)
    heights = widened(distance, 3).histogram(edge)
    return sum(heights[least:]) >= _MOSTLY * sum(heights)
