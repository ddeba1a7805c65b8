"""One thread that starts processes on behalf of all others.

A child asks the kernel to be killed with its parent, and by parent the kernel means the
thread that started it. Request threads come and go, so a thread that lives as long as
the pool does it for them.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue

Start = Callable[[], "subprocess.Popen[bytes]"]


class Spawner:
    """Runs one start after the other. The thread begins with the first of them."""

    def __init__(self) -> None:
        self._requests: SimpleQueue[tuple[Start, Future[subprocess.Popen[bytes]]] | None] = (
            SimpleQueue()
        )
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, start: Start) -> subprocess.Popen[bytes]:
        """Call ``start`` in the lasting thread; raises what it raises (``OSError``)."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=_work_off, args=(self._requests,), name="image-spawner", daemon=True
                )
                self._thread.start()
        started: Future[subprocess.Popen[bytes]] = Future()
        self._requests.put((start, started))
        return started.result()

    def close(self) -> None:
        """Let the thread end, and with it every process that is still there."""
        self._requests.put(None)
        if self._thread is not None:
            self._thread.join()


def _work_off(
    requests: SimpleQueue[tuple[Start, Future[subprocess.Popen[bytes]]] | None],
) -> None:
    while (request := requests.get()) is not None:
        start, started = request
        try:
            started.set_result(start())
        except OSError as error:
            started.set_exception(error)
