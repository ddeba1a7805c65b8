"""Waiting for something to become true, with an end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_GLANCE_SECONDS = 0.02


def eventually(look: Callable[[], T], *, seconds: float = 60, why: str = "") -> T:
    """The first true value that ``look`` gives; the test fails when none came in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} seconds: {why or look}")
        time.sleep(_GLANCE_SECONDS)
