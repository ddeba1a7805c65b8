"""The parent's end of one child: hand it an order, watch the clock, bury it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from tvdbproxy.errors import Crashed, TimedOut, TvdbProxyError
from tvdbproxy.imaging.analysis import messages as analyses
from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.background import messages as cut_outs
from tvdbproxy.imaging.background.cut_out import CutOut, CutOutOrder
from tvdbproxy.imaging.frames import PREFIX, Header, pack
from tvdbproxy.imaging.limits import MEBIBYTE, Budget
from tvdbproxy.imaging.messages import frame_to_rendered, header_to_refusal, order_to_header
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.pipes import receive, send
from tvdbproxy.imaging.spawner import Spawner
from tvdbproxy.imaging.transform import messages as transforms
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.spec import Transformed
from tvdbproxy.imaging.verdicts import too_slow

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME")
_LARGEST_HEADER = MEBIBYTE
_LAST_BREATH = 2  # seconds between closed pipes and the end
_TAIL = 2000  # characters of a dead child's last words
_GROWN = 4  # a child that keeps more than this fraction of its memory is replaced

Answer = TypeVar("Answer")


class RenderProcess:
    """One child and its pipes. For one thread at a time, but for ``kill``."""

    def __init__(self, budget: Budget, spawner: Spawner) -> None:
        self._budget = budget
        self._process = spawner.start(lambda: start_child(budget))
        self._jobs = 0
        self._grown = False
        self._answered = True
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def is_fit(self, jobs: int) -> bool:
        """Whether it lives, owes no answer, has done fewer than ``jobs`` and has not grown."""
        spent = self._jobs >= jobs or self._grown
        return self._answered and not spent and self._process.poll() is None

    def render(self, source: bytes, order: RenderOrder) -> Rendered:
        """As ``render.render``, within the budget.

        Also raises ``BadPicture`` (``image_too_slow``) at the CPU limit and ``Crashed`` at
        the wall clock's or when the child dies. It is dead afterwards in these cases.
        """
        return self._ask_patiently((order_to_header(order), source), frame_to_rendered)

    def transform(self, source: bytes, order: TransformOrder, seconds: float) -> Transformed:
        """As ``transform.pipeline.transform``, within the budget and ``seconds``.

        Fails as ``render`` does, but for the wall clock's end, which is ``TimedOut``.
        """
        frame = transforms.order_to_frame(order, source)
        within = min(seconds, self._budget.wall_seconds)
        try:
            return self._ask(frame, transforms.frame_to_transformed, within)
        except TimeoutError as error:
            self.bury()
            raise TimedOut(
                "The picture was not done in time and was given up: try again later.",
                code="transform_timeout",
                detail=f"stopped after {within:g} s",
                retry_after=1,
            ) from error

    def analyse(self, source: bytes, order: AnalysisOrder) -> Analysis:
        """As ``analysis.analyse.analyse``, within the budget; fails as ``render`` does."""
        frame = analyses.order_to_header(order), source
        return self._ask_patiently(frame, analyses.frame_to_analysis)

    def cut_out(self, source: bytes, order: CutOutOrder) -> CutOut:
        """As ``background.remove.cut_out``, within the budget; fails as ``render`` does."""
        frame = cut_outs.order_to_header(order), source
        return self._ask_patiently(frame, cut_outs.frame_to_cut_out)

    def kill(self) -> None:
        """End it at once; whoever waits for its answer gets ``Crashed``."""
        self._process.kill()

    def bury(self) -> str:
        """End it, give back its descriptors, and return its last words."""
        self.kill()
        if self._process.stdout is None or self._process.stdout.closed:
            return ""
        _, words = self._process.communicate()
        return words.decode(errors="replace").strip()[-_TAIL:]

    def _ask_patiently(
        self, frame: tuple[Header, bytes], read: Callable[[Header, bytes], Answer]
    ) -> Answer:
        """As long as the budget allows."""
        try:
            return self._ask(frame, read, self._budget.wall_seconds)
        except TimeoutError as error:
            raise self._stopped() from error

    def _ask(
        self,
        frame: tuple[Header, bytes],
        read: Callable[[Header, bytes], Answer],
        seconds: float,
    ) -> Answer:
        """Send an order and read the answer to it; ``TimeoutError`` where that takes longer."""
        self._jobs += 1
        # Stays false if a signal or a worker's time limit interrupts this thread half-way.
        self._answered = False
        try:
            header, body = self._exchange(frame, time.monotonic() + seconds)
            self._answered = True
            self._grown = header["resident_mb"] > self._budget.memory_mb // _GROWN
            if "refusal" not in header:
                return read(header, body)
            refusal = header_to_refusal(header["refusal"])
        except TimeoutError:
            raise
        except (EOFError, OSError) as error:
            raise self._died() from error
        except (LookupError, TypeError, ValueError) as error:
            raise self._babbled(error) from error
        raise refusal

    def _exchange(self, frame: tuple[Header, bytes], deadline: float) -> tuple[Header, bytes]:
        for piece in pack(*frame):
            send(_descriptor(self._process.stdin), piece, deadline)
        answers = _descriptor(self._process.stdout)
        header_length, body_length = PREFIX.unpack(receive(answers, PREFIX.size, deadline))
        if header_length > _LARGEST_HEADER or body_length > self._budget.memory_mb * MEBIBYTE:
            raise ValueError(f"an answer of {header_length} + {body_length} bytes")
        header = json.loads(receive(answers, header_length, deadline))
        return header, receive(answers, body_length, deadline)

    def _stopped(self) -> Crashed:
        self.bury()
        return Crashed(
            "The picture was not done in time and was given up: try again later.",
            detail=f"stopped after {self._budget.wall_seconds:g} s",
        )

    def _died(self) -> TvdbProxyError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_BREATH)  # else our own signal would hide the cause
        words = self.bury()
        cause = _cause_of_death(self._process.returncode)
        if cause == signal.SIGXCPU.name:
            return too_slow(f"more than {self._budget.cpu_seconds:g} s of CPU")
        return Crashed(
            "The program that decodes pictures died over this one: try another picture.",
            detail=f"{cause}: {words}" if words else cause,
        )

    def _babbled(self, error: Exception) -> Crashed:
        self.bury()
        return Crashed(
            "The program that decodes pictures gave no sensible answer: try another picture.",
            detail=f"{type(error).__name__}: {error}",
        )


def start_child(budget: Budget) -> subprocess.Popen[bytes]:
    """Start one; ``OSError`` where the system refuses.

    It imports us from where we were imported, sees none of our secrets, and has a process
    group of its own, so that a signal meant for us does not interrupt a decode.
    """
    arguments = [str(os.getpid()), str(budget.memory_mb), str(budget.cpu_seconds)]
    return subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
        [sys.executable, "-P", "-m", "tvdbproxy.imaging.child", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=_environment(),
        process_group=0,
    )


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    path = [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]
    # Memory for each thread, or for each core, would be counted as used although it is not.
    sparing = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, path)), **sparing}


def _cause_of_death(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise BrokenPipeError("the child has no such pipe")
    return pipe.fileno()
