"""Programs that get a share of one core and no more, as if the machine were a slower one.

By a control group of Linux, of either version; needs root.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PERIOD = 20_000  # microseconds: short, so that a picture is slow rather than interrupted
_OLD, _NEW = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


def obstacle() -> str | None:
    """Why no quota can be set here; ``None`` if it can."""
    if os.geteuid() != 0:
        return "only root can set CPU quotas"
    if _OLD.is_dir() or "cpu" in _controllers():
        return None
    return "this machine has no control group for CPU"


@contextmanager
def quota(name: str, cores: float) -> Iterator[tuple[str, ...]]:
    """Put before a command, so that it and its children share ``cores`` of a core."""
    group = (_OLD if _OLD.is_dir() else _NEW) / f"tvdbproxy-{os.getpid()}-{name}"
    group.mkdir()
    try:
        _limit(group, int(cores * _PERIOD))
        join = f'echo $$ > {group}/cgroup.procs && exec "$@"'
        yield ("sh", "-c", join, "quota")
    finally:
        group.rmdir()


def _limit(group: Path, microseconds: int) -> None:
    if _OLD.is_dir():
        (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(microseconds))
    else:
        (group / "cpu.max").write_text(f"{microseconds} {_PERIOD}")


def _controllers() -> str:
    file = _NEW / "cgroup.subtree_control"
    return file.read_text() if file.exists() else ""
