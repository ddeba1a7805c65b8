"""What is checked before a decoder sees a single byte."""

from __future__ import annotations

from collections.abc import Sequence

from tvdbproxy.errors import TooLarge
from tvdbproxy.imaging.formats import ARTWORK, Format, sniff
from tvdbproxy.imaging.header import Header, read_header
from tvdbproxy.imaging.limits import MEBIBYTE, MEGAPIXEL, Limits
from tvdbproxy.imaging.verdicts import too_large

_MODERN = frozenset({Format.AVIF, Format.HEIC, Format.WEBP})


def inspect(source: bytes, limits: Limits, among: Sequence[Format] = ARTWORK) -> Header:
    """Format and dimensions of a picture that may be decoded.

    Costs microseconds and no memory. Raises ``TooLarge`` (bytes), ``Unsupported`` (not of
    a format ``among`` these) and ``BadPicture`` (empty, cut off, broken, too many pixels).
    """
    if len(source) > limits.max_bytes:
        raise TooLarge(
            f"The picture is larger than {limits.max_bytes / MEBIBYTE:g} MiB: send a smaller one."
        )
    header = read_header(source, sniff(source, among))
    check_dimensions(header.format, header.width, header.height, limits)
    return header


def check_frames(
    picture_format: Format, width: int, height: int, frames: int, limits: Limits
) -> None:
    """Raise ``BadPicture`` (``image_too_large``) where so many frames of an animation have more
    pixels than they may: each of them, or all together."""
    if limits.max_frame_pixels is not None:
        if width * height > limits.max_frame_pixels:
            raise too_large(
                f"Its frames are {width} x {height} pixels, and each may have "
                f"{limits.max_frame_pixels / MEGAPIXEL:g} million; send a smaller one."
            )
        return
    most = _most_pixels(picture_format, limits)
    if width * height * frames > most:
        raise too_large(
            f"{frames} frames of {width} x {height} are more than {most / MEGAPIXEL:g} million "
            "pixels; send a shorter or smaller one."
        )


def check_dimensions(picture_format: Format, width: int, height: int, limits: Limits) -> None:
    """Raise ``BadPicture`` (``image_too_large``) beyond the limits; they are inclusive."""
    most = _most_pixels(picture_format, limits)
    if max(width, height) > limits.max_side:
        raise too_large(
            f"It is {width} x {height} pixels, and a side may have {limits.max_side}; "
            "send a smaller one."
        )
    if width * height > most:
        raise too_large(
            f"It is {width} x {height} pixels, and {picture_format.upper()} may have "
            f"{most / MEGAPIXEL:g} million; send a smaller one."
        )


def _most_pixels(picture_format: Format, limits: Limits) -> int:
    if picture_format in _MODERN:
        return min(limits.max_pixels, limits.max_pixels_modern)
    return limits.max_pixels
