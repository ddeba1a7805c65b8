"""Lanczos, five times faster where the processor's vector instructions can be had.

The resizer reads and writes Pillow's pixels in place. It gives the same pixels with every
instruction set, and within a few levels those of Pillow, which does the work where the
resizer is not installed (Linux on ARM, for which it has no build).
"""

from __future__ import annotations

from mmap import mmap

from PIL import Image

from tvdbproxy.imaging.limits import MEBIBYTE

try:
    from cykooz_resizer import CropBox, FilterType, ResizeAlg, ResizeOptions, Resizer
except ImportError:
    Resizer = None

_GAP = 4  # beyond so many times the wanted size, average first: its cost is the area's

Part = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels and fractions of one."""


def resample(image: Image.Image, size: tuple[int, int], part: Part) -> Image.Image:
    """A part of an RGB or RGBA picture at ``size``; alpha is premultiplied on the way.

    Raises ``MemoryError``.
    """
    if Resizer is None:
        return resample_by_pillow(image, size, part)
    image, (left, top, right, bottom) = _averaged(image, size, part)
    options = ResizeOptions(
        ResizeAlg.convolution(FilterType.lanczos3),
        crop_box=CropBox(left, top, right - left, bottom - top),
    )
    made = Image.new(image.mode, size, None)
    _require(_working_memory(image, size))
    Resizer().resize_pil(image, made, options)
    return made


def resample_by_pillow(image: Image.Image, size: tuple[int, int], part: Part) -> Image.Image:
    """The same by Pillow alone."""
    return image.resize(size, Image.Resampling.LANCZOS, box=part, reducing_gap=_GAP)


def _averaged(image: Image.Image, size: tuple[int, int], part: Part) -> tuple[Image.Image, Part]:
    """The picture and the part, with whole blocks of pixels made one where that suffices."""
    left, top, right, bottom = part
    across = max(1, int((right - left) / size[0] / _GAP))
    down = max(1, int((bottom - top) / size[1] / _GAP))
    if across == down == 1:
        return image, part
    return image.reduce((across, down)), (left / across, top / down, right / across, bottom / down)


def _working_memory(image: Image.Image, size: tuple[int, int]) -> int:
    """Bytes that the resizer takes at most: one direction's result, and alpha's product."""
    between = max(image.width * size[1], image.height * size[0])
    product = image.width * image.height if image.mode == "RGBA" else 0
    return 4 * (between + product) + MEBIBYTE


def _require(needed: int) -> None:
    """Ask for memory and give it back: the resizer, refused, would end the process. Encoders
    in other threads may still take it in between; then the process does end, as a crash."""
    try:
        mmap(-1, needed).close()
    except OSError as error:
        raise MemoryError from error
