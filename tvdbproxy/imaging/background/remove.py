"""A picture without its background, or an honest no."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.background.cut_out import LARGEST_SIDE, CutOut, CutOutOrder
from tvdbproxy.imaging.background.flat import NOT_FLAT, NOTHING_IN_FRONT, off_ground
from tvdbproxy.imaging.background.segmentation import foreground
from tvdbproxy.imaging.decode import decode, open_picture
from tvdbproxy.imaging.encode import encode
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.geometry import place
from tvdbproxy.imaging.refusals import within_memory
from tvdbproxy.imaging.resize import shrink
from tvdbproxy.imaging.sizes import Size

_LOSSY = frozenset({Format.JPEG, Format.WEBP, Format.AVIF})
_BOX = Size("cut-out", LARGEST_SIDE, LARGEST_SIDE)
_LIKELY = 128
_QUALITY = 100  # PNG has none


def cut_out(source: bytes, order: CutOutOrder) -> CutOut:
    """Remove the background of the first picture of a file. Flat ones go by their colour, whether
    there is a model or not. The same bytes and order give the same result.

    Raises ``BadPicture``, ``TooLarge`` and ``Unsupported``, as ``render.render`` does, and
    ``ConfigurationError`` about the model, if it was needed.
    """
    with within_memory():
        return _cut_out(source, order)


def _cut_out(source: bytes, order: CutOutOrder) -> CutOut:
    opened = open_picture(source, order.limits)
    lossy = opened.format in _LOSSY
    placement = place(_BOX, *opened.size)
    size = placement.width, placement.height
    image = shrink(decode(opened, size), size)
    del opened, source  # and with them pixels that nobody needs any more
    if image.mode == "RGBA":
        return _no("already_transparent")
    made = off_ground(image, lossy=lossy)
    if isinstance(made, Image.Image):
        return _yes(made, "flat_background")
    if made == NOT_FLAT and order.model_path is not None:
        return _segmented(image, order.model_path)
    return _no(made)


def _segmented(image: Image.Image, model_path: str) -> CutOut:
    likely = foreground(image, model_path)
    if not any(likely.histogram()[_LIKELY:]):
        return _no(NOTHING_IN_FRONT)
    image.putalpha(likely)
    return _yes(image, "segmentation_model")


def _yes(image: Image.Image, reason: str) -> CutOut:
    return CutOut(encode(image, Format.PNG, _QUALITY, "fast"), removed=True, reason=reason)


def _no(reason: str) -> CutOut:
    return CutOut(b"", removed=False, reason=reason)
