"""The parent of the web processes: Granian, with a reload that drops no request.

By itself Granian gives the old processes a fixed time, however long the new ones take to
start, and then closes their queues of connections with whoever waits in them. Here all
processes share one queue, which outlives each of them. At SIGHUP new processes start; once
every one of them has its application, the old ones retire (``process.py``): they take
nothing from the queue any more, tell their clients to connect anew, and are stopped a while
later. If a new process does not come up, the old ones stay.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import logger
from granian.server.mp import MPServer, WorkerProcess

from tvdbproxy.settings import WebSettings
from tvdbproxy.web.serving.process import Station, begin

# A client that reuses its connection has this long to hear that it is to be closed.
_GRACE_SECONDS = 2.0
# What a retired process may still need for requests that it has begun.
_FINISH_SECONDS = 30
_STOP_SECONDS = 10
_START_SECONDS = 60.0
_GLANCE_SECONDS = 0.05


class WebServer(MPServer):
    """``processes`` web processes; ``entry`` is the folder of ``wsgi.py``."""

    def __init__(self, settings: WebSettings, processes: int, entry: Path) -> None:
        # Not forked: a forked process would keep the code that its parent has imported.
        multiprocessing.set_start_method("spawn", force=True)
        super().__init__(
            "wsgi:app",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=settings.web_threads,
            working_dir=entry,
            respawn_failed_workers=True,
            workers_kill_timeout=_STOP_SECONDS,
            log_access=False,
            # Our own handler takes its lines: Granian's would wait for whoever reads them.
            log_dictconfig={"loggers": {"_granian": {"propagate": True}}},
        )
        self._ssp: Any
        self._shd: Any
        self._sfd: Any
        self._begun: dict[int, Connection] = {}
        self._turns = [0] * processes

    def _init_shared_socket(self) -> None:
        """One queue for all processes, which Granian has everywhere but on Linux."""
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        if self._shd is None:
            self._shd = self._ssp.build()
            self._sfd = self._shd.get_fd()
            self._ssp = None
            self._sso = socket.socket(fileno=self._sfd)
            self._sso.set_inheritable(True)

    def _spawn_worker(  # type: ignore[override]
        self, idx: int, target: Callable[..., None], callback_loader: Callable[[], Any]
    ) -> WorkerProcess:
        self._begun[idx], telling = multiprocessing.Pipe(duplex=False)
        # Two names take turns: a process and its successor run at the same time.
        self._turns[idx] = 1 - self._turns[idx]
        station = Station(
            begun=telling,
            listener=self._sfd,
            name=f"{idx}-{self._turns[idx]}",
            log_level=logging.getLogger().level,
        )
        return super()._spawn_worker(idx, target, partial(begin, callback_loader, station))

    def _reload(self, spawn_target: Callable[..., None], target_loader: Callable[[], Any]) -> None:
        self.reload_signal = False
        self.respawned_wrks.clear()
        self.main_loop_interrupt.clear()
        logger.info("SIGHUP: starting new processes")
        self._hand_over(spawn_target, target_loader)
        # Whatever died or was asked for meanwhile is the main loop's.
        self.interrupt_children[:] = [
            number for number in range(self.workers) if not self.wrks[number].inner.is_alive()
        ]
        if self.interrupt_children or self.interrupt_signal or self.reload_signal:
            self.main_loop_interrupt.set()

    def _hand_over(
        self, spawn_target: Callable[..., None], target_loader: Callable[[], Any]
    ) -> None:
        fresh = [
            self._spawn_worker(number, spawn_target, target_loader)
            for number in range(self.workers)
        ]
        for worker in fresh:
            worker.interrupt_by_parent = True  # that it ends is for us to see, not for Granian
            worker.start()  # type: ignore[no-untyped-call]
        if not all(self._has_begun(worker) for worker in fresh):
            logger.error("The new processes did not come up; the old ones stay")
            _stop(fresh, _STOP_SECONDS)
            self._turns = [1 - turn for turn in self._turns]  # it was not their turn after all
            return
        for worker in fresh:
            worker.interrupt_by_parent = False
        old, self.wrks = self.wrks, fresh
        self._retire(old)

    def _has_begun(self, worker: WorkerProcess) -> bool:
        """Wait until it has its application."""
        begun = self._begun[worker.idx]
        deadline = time.monotonic() + _START_SECONDS
        while not self.interrupt_signal and time.monotonic() < deadline:
            found = wait([begun, worker.inner.sentinel], _GLANCE_SECONDS)
            if begun in found:
                return _hear(begun)
            if found:
                return False
        return False

    def _retire(self, workers: Iterable[WorkerProcess]) -> None:
        for worker in workers:
            worker.interrupt_by_parent = True
            if worker.inner.is_alive():
                os.kill(worker.inner.pid, signal.SIGUSR1)
        deadline = time.monotonic() + _GRACE_SECONDS
        while not self.interrupt_signal and time.monotonic() < deadline:
            time.sleep(_GLANCE_SECONDS)
        _stop(workers, _FINISH_SECONDS)
        logger.info("The new processes have taken over")


def _hear(begun: Connection) -> bool:
    try:
        return bool(begun.recv())
    except EOFError:
        return False


def _stop(workers: Iterable[WorkerProcess], seconds: float) -> None:
    """Let them finish what they have begun, and end those that do not."""
    running = [worker.inner for worker in workers]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + seconds
    for process in running:
        process.join(max(deadline - time.monotonic(), 0))
        if process.is_alive():
            time.sleep(_GLANCE_SECONDS)  # Granian waits for it as well, and may have heard first
        if process.is_alive():
            logger.warning(f"Killing process {process.pid}, which does not finish")
            process.kill()
            process.join()
