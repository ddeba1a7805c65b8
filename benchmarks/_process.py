"""What the system says of a process: its CPU, its memory, its descendants."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def family(pid: int) -> Iterator[int]:
    """The process and all that it started, and these started in turn."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except FileNotFoundError:
            continue  # a thread that has just ended
        for child in children:
            yield from family(int(child))


def cpu_seconds(pid: int) -> float:
    """Of a process and its descendants, so far."""
    return sum(map(_cpu_seconds, family(pid)))


def memory_mb(pid: int, name: str = "VmRSS") -> int:
    """A figure of a process in MiB: ``VmRSS`` is what it has resident, ``VmHWM`` the most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) // 1024


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
