"""Work beside an answer: nobody waits for it, and it may be left undone.

One thread, which is started when it is first needed (after every fork, therefore) and does
not keep the process alive.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from tvdbproxy.errors import TvdbProxyError

log = logging.getLogger(__name__)

_MOST = 256
# Longer than a transaction takes; who waits for upstream is left behind.
_LAST_SECONDS = 1.0


class Aside:
    """Does one thing after the other, each name once at a time. Thread-safe."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._names: set[str] = set()
        self._waiting: deque[tuple[str, Callable[[], None]]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def do(self, name: str, work: Callable[[], None]) -> bool:
        """Have it done soon. ``False`` if it is under way already, or too much is waiting."""
        with self._changed:
            if self._closed or name in self._names or len(self._names) >= self._most:
                return False
            self._names.add(name)
            self._waiting.append((name, work))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="aside", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return True

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is left to do; whether that was so in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._names, timeout=seconds)

    def close(self) -> None:
        """Begin nothing more, and wait a moment for what is under way."""
        with self._changed:
            self._closed = True
            self._names -= {name for name, _ in self._waiting}
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                name, work = self._waiting.popleft()
            try:
                work()
            except TvdbProxyError as error:
                log.warning("%s: %s: %s; tried again another time", name, error.code, error)
            finally:
                with self._changed:
                    self._names.discard(name)
                    self._changed.notify_all()
