"""Not asking for the same thing again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

_MOST = 10_000


class Lately:
    """Remembers for ``seconds`` what was asked for. Thread-safe and bounded."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def is_first(self, name: Hashable) -> bool:
        """Whether nobody asked for this lately; from now on somebody has."""
        moment = time.monotonic()
        with self._lock:
            if self._until.get(name, 0) > moment:
                return False
            if len(self._until) >= _MOST:
                self._until.clear()  # some are asked for once more, which does no harm
            self._until[name] = moment + self._seconds
            return True
