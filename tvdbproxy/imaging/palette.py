"""The colour that stands for a picture."""

from __future__ import annotations

from collections import defaultdict

from PIL import Image

from tvdbproxy.imaging.flatten import PAPER

_SIDE = 32
_VISIBLE = 128
_SHADES = 5  # bits dropped per channel: 512 kinds of colour


def dominant_color(image: Image.Image) -> str:
    """``#rrggbb``: the mean of the commonest kind of colour; white if nothing shows."""
    small = image.convert("RGBA").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    kinds: defaultdict[tuple[int, int, int], list[tuple[int, int, int]]] = defaultdict(list)
    flat = small.tobytes()
    for red, green, blue, alpha in zip(*(flat[channel::4] for channel in range(4)), strict=True):
        if alpha >= _VISIBLE:
            kind = (red >> _SHADES, green >> _SHADES, blue >> _SHADES)
            kinds[kind].append((red, green, blue))
    commonest = max(kinds.values(), key=len, default=[PAPER])
    mean = [sum(channel) // len(commonest) for channel in zip(*commonest, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mean)
