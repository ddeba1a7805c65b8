"""Answers that are wanted most, ready to be sent, in this process's memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

# What an entry costs beside its bytes.
_OVERHEAD = 2048


class Sized(Protocol):
    """What knows how many bytes it holds."""

    @property
    def bytes_held(self) -> int:
        """Bytes."""


A = TypeVar("A", bound=Sized)


@dataclass(slots=True)
class _Entry(Generic[A]):
    answer: A
    cost: int
    look_at: float
    drop_at: float


class Memory(Generic[A]):
    """Bounded in bytes; what nobody has wanted for longest goes first. Thread-safe.

    An entry is to be compared with the database every ``look_seconds``, and is made anew
    after ``seconds``.
    """

    def __init__(self, max_bytes: int, *, look_seconds: float = 5, seconds: float = 60) -> None:
        self.max_bytes = max_bytes
        self.used = 0
        self._look_seconds, self._seconds = look_seconds, seconds
        self._entries: OrderedDict[Hashable, _Entry[A]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> tuple[A, bool] | None:
        """The answer, and whether it is time to compare it: one of those who ask is told so."""
        moment = time.monotonic()
        with self._lock:
            entry = self._entries.get(name)
            if entry is None:
                return None
            if moment >= entry.drop_at:
                self._remove(name)
                return None
            self._entries.move_to_end(name)
            is_due = moment >= entry.look_at
            if is_due:
                entry.look_at = moment + self._look_seconds
            return entry.answer, is_due

    def put(self, name: Hashable, answer: A) -> None:
        """Keep it, unless it alone would take more than a quarter of the memory."""
        cost = answer.bytes_held + _OVERHEAD
        moment = time.monotonic()
        with self._lock:
            if name in self._entries:
                self._remove(name)
            if cost > self.max_bytes // 4:
                return
            while self.used + cost > self.max_bytes:
                self._remove(next(iter(self._entries)))
            self._entries[name] = _Entry(
                answer, cost, moment + self._look_seconds, moment + self._seconds
            )
            self.used += cost

    def drop(self, name: Hashable) -> None:
        """Forget it."""
        with self._lock:
            if name in self._entries:
                self._remove(name)

    def drop_where(self, meant: Callable[[Hashable], bool]) -> None:
        """Forget those whose names are meant."""
        with self._lock:
            for name in [name for name in self._entries if meant(name)]:
                self._remove(name)

    def _remove(self, name: Hashable) -> None:
        self.used -= self._entries.pop(name).cost
