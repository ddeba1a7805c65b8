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


@dataclass(slots=True)
class _Entry:
    held: Held
    expires: float
    wanted: bool = False


class HotCache:
    """What nobody has wanted lately goes first. Thread-safe; reading takes no lock."""

    def __init__(self, max_bytes: int, seconds: float = 60) -> None:
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.used = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._by_prefix: dict[str, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def get(self, key: str) -> Held | None:
        """The picture under this object key, if it is here and young enough."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if time.monotonic() >= entry.expires:
            self._expire(key, entry)
            return None
        entry.wanted = True  # a mark is enough: who makes room looks at it
        return entry.held

    def put(self, held: Held) -> None:
        """Keep it, unless it alone would take more than an eighth of the memory."""
        cost = len(held.data) + _OVERHEAD
        if cost > self.max_bytes // 8:
            return
        with self._lock:
            if held.key in self._entries:
                self._remove(held.key)
            self._make_room(cost)
            self._entries[held.key] = _Entry(held, time.monotonic() + self.seconds)
            self._by_prefix[_prefix(held.key)].add(held.key)
            self.used += cost

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

    def _expire(self, key: str, entry: _Entry) -> None:
        with self._lock:
            if self._entries.get(key) is entry:
                self._remove(key)

    def _make_room(self, cost: int) -> None:
        """The oldest goes; if it was wanted since its last turn, it has another."""
        while self.used + cost > self.max_bytes:
            key, entry = next(iter(self._entries.items()))
            if entry.wanted:
                entry.wanted = False
                self._entries.move_to_end(key)
            else:
                self._remove(key)

    def _remove(self, key: str) -> None:
        held = self._entries.pop(key).held
        self.used -= len(held.data) + _OVERHEAD
        keys = self._by_prefix[_prefix(key)]
        keys.discard(key)
        if not keys:
            del self._by_prefix[_prefix(key)]


def _prefix(key: str) -> str:
    return key.rpartition("/")[0]
