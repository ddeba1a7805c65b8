"""The sentences about pictures that cannot be used, each with its code."""

from __future__ import annotations

from tvdbproxy.errors import BadPicture


def undecodable(detail: str) -> BadPicture:
    """The bytes begin like a picture and are none."""
    return BadPicture(
        "The picture is damaged and cannot be decoded: export it again.",
        code="image_undecodable",
        detail=detail,
    )


def truncated(detail: str) -> BadPicture:
    """The end is missing."""
    return BadPicture(
        "The picture is cut off before its end: send the whole file.",
        code="image_truncated",
        detail=detail,
    )


def too_large(why: str, detail: str | None = None) -> BadPicture:
    """More pixels, memory or scans than is safe."""
    return BadPicture(
        f"The picture is too large: {why[:1].lower()}{why[1:]}",
        code="image_too_large",
        detail=detail,
    )


def too_slow(detail: str) -> BadPicture:
    """More CPU than one picture may have."""
    return BadPicture(
        "The picture takes too long to process: send a smaller or simpler one.",
        code="image_too_slow",
        detail=detail,
    )
