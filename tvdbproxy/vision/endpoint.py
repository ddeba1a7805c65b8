"""Somebody who looks at pictures: what may be asked of him, and what goes wrong."""

from __future__ import annotations

from typing import Any, Protocol

from tvdbproxy.errors import InvalidRequest, Kind, TooLarge, TvdbProxyError, UpstreamBad
from tvdbproxy.vision.facts import VisionFacts

MAX_PICTURE_BYTES = 4 * 1024 * 1024
"""Largest picture that is shown. A small variant says as much as a large one."""

UNREADABLE = "vision_unreadable"
"""The code of an answer that has no facts in it."""

_MIME_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_PASSING = (Kind.UPSTREAM_LIMITED, Kind.UPSTREAM_UNAVAILABLE, Kind.UPSTREAM_TIMEOUT)
_PASSING_CODES = (UNREADABLE, "upstream_truncated")


class VisionEndpoint(Protocol):
    """Thread-safe; one for each process."""

    def describe(
        self,
        picture: bytes,
        mime: str,
        data_type: str | None = None,
        context: dict[str, Any] | None = None,
    ) -> VisionFacts:
        """What is to be seen.

        ``data_type`` is ``product``, ``profile``, ``event``, ``logo`` or ``sites``; ``context`` is
        what the owner wrote of the picture. Raises ``UpstreamDenied`` for a wrong key,
        ``UpstreamLimited``, ``UpstreamUnavailable``, ``UpstreamTimeout``, ``UpstreamBad``
        (``vision_unreadable`` for an answer without facts, ``vision_refused`` for a question that
        was not taken), ``TooLarge`` and ``InvalidRequest`` for what cannot be shown. ``may_pass``
        says which are worth another try.
        """


def may_pass(error: TvdbProxyError) -> bool:
    """Whether the same question may be answered in a while."""
    return error.kind in _PASSING or error.code in _PASSING_CODES


def check_picture(picture: bytes, mime: str) -> None:
    """Raise for what is not shown to anybody."""
    if mime not in _MIME_TYPES:
        raise InvalidRequest(f"A picture is shown as {', '.join(_MIME_TYPES)}.", detail=mime[:100])
    if len(picture) > MAX_PICTURE_BYTES:
        raise TooLarge(
            f"A picture that is shown has at most {MAX_PICTURE_BYTES} bytes; use a smaller variant."
        )


def unreadable(why: str) -> UpstreamBad:
    """The answer has no facts in it."""
    return UpstreamBad(
        "The vision endpoint gave an answer that cannot be understood; check its model.",
        code=UNREADABLE,
        detail=why,
    )


def refused(status: int | None, why: str) -> UpstreamBad:
    """The question was not taken, and will not be next time."""
    return UpstreamBad(
        "The vision endpoint refuses the question; check VISION_URL, VISION_MODEL and its logs.",
        code="vision_refused",
        detail=why,
        upstream_status=status,
    )
