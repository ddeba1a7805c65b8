"""The most wanted pictures in this process's memory, bounded in bytes.

An entry is dropped when its picture changes (``drop_prefix``, called by whoever hears of
it), and in any case when it is older than ``seconds``: a lost notice costs a minute.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import datetime

# What an entry costs beside its bytes.
_OVERHEAD = 1024


@dataclass(frozen=True)
class Held:
    """A stored picture, ready to be sent. ``etag`` has no quotes."""

    key: str
    data: bytes
    mime: str
    etag: str
    last_modified: datetime
    revision: str | None
    has_alpha: bool | None = None


class HotCache:
    """Least recently used goes first. Thread-safe."""

    def __init__(self, max_bytes: int, seconds: float = 60) -> None:
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.used = 0
        self._entries: OrderedDict[str, tuple[Held, float]] = OrderedDict()
        self._by_prefix: dict[str, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def get(self, key: str) -> Held | None:
        """The picture under this object key, if it is here and young enough."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            held, expires = entry
            if time.monotonic() >= expires:
                self._remove(key)
                return None
            self._entries.move_to_end(key)
            return held

    def put(self, held: Held) -> None:
        """Keep it, unless it alone would take more than an eighth of the memory."""
        cost = len(held.data) + _OVERHEAD
        if cost > self.max_bytes // 8:
            return
        with self._lock:
            if held.key in self._entries:
                self._remove(held.key)
            self._entries[held.key] = (held, time.monotonic() + self.seconds)
            self._by_prefix[_prefix(held.key)].add(held.key)
            self.used += cost
            while self.used > self.max_bytes:
                self._remove(next(iter(self._entries)))

    def drop_prefix(self, prefix: str) -> None:
        """Forget every variant of the picture whose objects lie under ``prefix``."""
        with self._lock:
            for key in list(self._by_prefix.get(prefix, ())):
                self._remove(key)

    def clear(self) -> None:
        """Forget everything: notices may have been missed."""
        with self._lock:
            self._entries.clear()
            self._by_prefix.clear()
            self.used = 0

    def _remove(self, key: str) -> None:
        held, _ = self._entries.pop(key)
        self.used -= len(held.data) + _OVERHEAD
        keys = self._by_prefix[_prefix(key)]
        keys.discard(key)
        if not keys:
            del self._by_prefix[_prefix(key)]


def _prefix(key: str) -> str:
    return key.rpartition("/")[0]
