"""What a source address leads to, before its bytes are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tvdbproxy.errors import NotFound


@dataclass(frozen=True)
class Found:
    """A source that is there. ``identity`` changes whenever its bytes do; ``load`` gives them.

    ``name`` is the last part of its address. ``mime`` is what somebody else calls it, for those
    who want it as it is.
    """

    identity: str
    name: str
    load: Callable[[], bytes]
    last_modified: datetime | None = None
    mime: str | None = None


def refused(detail: str) -> NotFound:
    """Nothing is taken from this address. Why is for the log: it may tell of our network."""
    return NotFound(
        "Invalid source URL: nothing is taken from this address; use one that is admitted here.",
        code="source_not_allowed",
        detail=detail,
    )


def missing(what: str) -> NotFound:
    """The address may be meant, and leads to nothing."""
    return NotFound(f"There is no such source: {what}", code="source_missing")
