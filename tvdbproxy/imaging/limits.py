"""How large a picture may be, and how much a process may spend on it."""

from __future__ import annotations

from dataclasses import dataclass

MEGAPIXEL = 1_000_000
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The largest picture that is decoded; each bound is inclusive.

    ``max_pixels_modern`` holds for AVIF, HEIC and WebP, where a few kilobytes can ask for
    hundreds of megabytes. ``max_side`` is WebP's own bound, so that every picture that
    gets in can also be written. The frames of an animation may together have the pixels of
    one picture; with ``max_frame_pixels`` each may have so many instead, however many there are.
    """

    max_bytes: int = 10 * MEBIBYTE
    max_pixels: int = 50 * MEGAPIXEL
    max_pixels_modern: int = 25 * MEGAPIXEL
    max_side: int = 16_383
    max_frame_pixels: int | None = None


@dataclass(frozen=True)
class Budget:
    """What one child process may use: address space, and time for each picture.

    Keep ``cpu_seconds`` below ``wall_seconds``: running out of CPU is then the picture's
    fault (``image_too_slow``, for good), running out of wall clock a stalled machine's
    (``decoder_crashed``, worth another attempt).
    """

    memory_mb: int = 1024
    cpu_seconds: float = 20
    wall_seconds: float = 30
