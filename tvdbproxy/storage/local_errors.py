"""What the file system raises, in our own words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tvdbproxy.errors import (
    ConfigurationError,
    InvalidRequest,
    NotFound,
    TvdbProxyError,
    Unavailable,
)
from tvdbproxy.storage.local_format import BrokenFile

_IN_THE_WAY = {errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENAMETOOLONG}
_NOT_THERE = {errno.ENOENT, *_IN_THE_WAY}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def opening(root: Path) -> Iterator[None]:
    """Translate what goes wrong while the store's own directories are made."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise ConfigurationError(
                f"STORAGE_PATH: {root} cannot be a directory, since there is a file in the way"
            ) from error
        raise _trouble(error) from error


@contextmanager
def reading(key: str) -> Iterator[None]:
    """Translate what goes wrong while an object is looked for or read."""
    try:
        yield
    except BrokenFile as error:
        raise Unavailable(
            "A stored object is damaged: have it made again.",
            code="storage_corrupt",
            detail=f"{key}: {error}",
        ) from error
    except OSError as error:
        if error.errno in _NOT_THERE:
            raise missing(key) from error
        raise _trouble(error) from error


@contextmanager
def writing(key: str) -> Iterator[None]:
    """Translate what goes wrong while an object is written or removed."""
    try:
        yield
    except OSError as error:
        if error.errno in _IN_THE_WAY:
            raise InvalidRequest(
                f"The storage key {key[:80]!r} crosses an object, a folder or a link.",
                code="invalid_key",
            ) from error
        raise _trouble(error) from error


def missing(key: str) -> NotFound:
    """The error for a key without an object."""
    return NotFound(f"Nothing is stored under {key}.", code="object_missing")


def _trouble(error: OSError) -> TvdbProxyError:
    if error.errno in _FULL:
        code, sentence = "storage_full", "The storage directory is full: make room on its disk."
    elif error.errno in _DENIED:
        code = "storage_denied"
        sentence = "The storage directory may not be written or read: check its owner and mode."
    else:
        code, sentence = "storage_unavailable", "The storage directory does not work."
    return Unavailable(sentence, code=code, detail=str(error))
