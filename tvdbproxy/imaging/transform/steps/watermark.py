"""Watermark: another picture over this one, once or in tiles."""

from __future__ import annotations

from typing import cast

from PIL import Image

from tvdbproxy.imaging.resize import shrink
from tvdbproxy.imaging.transform.geometry.position import offset, overlaid
from tvdbproxy.imaging.transform.geometry.rounding import half_away, half_even
from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.spec import Gravity, GravityType, Watermark

Size = tuple[int, int]

_LARGEST_SCALE = 1e6  # beyond all limits on pixels


def watermark(frames: Frames, job: Job) -> Frames:
    """Where the position says, as opaque as it says; it may hang over the edges."""
    wanted = job.spec.watermark
    if wanted is None or wanted.opacity <= 0 or job.watermark is None:
        return frames
    layer = _layer(job.watermark, wanted, frames[0].size, job.layout.dpr)
    return [_under(image, layer) for image in frames]


def marked_box(wanted: Watermark, size: Size) -> Size:
    """What a scaled mark has to fit into on a result of ``size``."""
    scale = min(wanted.scale, _LARGEST_SCALE)
    return max(1, half_even(size[0] * scale)), max(1, half_even(size[1] * scale))


def _layer(mark: Image.Image, wanted: Watermark, size: Size, dpr: float) -> Image.Image:
    """A transparent picture of the result's size with the mark or marks in it."""
    mark = _faint(_scaled(mark, wanted, size), wanted.opacity)
    if wanted.position == "re":
        gap = offset(wanted.x, size[0], dpr), offset(wanted.y, size[1], dpr)
        return _tiled(mark, size, gap)
    gravity = Gravity(cast(GravityType, wanted.position), wanted.x, wanted.y)
    box = overlaid(size, mark.size, gravity, dpr)
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    layer.paste(mark, (box.left, box.top))
    return layer


def _scaled(mark: Image.Image, wanted: Watermark, size: Size) -> Image.Image:
    """Within so much of the result, also if that enlarges it; its own size without a scale."""
    if wanted.scale <= 0:
        return mark
    across, down = marked_box(wanted, size)
    factor = min(across / mark.width, down / mark.height)
    return shrink(
        mark, (max(1, half_away(mark.width * factor)), max(1, half_away(mark.height * factor)))
    )


def _faint(mark: Image.Image, opacity: float) -> Image.Image:
    if opacity >= 1:
        return mark
    faint = mark.copy()
    faint.putalpha(mark.getchannel("A").point([round(level * opacity) for level in range(256)]))
    return faint


def _tiled(mark: Image.Image, size: Size, gap: Size) -> Image.Image:
    """As many as cover the picture, one of them in its centre: a row first, then that row."""
    centre = overlaid(size, mark.size, Gravity())
    row = Image.new("RGBA", (size[0], mark.height), (0, 0, 0, 0))
    for left in _along(size[0], centre.left, mark.width + max(0, gap[0])):
        row.paste(mark, (left, 0))
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    for top in _along(size[1], centre.top, mark.height + max(0, gap[1])):
        layer.paste(row, (0, top))
    return layer


def _along(side: int, one: int, step: int) -> range:
    return range(one % step - step, side, step)


def _under(image: Image.Image, layer: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        return Image.alpha_composite(image, layer)
    marked = image.copy()
    marked.paste(layer, mask=layer.getchannel("A"))
    return marked
