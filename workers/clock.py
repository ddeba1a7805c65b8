"""Notices that the clock was set back, which a scheduler would sit out.

What is to happen at a time of day waits until the clock has been there again, be it hours.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
# Below this it is the clock being steered, and not worth a word.
_JUMP_SECONDS = 1.0


class ClockWatch:
    """Calls ``set_back`` from a thread of its own whenever the wall clock has been."""

    def __init__(
        self,
        set_back: Callable[[], None],
        *,
        wall: Callable[[], float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._set_back = set_back
        self._wall, self._clock = wall or time.time, clock
        self._ahead = self._wall() - self._clock()
        self._stopped = threading.Event()

    def start(self) -> None:
        """Watch until ``stop``, or the end of the process."""
        threading.Thread(target=self._watch, name="clock", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def look(self) -> None:
        """Compare the wall clock with the one that never jumps."""
        ahead = self._wall() - self._clock()
        back, self._ahead = self._ahead - ahead, ahead
        if back > _JUMP_SECONDS:
            log.warning("the clock was set back by %.0f seconds; ticks go on from now", back)
            self._set_back()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            self.look()
