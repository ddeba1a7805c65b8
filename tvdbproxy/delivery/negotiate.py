"""Which formats may answer a request, in the order in which they are tried.

Explicit tokens only: a client that says ``*/*`` or ``image/*`` shows WebP in practice,
but nothing says that it shows AVIF. Accept headers fall into few classes, so that a
cache in front keeps three answers at most: AVIF, WebP, and what everybody shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tvdbproxy.imaging.formats import Format

# What every client can show. Which of the two is stored tells whether the picture has alpha.
PLAIN = (Format.PNG, Format.JPEG)


class Capability(StrEnum):
    """What a client can show, as far as its header says."""

    AVIF = "avif"
    AVIF_ALONE = "avif alone"  # and expressly no WebP: no browser, but somebody's program
    WEBP = "webp"
    PLAIN = "plain"


def capability(accept: str | None) -> Capability:
    """The class of an ``Accept`` header; no header means a client that takes all."""
    if not accept or not accept.strip():
        return Capability.WEBP
    weights = _weights(accept)
    webp = _weight_of_webp(weights) > 0
    if weights.get("image/avif", 0) > 0:
        return Capability.AVIF if webp else Capability.AVIF_ALONE
    return Capability.WEBP if webp else Capability.PLAIN


def candidates(
    explicit: str | None, able: Capability, stored: Sequence[Format]
) -> tuple[Format, ...]:
    """Formats to look for, best first. The last one is made if none is stored."""
    if explicit is not None:
        return (Format(explicit),)
    avif = (Format.AVIF,) if Format.AVIF in stored else ()
    if able is Capability.PLAIN:
        return PLAIN
    if able is Capability.AVIF_ALONE:
        return (*avif, *PLAIN)
    if able is Capability.AVIF:
        return (*avif, _for_all(stored))
    return (_for_all(stored),)


def _for_all(stored: Sequence[Format]) -> Format:
    """WebP, unless the operator stores something that everybody shows instead."""
    shown = [image_format for image_format in stored if image_format in PLAIN]
    return shown[0] if shown and Format.WEBP not in stored else Format.WEBP


def _weight_of_webp(weights: dict[str, float]) -> float:
    """The most specific range that names WebP decides."""
    for token in ("image/webp", "image/*", "*/*"):
        if token in weights:
            return weights[token]
    return 0


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        token, *parameters = (piece.strip() for piece in part.split(";"))
        if token:
            weights[token] = max(weights.get(token, 0), _quality(parameters))
    return weights


def _quality(parameters: Sequence[str]) -> float:
    """The q value; 1 without one, and for what is not a number between 0 and 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 1
            return quality if 0 <= quality <= 1 else 1
    return 1
