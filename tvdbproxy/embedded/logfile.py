"""One log file for each program, bounded whenever the program starts."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

LARGEST_BYTES = 8 * 1024 * 1024


def open_log(path: Path, largest_bytes: int = LARGEST_BYTES) -> BinaryIO:
    """Open ``path`` for appending; one that has grown large becomes ``<name>.log.1`` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > largest_bytes:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab", buffering=0)


def last_line(path: Path) -> str:
    """The last line in ``path`` that says anything; empty where there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 8192))
        lines = log.read().decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
