"""One picture looked at from all sides: decode once, as little as will do, and measure."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.analysis.analysis import Analysis, Box
from tvdbproxy.imaging.analysis.colours.choice import brand, dominant, palette
from tvdbproxy.imaging.analysis.colours.kinds import find_kinds
from tvdbproxy.imaging.analysis.embedding import embed
from tvdbproxy.imaging.analysis.exif import read_exif
from tvdbproxy.imaging.analysis.figures import compression, exposure, grain, score, sharpness
from tvdbproxy.imaging.analysis.hashing import perceptual_hash
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.analysis.text import read_text
from tvdbproxy.imaging.background.ground import Ground, distance_from, find_ground
from tvdbproxy.imaging.decode import decode, open_picture
from tvdbproxy.imaging.faces import can_find_faces, find_faces
from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.geometry import place
from tvdbproxy.imaging.refusals import within_memory
from tvdbproxy.imaging.resize import shrink
from tvdbproxy.imaging.sizes import Size

_SEEN = 1024  # pixels of the longer side: what a screen shows, and what is measured
_LEGIBLE = 1600  # small print needs more
_VISIBLE = 128
_DECIMALS = 4

Figures = dict[str, float]


def analyse(source: bytes, order: AnalysisOrder) -> Analysis:
    """Look at the first picture of a file. The same bytes and order give the same result.

    Raises ``BadPicture``, ``TooLarge`` and ``Unsupported``, as ``render.render`` does.
    """
    with within_memory():
        return _analyse(source, order)


def _analyse(source: bytes, order: AnalysisOrder) -> Analysis:
    opened = open_picture(source, order.limits)
    size = opened.size
    exif = read_exif(opened.image) if order.exif else {}
    steps = getattr(opened.image, "quantization", {})
    read = _within(decode(opened, _fitted(size, _LEGIBLE if order.text else _SEEN)), _LEGIBLE)
    del opened, source  # and with them pixels that nobody needs any more
    seen = _within(read, _SEEN)
    flat = flatten(seen)
    grey = flat.convert("L")
    ground = None if seen.mode == "RGBA" else find_ground(seen)
    pressed = compression.from_steps(steps, size[0] / seen.width)
    if seen.size == size:
        pressed = max(pressed, compression.from_edges(grey))
    figures = _figures(grey, _counting(seen, ground), pressed)
    kinds = find_kinds(seen)
    return Analysis(
        width=size[0],
        height=size[1],
        has_alpha=seen.mode == "RGBA",
        dominant_colors=dominant(kinds),
        palette=palette(kinds),
        brand_colors=brand(kinds, None if ground is None else ground.colour),
        quality_score=score.quality_score(**figures),
        **{name: round(value, _DECIMALS) for name, value in figures.items()},
        perceptual_hash=perceptual_hash(grey),
        embedding=embed(flat),
        text=read_text(flatten(read)) if order.text else None,
        faces=_faces(flat) if order.faces else None,
        exif=exif,
    )


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    placement = place(Size("seen", side, side), *size)
    return placement.width, placement.height


def _within(image: Image.Image, side: int) -> Image.Image:
    return shrink(image, _fitted(image.size, side))


def _figures(grey: Image.Image, counting: Image.Image | None, pressed: float) -> Figures:
    deviation = grain.deviation(grey)
    return {
        "sharpness": sharpness.sharpness(grey, deviation),
        "exposure": exposure.exposure(grey.histogram(counting)),
        "noise": grain.noise(deviation),
        "compression": pressed,
    }


def _counting(seen: Image.Image, ground: Ground | None) -> Image.Image | None:
    """A mask of what is in front: neither transparent nor of a flat background's colour.

    White paper behind a logo is not overexposed. None where all of it counts.
    """
    if seen.mode == "RGBA":
        return seen.getchannel("A").point([255 * (level >= _VISIBLE) for level in range(256)])
    if ground is None:
        return None
    front = distance_from(seen, ground.colour).point(
        [255 * (level > ground.tolerance) for level in range(256)]
    )
    return front if front.getbbox() else None


def _faces(image: Image.Image) -> tuple[Box, ...] | None:
    """None without the extra. The largest face first."""
    if not can_find_faces():
        return None
    found = sorted(find_faces(image), key=lambda box: (-box.width * box.height, box.left, box.top))
    return tuple(
        Box(
            round(box.left / image.width, _DECIMALS),
            round(box.top / image.height, _DECIMALS),
            round(box.width / image.width, _DECIMALS),
            round(box.height / image.height, _DECIMALS),
        )
        for box in found
    )
