"""Soft edges: how much of each pixel along the flood is foreground, and of which colour.

A pixel of an edge is a blend of what is in front and the ground behind it. How far it is from the
ground, as a share of how far its surroundings inside are, is its alpha; and what the ground added
to its colour is taken away. So nothing of the old ground is left around the picture, and laid on
the old ground it looks as it did before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageMath

from tvdbproxy.imaging.background.ground import Colour, distance_from

_TILE = 256
_SOONER = 0.1  # a ring

Part = tuple[int, int, int, int]


def with_soft_edges(
    image: Image.Image, colour: Colour, outside: Image.Image, reach: int
) -> Image.Image:
    """An RGB picture as RGBA: clear where ``outside`` is 255, and up to ``reach`` pixels from
    there as clear as it was blended."""
    cut = image.convert("RGBA")
    cut.putalpha(ImageChops.invert(outside))
    for inner, outer in _tiles(image.size, 2 * reach + 1):
        mask = outside.crop(outer)
        lowest, highest = mask.getextrema()
        if lowest == 0 and highest == 255:
            soft = _softened(image.crop(outer), colour, mask, reach)
            left, top = inner[0] - outer[0], inner[1] - outer[1]
            width, height = inner[2] - inner[0], inner[3] - inner[1]
            cut.paste(soft.crop((left, top, left + width, top + height)), inner[:2])
    return cut


def widened(mask: Image.Image, pixels: int) -> Image.Image:
    """Every pixel as bright as the brightest within so many pixels across and down."""
    width, height = mask.size
    for _ in range(pixels):
        for x, y in ((1, 0), (0, 1)):
            before = mask.crop((-x, -y, width - x, height - y))
            after = mask.crop((x, y, width + x, height + y))
            mask = ImageChops.lighter(mask, ImageChops.lighter(before, after))
    return mask


def _tiles(size: tuple[int, int], margin: int) -> Iterator[tuple[Part, Part]]:
    """Tiles of the picture without and with a margin, which ends where the picture does."""
    width, height = size
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            right, bottom = min(width, left + _TILE), min(height, top + _TILE)
            outer = (
                max(0, left - margin),
                max(0, top - margin),
                min(width, right + margin),
                min(height, bottom + margin),
            )
            yield (left, top, right, bottom), outer


def _softened(part: Image.Image, colour: Colour, outside: Image.Image, reach: int) -> Image.Image:
    alpha = _alpha(part, colour, outside, reach)
    channels = [
        _unmixed(channel, level, alpha) for channel, level in zip(part.split(), colour, strict=True)
    ]
    return Image.merge("RGBA", (*channels, alpha))


def _alpha(part: Image.Image, colour: Colour, outside: Image.Image, reach: int) -> Image.Image:
    """Ring by ring. Farther in a pixel is opaque a little sooner: it is rather of a colour that
    is nearer to the ground than a blend."""
    distance = ImageChops.subtract(distance_from(part, colour), outside)
    share = _divided(distance, widened(distance, reach + 1))
    share = ImageChops.lighter(share, _least_alpha(part, colour))
    alpha = ImageChops.invert(outside)
    reached = outside
    for ring in range(reach):
        farther = widened(reached, 1)
        enough = 1 - ring * _SOONER
        opacity = share.point([min(255, round(level / enough)) for level in range(256)])
        alpha.paste(opacity, mask=ImageChops.subtract(farther, reached))
        reached = farther
    return alpha


def _least_alpha(part: Image.Image, colour: Colour) -> Image.Image:
    """With less, no colour there is could make up for the ground."""
    red, green, blue = (
        channel.point([_least(level, ground) for level in range(256)])
        for channel, ground in zip(part.split(), colour, strict=True)
    )
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _least(level: int, ground: int) -> int:
    room = ground if level < ground else 255 - ground
    return math.ceil(255 * abs(level - ground) / room) if room else 0


def _divided(part: Image.Image, whole: Image.Image) -> Image.Image:
    """255 times ``part / whole``, 0 where the whole is nothing."""
    share: Image.Image = ImageMath.lambda_eval(
        lambda names: names["convert"](names["part"] * 255 / names["whole"], "L"),
        part=part,
        whole=whole,
    )
    return share


def _unmixed(channel: Image.Image, ground: int, alpha: Image.Image) -> Image.Image:
    """What, at this alpha over the ground, gives the channel's levels; the ground's own where
    nothing shows."""
    front: Image.Image = ImageMath.lambda_eval(
        lambda names: names["convert"](
            (names["channel"] - ground) * 255 / names["alpha"] + ground, "L"
        ),
        channel=channel,
        alpha=alpha,
    )
    return front
