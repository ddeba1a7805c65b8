"""In which format a result is sent, where its address leaves that open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tvdbproxy.delivery.negotiate import Capability, capability
from tvdbproxy.imaging.transform.spec import TransformSpec

# What everybody shows, animations included.
_SHOWN_BY_ALL = ("jpeg", "png", "gif")
_ANIMATED = ("gif", "webp")

# Of the quality that is usual, for who wants fewer bytes.
_LESS = 0.7


class Open(StrEnum):
    """What is open until the source is known; caches keep no more classes than these."""

    NAMED = "named"  # the address names a format
    AVIF = "avif"
    AVIF_ALONE = "avif alone"
    WEBP = "webp"
    PLAIN = "plain"


@dataclass(frozen=True)
class Detection:
    """Which formats are sent to whom can show them."""

    webp: bool
    avif: bool

    @property
    def negotiates(self) -> bool:
        """Whether ``Accept`` makes a difference at all."""
        return self.webp or self.avif

    def choose(self, accept: str | None) -> Open:
        """The class of a client, by its ``Accept`` header."""
        able = capability(accept)
        webp = self.webp and able in (Capability.AVIF, Capability.WEBP)
        if self.avif and able in (Capability.AVIF, Capability.AVIF_ALONE):
            return Open.AVIF if webp else Open.AVIF_ALONE
        return Open.WEBP if webp else Open.PLAIN


def settled(spec: TransformSpec, choice: Open, source_format: str) -> str | None:
    """The format to ask for; ``None`` for PNG or JPEG, whichever the result's alpha wants.

    AVIF is never chosen for what may move.
    """
    if choice is Open.NAMED:
        return spec.format
    moves = source_format in _ANIMATED and spec.max_animation_frames > 1
    if choice in (Open.AVIF, Open.AVIF_ALONE) and not moves:
        return "avif"
    if choice in (Open.AVIF, Open.WEBP):
        return "webp"
    if source_format in _SHOWN_BY_ALL:
        return source_format
    return "gif" if moves else None


def with_fewer_bytes(spec: TransformSpec) -> TransformSpec:
    """The same picture in a lower quality, unless its address asks for one."""
    if spec.quality:
        return spec
    lower = {name: max(1, round(number * _LESS)) for name, number in spec.format_quality.items()}
    return replace(spec, format_quality=lower)
