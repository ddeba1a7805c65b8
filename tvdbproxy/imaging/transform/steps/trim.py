"""Trim: cut off edges of one colour. It comes before all arithmetic, which it changes."""

from __future__ import annotations

from PIL import Image, ImageChops

from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.geometry.turns import before_turn, swaps_sides
from tvdbproxy.imaging.transform.job import Frames
from tvdbproxy.imaging.transform.spec import Colour, Trim

_MAGENTA = (0xFF, 0x00, 0xFF)
"""What shows through counts as this, a colour that no picture has for its edge."""


def trim(frames: Frames, wanted: Trim | None, turn: int) -> Frames:
    """A still picture without its edges; an animation, and what is all edge, as they are.

    The picture lies as in its file; which corner is the top left one, and which sides are
    horizontal, is meant after the ``turn``.
    """
    if wanted is None or len(frames) > 1:
        return frames
    (image,) = frames
    flat = flatten(image, _MAGENTA)
    colour = wanted.colour or _top_left(flat, turn)
    content = _differing(flat, colour, wanted.threshold).getbbox()
    if content is None:
        return frames
    return [image.crop(_even(content, image.size, wanted, swaps_sides(turn)))]


def _top_left(flat: Image.Image, turn: int) -> Colour:
    across, down = flat.size
    corner = before_turn(Box(0, 0, 1, 1), (across, down), turn)
    red, green, blue = flat.crop(
        (corner.left, corner.top, corner.left + 1, corner.top + 1)
    ).tobytes()
    return red, green, blue


def _differing(flat: Image.Image, colour: Colour, threshold: float) -> Image.Image:
    """A mask of the pixels of which some channel is farther off than the threshold."""
    ground = Image.new("RGB", flat.size, colour)
    red, green, blue = ImageChops.difference(flat, ground).split()
    farthest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return farthest.point([255 if level > threshold else 0 for level in range(256)])


def _even(
    content: tuple[int, int, int, int], size: tuple[int, int], wanted: Trim, on_its_side: bool
) -> tuple[int, int, int, int]:
    """The same amount from both ends of an axis, the lesser one, where that was asked for."""
    left, top, right, bottom = content
    equal = (wanted.equal_horizontal, wanted.equal_vertical)
    across, down = reversed(equal) if on_its_side else equal
    if across:
        left = min(left, size[0] - right)
        right = size[0] - left
    if down:
        top = min(top, size[1] - bottom)
        bottom = size[1] - top
    return left, top, right, bottom
