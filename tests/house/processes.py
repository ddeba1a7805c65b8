"""Real processes of ours for tests, each ended by its own pid."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.wiring import Services
from workers.run import start_worker

CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def running(
    folder: Path, name: str, *argv: str, says: str, environment: Mapping[str, str]
) -> Iterator[Process]:
    """A Python program (``-m module`` or a file) that is ready when its log has ``says``."""
    log = folder / f"{name}.log"
    program = Program(
        name=name,
        argv=(sys.executable, *argv),
        log=log,
        environment={"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1", **environment},
        is_ready=lambda: says in log.read_text(),
        ready_seconds=60,
        stop_seconds=15,
    )
    process = start_and_wait(program)
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def workers(
    folder: Path, environment: Mapping[str, str], count: int = 1
) -> Iterator[list[Process]]:
    """Worker processes."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                running(
                    folder, f"worker{number}", "-m", "workers",
                    says="worker ready", environment=environment,
                )
            )
            for number in range(count)
        ]  # fmt: skip


@contextmanager
def worker_here(services: Services) -> Iterator[None]:
    """A worker in threads of this process: quicker to start than one of its own."""
    worker = start_worker(services, 2)
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def web_server(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """``tvdbproxy serve`` on a free port; its address."""
    with web_process(folder, environment) as (address, _):
        yield address


@contextmanager
def web_process(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, Process]]:
    """The same, with the parent of its web processes."""
    port = FreePorts().one()
    argv = ("-m", "tvdbproxy", "serve", "--port", str(port))
    with running(folder, "web", *argv, says="Started worker", environment=environment) as process:
        yield f"http://{LOOPBACK}:{port}", process
