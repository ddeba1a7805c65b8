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

_ALIASES = {"jpg": "jpeg", "tif": "tiff"}


def written_format(spec: TransformSpec, source_format: str) -> Format:
    """The format of the result; the source's own where none was asked for.

    Raises ``Unsupported`` for one that cannot be written.
    """
    name = spec.format or source_format
    try:
        return Format(_ALIASES.get(name, name))
    except ValueError as error:
        known = ", ".join(Format)
        raise Unsupported(
            f"Pictures cannot be written as {name!r}: ask for one of {known}.",
            code="unsupported_format",
        ) from error
