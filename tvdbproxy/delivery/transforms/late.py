"""The end of the time that one transform has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tvdbproxy.errors import TimedOut
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.jobs.alone import Alone

T = TypeVar("T")


def in_time(
    alone: Alone, what: str, find: Callable[[], T | None], make: Callable[[], T], deadline: Deadline
) -> T:
    """As ``Alone.do``; raises ``TimedOut`` where another process is not done by then."""
    found = alone.do(what, find, make, deadline.remaining)
    if found is None:
        raise timed_out("another process is still at it")
    return found


def timed_out(detail: str) -> TimedOut:
    """The time for one transform is over (``transform_timeout``)."""
    return TimedOut(
        "The picture was not ready in time; try again in a moment.",
        code="transform_timeout",
        detail=detail,
        retry_after=2,
    )
