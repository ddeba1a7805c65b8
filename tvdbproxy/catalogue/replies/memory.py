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
    over_at: float


@dataclass(frozen=True, slots=True)
class Remembered(Generic[A]):
    """An answer, whether it is to be compared with the database, and whether it is to be made
    anew."""

    answer: A
    is_due: bool
    is_over: bool


class Memory(Generic[A]):
    """Bounded in bytes; what nobody has wanted for longest goes first. Thread-safe.

    An entry is to be compared with the database every ``look_seconds``. Unless it is
    ``lasting`` it is made anew after ``seconds``; it stays, for when that is not possible.
    """

    def __init__(self, max_bytes: int, *, look_seconds: float = 5, seconds: float = 60) -> None:
        self.max_bytes = max_bytes
        self.used = 0
        self._look_seconds, self._seconds = look_seconds, seconds
        self._entries: OrderedDict[Hashable, _Entry[A]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> Remembered[A] | None:
        """The answer, and what it is good for. One of those who ask is told to compare it."""
        moment = time.monotonic()
        with self._lock:
            entry = self._entries.get(name)
            if entry is None:
                return None
            self._entries.move_to_end(name)
            is_due = moment >= entry.look_at
            if is_due:
                entry.look_at = moment + self._look_seconds
            return Remembered(entry.answer, is_due, moment >= entry.over_at)

    def put(self, name: Hashable, answer: A, *, lasting: bool = True) -> None:
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
            over_at = float("inf") if lasting else moment + self._seconds
            self._entries[name] = _Entry(answer, cost, moment + self._look_seconds, over_at)
            self.used += cost

    def outdate(self, name: Hashable) -> None:
        """It is not right any more, though better than nothing."""
        with self._lock:
            if name in self._entries:
                self._entries[name].over_at = 0.0

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
