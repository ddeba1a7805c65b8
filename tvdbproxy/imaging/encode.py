"""Pixels into bytes, with settings that were measured against each other.

The one quality number of an order is WebP's. The others are moved to where no kind of
picture looks worse than WebP 85 by much: AVIF 70 (speed 8) or 71 (speed 9), JPEG 85.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, BinaryIO

from PIL import Image

from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import Effort
from tvdbproxy.imaging.refusals import encoding

Options = dict[str, Any]


def encode(image: Image.Image, picture_format: Format, quality: int, effort: Effort) -> bytes:
    """One picture as bytes, the same for the same pixels; an RGBA one as JPEG is on white.

    One picture, one thread: Pillow keeps the options of a ``save`` on the object, where
    another thread's ``save`` of the same object finds them.
    """
    options = _OPTIONS[picture_format](quality, effort)
    with encoding():
        if picture_format is Format.JPEG:
            return _save(flatten(image), picture_format, options, _real_file())
        return _save(image, picture_format, options, BytesIO())


def _save(image: Image.Image, picture_format: Format, options: Options, file: BinaryIO) -> bytes:
    with file:
        image.save(file, picture_format.value, **options)
        file.seek(0)
        return file.read()


def _real_file() -> BinaryIO:
    """A file with a descriptor: only into one of those does JPEG encode without the GIL."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("jpeg"), "w+b")
    return BytesIO()


def _webp(quality: int, effort: Effort) -> Options:
    return {"quality": quality, "method": 4 if effort == "store" else 2}


def _avif(quality: int, effort: Effort) -> Options:
    lower, speed = (15, 8) if effort == "store" else (14, 9)
    return {"quality": max(1, quality - lower), "speed": speed, "max_threads": 1}


def _jpeg(quality: int, _effort: Effort) -> Options:
    return {"quality": quality, "progressive": True, "optimize": True}


def _png(_quality: int, effort: Effort) -> Options:
    return {"compress_level": 6 if effort == "store" else 3}


_OPTIONS: Mapping[Format, Callable[[int, Effort], Options]] = MappingProxyType(
    {Format.WEBP: _webp, Format.AVIF: _avif, Format.JPEG: _jpeg, Format.PNG: _png}
)
