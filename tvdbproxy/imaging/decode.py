"""Bytes into upright sRGB pixels, as few as will do."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from tvdbproxy.imaging import heic
from tvdbproxy.imaging.avif_boxes import hide_exif
from tvdbproxy.imaging.colour import to_srgb
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.guards import check_dimensions, inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.orientation import is_on_its_side, read_orientation, turn_upright
from tvdbproxy.imaging.refusals import DECODER_FAILURES, decoding

_DECODERS = {
    Format.AVIF: AvifImagePlugin.AvifImageFile.format,
    Format.BMP: BmpImagePlugin.BmpImageFile.format,
    Format.GIF: GifImagePlugin.GifImageFile.format,
    Format.HEIC: heic.DECODER,
    Format.ICO: IcoImagePlugin.IcoImageFile.format,
    Format.JPEG: JpegImagePlugin.JpegImageFile.format,
    Format.PNG: PngImagePlugin.PngImageFile.format,
    Format.TIFF: TiffImagePlugin.TiffImageFile.format,
    Format.WEBP: WebPImagePlugin.WebPImageFile.format,
}
_STILL = frozenset({Format.JPEG, Format.TIFF, Format.BMP, Format.ICO, Format.HEIC})
_SHRINKS = (8, 4, 2)


@dataclass(frozen=True)
class Opened:
    """A picture whose size is known and whose pixels may still be to come."""

    image: Image.Image
    format: Format
    orientation: int
    animated: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as seen upright."""
        return _turned(self.image.size, self.orientation)


def open_picture(source: bytes, limits: Limits, among: Sequence[Format] = ARTWORK) -> Opened:
    """Check and open the first picture of a file; a JPEG's pixels stay undecoded.

    Raises ``BadPicture``, ``TooLarge`` and ``Unsupported``.
    """
    header = inspect(source, limits, among)
    if header.format is Format.AVIF:
        source = hide_exif(source)
    if header.format is Format.HEIC:
        heic.register()
    with decoding():
        image = Image.open(BytesIO(source), formats=[_DECODERS[header.format]])
        # A frame may be larger than the header said: the decoder's word counts as well.
        check_dimensions(header.format, *image.size, limits)
        animated = header.format not in _STILL and _is_animated(image)
        if header.format is not Format.JPEG:
            image.load()
            image.readonly = 0  # a HEIC's pixels are its own, too: a save must not move them
            check_dimensions(header.format, *image.size, limits)  # an icon knows only now
    return Opened(image, header.format, read_orientation(image), animated)


def decode(opened: Opened, wanted: tuple[int, int]) -> Image.Image:
    """The pixels as RGB or RGBA, upright; possibly fewer, but none below ``wanted``.

    Libjpeg halves, quarters and eighths for next to nothing. That is used where the
    sides divide evenly, so that no edge moves by a fraction of a pixel.
    """
    image = load(opened, _turned(wanted, opened.orientation))
    return turn_upright(to_srgb(image), opened.orientation)


def load(opened: Opened, wanted: tuple[int, int]) -> Image.Image:
    """The pixels as they are in the file; ``wanted`` is as it lies there, else as ``decode``."""
    image = opened.image
    if shrink := _shrink(image.size, wanted, opened.format):
        image.draft(None, (image.width // shrink, image.height // shrink))
    with decoding():
        image.load()
    return image


def distrust_everything(limits: Limits) -> None:
    """Set Pillow's switches, which are global, for a process that only decodes.

    Warnings would fill the pipe to the parent; one of them is an error to us.
    """
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def _is_animated(image: Image.Image) -> bool:
    """Whether a second frame follows; a broken one is none."""
    try:
        return bool(getattr(image, "is_animated", False))
    except DECODER_FAILURES:
        return False


def _shrink(size: tuple[int, int], wanted: tuple[int, int], picture_format: Format) -> int | None:
    if picture_format is not Format.JPEG:
        return None
    for shrink in _SHRINKS:
        even = not any(side % shrink for side in size)
        if even and all(side // shrink >= least for side, least in zip(size, wanted, strict=True)):
            return shrink
    return None


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    width, height = size
    return (height, width) if is_on_its_side(orientation) else (width, height)
