"""What transforms read and write."""

from __future__ import annotations

from tvdbproxy.errors import Unsupported
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.transform.spec import TransformSpec

READABLE = (*ARTWORK, Format.TIFF, Format.BMP, Format.ICO)
"""Every format that we know. Artwork is read from fewer."""

WRITTEN = tuple(each for each in Format if each is not Format.HEIC)
"""Every format that results may have: HEIC is only read, where it is."""

ALPHALESS = frozenset({Format.JPEG, Format.BMP})
"""What shows through in these is flattened: on the background, or else on white."""

ANIMATED = frozenset({Format.GIF, Format.WEBP})
"""Formats that are read and written with all their frames."""

_ALIASES = {"jpg": "jpeg", "tif": "tiff"}


def written_format(spec: TransformSpec, source_format: str) -> Format:
    """The format of the result; the source's own where none was asked for, or JPEG where that
    one is only read.

    Raises ``Unsupported`` for one that cannot be written.
    """
    name = spec.format or (source_format if source_format in WRITTEN else Format.JPEG)
    name = _ALIASES.get(name, name)
    if name not in WRITTEN:
        raise Unsupported(
            f"Pictures cannot be written as {name!r}: ask for one of {', '.join(WRITTEN)}.",
            code="unsupported_format",
        )
    return Format(name)
