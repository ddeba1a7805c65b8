"""Ordinary files below a directory, for reading: no way leads out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tvdbproxy.errors import TooLarge
from tvdbproxy.storage.local_errors import missing, reading
from tvdbproxy.storage.local_folders import opened
from tvdbproxy.storage.rules import checked_key

# A pipe that somebody put there must not keep us waiting.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file's facts; ``version`` changes when it is written."""

    size: int
    version: str
    last_modified: datetime


def look_at(root: Path, key: str) -> PlainFile:
    """The file's facts. ``key`` is checked as every store's; links are not followed.

    Raises ``NotFound`` (``object_missing``), also for what is no ordinary file.
    """
    with _open(root, key) as descriptor:
        return _facts(descriptor, key)


def read_file(root: Path, key: str, max_bytes: int) -> bytes:
    """The bytes. Raises as ``look_at``, and ``TooLarge`` beyond ``max_bytes``."""
    with _open(root, key) as descriptor:
        _facts(descriptor, key)
        with os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLarge(
            f"The file is larger than the {max_bytes} bytes that are taken; use a smaller one.",
            code="source_too_large",
        )
    return data


@contextmanager
def _open(root: Path, key: str) -> Iterator[int]:
    *parents, name = checked_key(key).split("/")
    with reading(key), opened(root, parents) as folders:
        descriptor = os.open(name, _FILE, dir_fd=folders[-1])
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _facts(descriptor: int, key: str) -> PlainFile:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise missing(key)
    moment = datetime.fromtimestamp(int(status.st_mtime), UTC)
    version = f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"
    return PlainFile(status.st_size, version, moment)
