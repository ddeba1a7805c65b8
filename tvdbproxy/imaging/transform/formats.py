"""What transforms read and write."""

from __future__ import annotations

from tvdbproxy.errors import Unsupported
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.transform.spec import TransformSpec

READABLE = (*ARTWORK, Format.TIFF, Format.BMP, Format.ICO)
"""Every format that we know. Artwork is read from fewer."""

ALPHALESS = frozenset({Format.JPEG, Format.BMP})
"""What shows through in these is flattened: on the background, or else on white."""

ANIMATED = frozenset({Format.GIF, Format.WEBP})
"""Formats that are read and written with all their frames."""

_UNWRITTEN = frozenset({Format.HEIC})
_ALIASES = {"jpg": "jpeg", "tif": "tiff"}


def written_format(spec: TransformSpec, source_format: str) -> Format:
    """The format of the result; the source's own where none was asked for, or JPEG where that
    one is only read.

    Raises ``Unsupported`` for one that cannot be written.
    """
    name = spec.format or (Format.JPEG if source_format in _UNWRITTEN else source_format)
    written = {each.value: each for each in Format if each not in _UNWRITTEN}
    found = written.get(_ALIASES.get(name, name))
    if found is None:
        raise Unsupported(
            f"Pictures cannot be written as {name!r}: ask for one of {', '.join(written)}.",
            code="unsupported_format",
        )
    return found
