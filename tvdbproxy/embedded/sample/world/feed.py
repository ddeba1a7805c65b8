"""The feed of changes."""

from __future__ import annotations

import threading
import time
from bisect import insort
from dataclasses import dataclass


@dataclass(frozen=True)
class Update:
    """One line of the feed: what happened to which record when (Unix seconds).

    ``merged_into`` is the id that took the place of a double, ``merged_kind`` its kind.
    """

    kind: str
    id: int
    method: str
    at: int
    series_id: int | None = None
    merged_into: int | None = None
    merged_kind: str | None = None


class Feed:
    """All lines since the start, sorted by time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[Update] = []

    def add(self, update: Update) -> None:
        """Enter a line; one of the past takes its place among the others."""
        with self._lock:
            insort(self._lines, update, key=lambda line: line.at)

    def lines(self) -> list[Update]:
        """All of them, oldest first."""
        with self._lock:
            return list(self._lines)


def now() -> int:
    """The moment, in whole Unix seconds."""
    return int(time.time())
