"""One object's file: written durably beside the others, read with its label checked."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from tvdbproxy.storage.local_format import BrokenFile, Label, decode, label_length
from tvdbproxy.storage.rules import unsatisfiable
from tvdbproxy.storage.store import ObjectInfo, StoredObject

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_TAIL_BYTES = 4096


@contextmanager
def written(folder: Path, *pieces: bytes) -> Iterator[Path]:
    """A new file with the pieces, flushed to disk; gone afterwards, unless moved away."""
    path = folder / secrets.token_hex(16)
    try:
        with os.fdopen(os.open(path, _CREATE, 0o644), "wb", buffering=0) as file:
            for piece in pieces:
                _write_whole(file.fileno(), piece)
            os.fsync(file.fileno())
        yield path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def read_object(folder: int, name: str, key: str) -> StoredObject:
    """The whole object; raises ``BrokenFile`` where bytes and label do not agree."""
    with _opened(folder, name) as (descriptor, status):
        content = os.pread(descriptor, status.st_size, 0)
    label = decode(content, len(content))
    data = content[: label.size]
    if crc32(data) != label.checksum:
        raise BrokenFile("the bytes are not those that were written")
    return StoredObject(_info(key, label, status), data)


def read_range(folder: int, name: str, key: str, byte_range: tuple[int, int]) -> StoredObject:
    """A part of the object, which must begin before its end."""
    start, end = byte_range
    with _opened(folder, name) as (descriptor, status):
        info = _info(key, _read_label(descriptor, status.st_size), status)
        if start >= info.size:
            raise unsatisfiable(byte_range)
        return StoredObject(info, os.pread(descriptor, min(end, info.size) - start, start))


def read_info(folder: int, name: str, key: str) -> ObjectInfo:
    """The object's facts alone."""
    with _opened(folder, name) as (descriptor, status):
        return _info(key, _read_label(descriptor, status.st_size), status)


def _write_whole(descriptor: int, piece: bytes) -> None:
    remaining = memoryview(piece)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


@contextmanager
def _opened(folder: int, name: str) -> Iterator[tuple[int, os.stat_result]]:
    descriptor = os.open(name, _READ, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileNotFoundError(2, "not an object", name)
        yield descriptor, status
    finally:
        os.close(descriptor)


def _read_label(descriptor: int, file_size: int) -> Label:
    tail = os.pread(descriptor, _TAIL_BYTES, max(0, file_size - _TAIL_BYTES))
    length = label_length(tail)
    if length > len(tail):
        tail = os.pread(descriptor, length, max(0, file_size - length))
    return decode(tail, file_size)


def _info(key: str, label: Label, status: os.stat_result) -> ObjectInfo:
    modified = datetime.fromtimestamp(int(status.st_mtime), UTC)
    return ObjectInfo(
        key,
        label.size,
        label.etag,
        modified,
        label.content_type,
        label.cache_control,
        label.metadata,
    )
