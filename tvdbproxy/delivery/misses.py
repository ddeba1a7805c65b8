"""What upstream did not have a moment ago, so that it is not asked again and again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

# Names are strangers' choice, of a kilobyte at most.
_MOST = 4096


class Misses:
    """Remembers names for ``seconds``, the latest ``most`` of them. Thread-safe."""

    def __init__(self, seconds: float, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, name: str) -> None:
        """Upstream does not have it, as it has just said."""
        with self._lock:
            self._until.pop(name, None)
            self._until[name] = time.monotonic() + self._seconds
            if len(self._until) > self._most:
                self._until.popitem(last=False)

    def __contains__(self, name: str) -> bool:
        """Whether it said so lately."""
        return self._until.get(name, 0.0) > time.monotonic()
