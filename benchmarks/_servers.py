"""Servers that are measured: each a process on the same core, once it answers."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from urllib.error import URLError
from urllib.request import urlopen

SERVER_CORE = 0


@contextmanager
def server_core() -> Iterator[None]:
    """What is started inside stays on the servers' core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def run_server(
    command: Sequence[str], environment: Mapping[str, str], url: str, *, pinned: bool = True
) -> Iterator[int]:
    """Its process id, once it answers at ``url``; ``environment`` is added to ours. Unless it
    is ``pinned`` it may use all cores."""
    with server_core() if pinned else nullcontext():
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        _wait_for(url, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        try:
            urlopen(url).close()
        except URLError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no server came up at {url}: {process.args!r}")
