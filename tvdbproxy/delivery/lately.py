"""Not asking for the same thing again and again."""

from __future__ import annotations

import threading
import time

_MOST = 10_000


class Lately:
    """Remembers for ``seconds`` what was asked for. Thread-safe and bounded."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[int, float] = {}
        self._lock = threading.Lock()

    def is_first(self, number: int) -> bool:
        """Whether nobody asked for this number lately; from now on somebody has."""
        moment = time.monotonic()
        with self._lock:
            if self._until.get(number, 0) > moment:
                return False
            if len(self._until) >= _MOST:
                self._until.clear()  # some are asked for once more, which does no harm
            self._until[number] = moment + self._seconds
            return True
