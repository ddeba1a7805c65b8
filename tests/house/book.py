"""A meter that tests can read."""

from __future__ import annotations

from collections import Counter

from tvdbproxy.meter.events import Event


class Book:
    """A meter that remembers what it was told."""

    def __init__(self) -> None:
        self.counted: Counter[tuple[str, ...]] = Counter()
        self.timed: list[tuple[tuple[str, ...], float]] = []

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        self.counted[event, *labels] += int(amount)

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        self.timed.append(((event, *labels), seconds))
