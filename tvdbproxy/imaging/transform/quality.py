"""Which quality number counts, and what to do when the file comes out too large."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.spec import TransformSpec

LOSSY = frozenset({Format.JPEG, Format.WEBP, Format.AVIF, Format.TIFF})
"""Formats that come out smaller at a lower quality; a TIFF from the second attempt on."""

_DEFAULTS: Mapping[Format, int] = MappingProxyType({Format.WEBP: 79, Format.AVIF: 63})
_DEFAULT = 80
_LEAST = 10  # at this quality or less nobody tries again


def quality_of(spec: TransformSpec, written: Format) -> int:
    """``quality``, else the format's, else what is usual for it; 1 to 100."""
    wanted = spec.quality or _of_format(spec, written) or _DEFAULTS.get(written, _DEFAULT)
    return max(1, min(100, wanted))


def within_bytes(encode: Callable[[int], bytes], quality: int, most: int) -> bytes:
    """What ``encode`` makes at a quality at which it has no more than ``most`` bytes.

    The quality falls by as much as the bytes suggest. At 10 it ends: better a file that is
    too large than one that shows nothing. 0 bytes are no bound.
    """
    data = encode(quality)
    while 0 < most < len(data) and quality > _LEAST:
        quality = max(1, min(quality - 1, int(quality * _factor(len(data) / most))))
        data = encode(quality)
    return data


def _of_format(spec: TransformSpec, written: Format) -> int:
    named = spec.format_quality
    return named.get(written, 0) or (named.get("jpg", 0) if written is Format.JPEG else 0)


def _factor(excess: float) -> float:
    if excess > 3:
        return 0.25
    return 0.5 if excess > 1.5 else 0.75
