"""Perceptual hashes compared, and cut up to be looked for. No Pillow: who compares need not
decode."""

from __future__ import annotations

import re

BITS = 64
BANDS, BAND_BITS = 4, 16
_HASH = re.compile(r"[0-9a-fA-F]{16}")


def distance(a: str, b: str) -> int:
    """In how many of their 64 bits two hashes differ.

    Up to 8 the pictures are most likely the same one, resized, recompressed or trimmed; above 20
    they have nothing to do with each other. Raises ``ValueError`` for what is no hash.
    """
    return (_number(a) ^ _number(b)).bit_count()


def bands(perceptual_hash: str) -> list[int]:
    """The hash in four numbers of sixteen bits, the last digits first: of two hashes that differ
    in few bits some are the same. Raises ``ValueError`` for what is no hash."""
    number = _number(perceptual_hash)
    mask = (1 << BAND_BITS) - 1
    return [number >> (BAND_BITS * band) & mask for band in range(BANDS)]


def _number(digits: str) -> int:
    if not _HASH.fullmatch(digits):
        raise ValueError(f"{digits[:40]!r} is not a perceptual hash of 16 hexadecimal digits")
    return int(digits, 16)
