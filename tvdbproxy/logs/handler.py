"""Log lines that nobody waits for.

Whoever reads our standard error may stand still (a full pipe to a log shipper that hangs)
or be gone. Neither may stop a request or a job, so a thread of its own writes the lines,
and those that it cannot get rid of are dropped and counted.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from queue import Full, Queue

_MOST_LINES = 10_000
_FLUSH_SECONDS = 1.0


class UnhurriedHandler(logging.Handler):
    """Writes to a descriptor, and never lets the caller wait for it. Survives a fork."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lost = 0
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - as every handler does
            self.handleError(record)
            return
        self._start_writer()
        if self._lost:
            line = f"{self.format(_news_of(self._lost))}\n{line}"
        try:
            self._lines.put_nowait(f"{line}\n".encode(errors="backslashreplace"))
            self._lost = 0
        except Full:
            self._lost += 1

    def flush(self) -> None:
        """Give the writer a moment to get rid of what it has."""
        with self._lines.all_tasks_done:
            self._lines.all_tasks_done.wait_for(self._is_idle, _FLUSH_SECONDS)

    def _begin(self) -> None:
        self._lines: Queue[bytes] = Queue(_MOST_LINES)
        self._lost = 0
        self._writer: threading.Thread | None = None

    def _is_idle(self) -> bool:
        return self._writer is None or self._lines.unfinished_tasks == 0

    def _start_writer(self) -> None:
        """Not before the first line: threads do not survive a fork."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="log", daemon=True)
            self._writer.start()

    def _write(self) -> None:
        while True:
            rest = self._lines.get()
            with suppress(OSError):  # nobody reads it any more: there is nowhere to say so
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
            self._lines.task_done()


def _news_of(lost: int) -> logging.LogRecord:
    told = "%d log lines were lost: nobody took them"
    return logging.LogRecord(__name__, logging.WARNING, __file__, 0, told, (lost,), None)
