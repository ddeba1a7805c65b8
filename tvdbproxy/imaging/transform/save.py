"""Pixels into a file, while somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.refusals import encoding
from tvdbproxy.imaging.transform.baggage import Baggage
from tvdbproxy.imaging.transform.film import Film
from tvdbproxy.imaging.transform.quality import LOSSY, quality_of, within_bytes
from tvdbproxy.imaging.transform.spec import TransformSpec

Options = dict[str, Any]

_SMALLEST_AVIF = 16  # pixels of a side; decoders disagree about less
_VISIBLE = 128  # a GIF's pixel shows or does not


def final_format(written: Format, image: Image.Image) -> Format:
    """The same, but for an AVIF that is too small: that is a PNG, or a JPEG if opaque."""
    if written is not Format.AVIF or min(image.size) >= _SMALLEST_AVIF:
        return written
    return Format.PNG if image.mode == "RGBA" else Format.JPEG


def save(film: Film, written: Format, spec: TransformSpec, baggage: Baggage) -> bytes:
    """The file, within ``max_bytes`` where its format can help that."""
    first = quality_of(spec, written)
    frames = _ready(film.frames, written)
    carried = {**_moving(film, written), **baggage.options(written, film.profile)}

    def encode(quality: int) -> bytes:
        options = fast_options(written, quality, frames[0], again=quality < first)
        with encoding(), BytesIO() as file:
            frames[0].save(file, written.value, append_images=frames[1:], **options, **carried)
            return file.getvalue()

    return within_bytes(encode, first, spec.max_bytes if written in LOSSY else 0)


def fast_options(written: Format, quality: int, image: Image.Image, *, again: bool) -> Options:
    """Encoder settings for the request path, and not those of ``encode``, which stores.

    WebP's method 2 takes 0.4 times the CPU of 4 for 3 % more bytes; AVIF at speed 9 is
    cheaper than that and smaller, where speed 8 takes three times as long; a progressive JPEG
    is a tenth smaller, at 1 ms for a small one. JPEGs go into plain memory: a real file lets
    other threads run meanwhile, and a child has none. One thread encodes, since a pool has a
    child for every core. ``again`` is for what has come out too large: a TIFF is lossless
    before that.
    """
    return _OPTIONS[written](quality, image, again)


def _jpeg(quality: int, _image: Image.Image, _again: bool) -> Options:
    return {"quality": quality, "progressive": True}


def _webp(quality: int, _image: Image.Image, _again: bool) -> Options:
    return {"quality": quality, "method": 2}


def _avif(quality: int, _image: Image.Image, _again: bool) -> Options:
    return {"quality": quality, "speed": 9, "max_threads": 1}


def _png(_quality: int, _image: Image.Image, _again: bool) -> Options:
    return {"compress_level": 3}


def _gif(_quality: int, image: Image.Image, _again: bool) -> Options:
    # Where frames have holes, each is drawn onto nothing rather than over the last one.
    return {"disposal": 2 if image.mode == "RGBA" else 0}


def _tiff(quality: int, image: Image.Image, again: bool) -> Options:
    if again and image.mode == "RGB":
        return {"compression": "jpeg", "quality": quality}
    return {"compression": "tiff_adobe_deflate"}


def _ico(_quality: int, image: Image.Image, _again: bool) -> Options:
    return {"sizes": [image.size]}


def _bmp(_quality: int, _image: Image.Image, _again: bool) -> Options:
    return {}


_OPTIONS: Mapping[Format, Callable[[int, Image.Image, bool], Options]] = MappingProxyType(
    {
        Format.JPEG: _jpeg,
        Format.WEBP: _webp,
        Format.AVIF: _avif,
        Format.PNG: _png,
        Format.GIF: _gif,
        Format.TIFF: _tiff,
        Format.ICO: _ico,
        Format.BMP: _bmp,
    }
)


def _ready(frames: Sequence[Image.Image], written: Format) -> Sequence[Image.Image]:
    """As the format can have them. A TIFF that nothing was done to would be written with what it
    was read with, stripped or not: a copy knows nothing of a file."""
    if written is Format.GIF:
        return [_hardened(each) for each in frames]
    if written is Format.TIFF:
        return [each.copy() if isinstance(each, TiffImageFile) else each for each in frames]
    return frames


def _moving(film: Film, written: Format) -> Options:
    """What only an animation has. A GIF that does not loop has no word for that; WebP has."""
    if len(film.frames) < 2:
        return {}
    loop = film.loop if film.loop is not None or written is Format.GIF else 1
    looping = {} if loop is None else {"loop": loop}
    return {"save_all": True, "duration": list(film.delays), **looping}


def _hardened(image: Image.Image) -> Image.Image:
    """Each pixel all there, or all gone and without a colour, as a palette can say it."""
    if image.mode != "RGBA":
        return image
    mask = image.getchannel("A").point([0] * _VISIBLE + [255] * (256 - _VISIBLE))
    hard = Image.new("RGBA", image.size, (0, 0, 0, 0))
    hard.paste(image, mask=mask)
    hard.putalpha(mask)
    return hard
