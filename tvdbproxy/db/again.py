"""Doing a unit once more when the database did not take it.

A deadlock, a lock that another one held for too long, a connection that was cut: all are
over after a moment, and the unit left nothing behind. A unit that is done again begins
with its first look at the rows, so it must be a function and not an open session.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tvdbproxy.errors import Unavailable

T = TypeVar("T")

_TIMES = 3
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 2.0
_PASSING = ("database_busy", "database_unavailable")


def again(unit: Callable[[], T], *, seconds: float = 0) -> T:
    """What ``unit`` returns, which is tried three times if need be, or for ``seconds``.

    Its answer may be lost after a commit, so that it has to bear being done twice. Raises
    what it raised last.
    """
    until = time.monotonic() + seconds
    tried = 0
    while True:
        tried += 1
        try:
            return unit()
        except Unavailable as error:
            if error.code not in _PASSING or (tried >= _TIMES and time.monotonic() > until):
                raise
        time.sleep(min(_PAUSE_SECONDS * tried, _LONGEST_PAUSE_SECONDS))
