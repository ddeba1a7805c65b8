"""Colours as people see them: Oklab, by Björn Ottosson (https://bottosson.github.io/posts/oklab/).

Equal distances look equally different. 0.02 is just visible; red and green are 0.5 apart.
"""

from __future__ import annotations

import math

Lab = tuple[float, float, float]
"""Lightness 0 to 1, green to red, blue to yellow."""

Rgb = tuple[int, int, int]


def _linear(level: int) -> float:
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


_LINEAR = [_linear(level) for level in range(256)]


def to_oklab(colour: Rgb) -> Lab:
    """An sRGB colour."""
    red, green, blue = (_LINEAR[level] for level in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def chroma(colour: Lab) -> float:
    """How far from grey: 0 to 0.32."""
    return math.hypot(colour[1], colour[2])


def hexadecimal(colour: Rgb) -> str:
    """``#RRGGBB``."""
    return "#{:02X}{:02X}{:02X}".format(*colour)
