"""Working on pictures in disposable child processes, so that no picture can hurt its reader.

A child that dies, hangs or grows is replaced by the next order; children start when
they are first needed and are reused. This module does not import Pillow, which keeps
the memory of those who only hold a pool small.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from tvdbproxy.errors import Crashed, Overloaded
from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.background.cut_out import CutOut, CutOutOrder
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.process import RenderProcess
from tvdbproxy.imaging.spawner import Spawner
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec

Answer = TypeVar("Answer")


class ImagePool:
    """At most ``children`` pictures at a time, each in a process within ``budget``.

    For any number of threads, in the process that built it: build it after a fork. A
    child is replaced after ``jobs_per_child`` orders. Close it, or use it in a ``with``.
    """

    def __init__(
        self, children: int, budget: Budget | None = None, *, jobs_per_child: int = 100
    ) -> None:
        if children < 1 or jobs_per_child < 1:
            raise ValueError("a pool needs at least one child, and a child one job")
        self._budget = budget or Budget()
        self._jobs_per_child = jobs_per_child
        self._owner = os.getpid()
        self._spawner = Spawner()
        self._slots = threading.BoundedSemaphore(children)
        self._lock = threading.Lock()
        self._idle: list[RenderProcess] = []
        self._busy: set[RenderProcess] = set()
        self._closed = False

    def render(self, source: bytes, order: RenderOrder, wait_seconds: float = 30) -> Rendered:
        """As ``render.render``, in a child; waits up to ``wait_seconds`` for a free one.

        Raises ``BadPicture``, ``TooLarge`` and ``Unsupported`` about the picture;
        ``Crashed`` where the child died or ran out of wall clock; ``Overloaded`` where no
        child came free, none could be started, or the pool was closed meanwhile.
        """
        return self._do(lambda child: child.render(source, order), wait_seconds)

    def transform(
        self,
        source: bytes,
        spec: TransformSpec,
        *,
        watermark: bytes | None = None,
        limits: Limits,
        deadline_seconds: float,
    ) -> Transformed:
        """As ``transform.pipeline.transform``, in a child; all in all within the deadline.

        A child that is not done by then is killed, and costs no more CPU: ``TimedOut``
        (``transform_timeout``). Raises what ``render`` raises besides; ``Overloaded`` where
        no child came free before the deadline.
        """
        end = time.monotonic() + deadline_seconds
        order = TransformOrder(spec, limits, watermark or b"")
        return self._do(
            lambda child: child.transform(source, order, end - time.monotonic()), deadline_seconds
        )

    def analyse(self, source: bytes, order: AnalysisOrder, wait_seconds: float = 30) -> Analysis:
        """As ``analysis.analyse.analyse``, in a child; waits and fails as ``render`` does."""
        return self._do(lambda child: child.analyse(source, order), wait_seconds)

    def cut_out(
        self,
        source: bytes,
        limits: Limits,
        model_path: str | None = None,
        wait_seconds: float = 30,
    ) -> CutOut:
        """As ``background.remove.cut_out``, in a child; waits and fails as ``render`` does.

        Also raises ``ConfigurationError`` (``segmentation_model``) about the model, which is
        asked only where the background is not flat.
        """
        order = CutOutOrder(limits, model_path)
        return self._do(lambda child: child.cut_out(source, order), wait_seconds)

    def pids(self) -> frozenset[int]:
        """The process ids of all children, idle and busy."""
        with self._lock:
            return frozenset(child.pid for child in (*self._idle, *self._busy))

    def close(self) -> None:
        """End all children. Orders still in the works raise ``Overloaded``."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle, self._idle = self._idle, []
            for child in self._busy:
                child.kill()
        for child in idle:
            child.bury()
        self._spawner.close()

    def __enter__(self) -> ImagePool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _do(self, work: Callable[[RenderProcess], Answer], wait_seconds: float) -> Answer:
        if os.getpid() != self._owner:
            raise RuntimeError("this pool belongs to another process: build it after the fork")
        if not self._slots.acquire(timeout=max(0.0, wait_seconds)):
            raise _overloaded("All picture workers are busy")
        try:
            return self._in_child(work)
        finally:
            self._slots.release()

    def _in_child(self, work: Callable[[RenderProcess], Answer]) -> Answer:
        child = self._take()
        try:
            return work(child)
        except Crashed:
            if self._closed:
                raise _overloaded("The picture workers are shutting down") from None
            raise
        finally:
            self._give_back(child)

    def _take(self) -> RenderProcess:
        """An idle child that is still alive, or a new one."""
        with self._lock:
            if self._closed:
                raise _overloaded("The picture workers are shutting down")
            while self._idle:
                child = self._idle.pop()
                if child.is_fit(self._jobs_per_child):
                    self._busy.add(child)
                    return child
                child.bury()
            try:
                child = RenderProcess(self._budget, self._spawner)
            except OSError as error:
                raise _overloaded("No picture worker can be started", str(error)) from error
            self._busy.add(child)
            return child

    def _give_back(self, child: RenderProcess) -> None:
        with self._lock:
            self._busy.discard(child)
            keep = not self._closed and child.is_fit(self._jobs_per_child)
            if keep:
                self._idle.append(child)
        if not keep:
            child.bury()


def _overloaded(what: str, detail: str | None = None) -> Overloaded:
    return Overloaded(f"{what}: try again shortly.", detail=detail, retry_after=1)
