"""What was asked for, how often, and how much of it at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Counters:
    """Counts by path and status; status 0 stands for an answer that breaks HTTP on purpose."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._now = self._most = 0

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """A request, while it is answered."""
        with self._lock:
            self._now += 1
            self._most = max(self._most, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def count(self, method: str, path: str, status: int) -> None:
        """Remember how a request ended."""
        with self._lock:
            self._counts[(method, path, status)] += 1

    def of(self, path: str) -> int:
        """How often a path (without its query) was asked for."""
        with self._lock:
            return sum(n for (_, counted, _), n in self._counts.items() if counted == path)

    def reset(self) -> None:
        """Forget all but what is under way."""
        with self._lock:
            self._counts.clear()
            self._most = self._now

    def report(self) -> dict[str, Any]:
        """``requests`` by path and status, ``methods``, ``total``, and how many at once."""
        with self._lock:
            requests: dict[str, dict[str, int]] = {}
            methods: Counter[str] = Counter()
            for (method, path, status), count in self._counts.items():
                by_status = requests.setdefault(path, {})
                by_status[str(status)] = by_status.get(str(status), 0) + count
                methods[method] += count
            return {
                "requests": requests,
                "methods": dict(methods),
                "total": self._counts.total(),
                "in_flight": self._now,
                "max_concurrent": self._most,
            }
