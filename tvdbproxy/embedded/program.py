"""What the stack starts, as data."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One process that the stack runs.

    ``is_ready`` is asked again and again until it says yes, for ``ready_seconds`` at
    most; a program without one is ready as soon as it runs. ``complaint`` says in a sentence
    what it lacks to be ready, or nothing. ``stop_seconds`` is how long it may take to end
    after ``stop_signal``. ``environment`` is added to ours, and ``prepare`` is
    called before each start, the first one and those after a crash. It inherits the
    descriptors that it ``holds``.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] | None = None
    ready_seconds: float = 60
    complaint: Callable[[], str] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15
    prepare: Callable[[], None] | None = None
    holds: tuple[int, ...] = ()
