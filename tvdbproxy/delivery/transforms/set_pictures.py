"""Pictures that the operator has set: the watermark, and what stands in for a source that cannot
be had. Each is had as sources are, once it is needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from tvdbproxy.delivery.transforms.found import Found
from tvdbproxy.delivery.transforms.sources import Sources
from tvdbproxy.errors import Kind, TvdbProxyError, Unavailable
from tvdbproxy.fetch.deadline import Deadline

log = logging.getLogger(__name__)

FindSet = Callable[[Deadline], Found]
"""Finds one of them; raises as ``Sources.find`` does."""

# What says nothing about the source: we refuse it, or have no time or room for it just now.
_OURS = (Kind.OVERLOADED, Kind.TIMED_OUT, Kind.FORBIDDEN)
_REFUSED = "source_not_allowed"


@dataclass(frozen=True)
class SetPictures:
    """``None`` for one that is not set."""

    watermark: FindSet | None = None
    fallback: FindSet | None = None

    def instead(self, error: TvdbProxyError, deadline: Deadline) -> Found:
        """The picture to answer with where a source cannot be had because of ``error``. Raises
        that error where there is none, where it cannot be had either, or where the source is
        refused: who asks for what is not admitted hears so."""
        if self.fallback is None or error.kind in _OURS or error.code == _REFUSED:
            raise error
        try:
            return self.fallback(deadline)
        except TvdbProxyError as another:
            log.warning("the fallback image cannot be had: %s: %s", another.code, another)
            raise error from None

    def mark(self, deadline: Deadline) -> Found | None:
        """The watermark. Raises ``Unavailable`` (``watermark_unavailable``)."""
        if self.watermark is None:
            return None
        try:
            return self.watermark(deadline)
        except TvdbProxyError as error:
            raise no_watermark(error) from error


def given(data: bytes) -> FindSet:
    """A picture that is at hand."""
    found = Found(sha256(data).hexdigest(), "", lambda: data)
    return lambda _: found


def kept_at(address: str, sources: Sources) -> FindSet:
    """A picture at an address that the operator has written down."""
    return lambda deadline: sources.find(address, deadline)


def no_watermark(error: TvdbProxyError) -> Unavailable:
    """The picture is well, and what is to be drawn on it is not to be had."""
    return Unavailable(
        "The watermark cannot be had at the moment; try again later, or ask without it.",
        code="watermark_unavailable",
        detail=str(error),
        retry_after=error.retry_after or 5,
    )
