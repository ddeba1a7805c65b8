"""What an application may give as a picture, opened again for every attempt to send it."""

from __future__ import annotations

import io
import mimetypes
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

Picture = str | os.PathLike[str] | bytes | IO[bytes]
"""A path, the bytes themselves, or a file that is open for reading, which is sent from where
it stands."""

# What fits is kept in memory where a file cannot be read twice.
_SPOOLED_BYTES = 1024 * 1024

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)
_CONTAINERS = ((b"WEBP", 8, "image/webp"), (b"ftypavif", 4, "image/avif"))


@dataclass(frozen=True)
class Opened:
    """A picture that can be read as often as need be, ``length`` bytes each time."""

    name: str
    length: int
    read_again: Callable[[], IO[bytes]]

    def content_type(self) -> str:
        """What its first bytes say, or its name. Raises ``ValueError`` where both are mute."""
        beginning = self.read_again().read(16)
        for mark, mime in _BEGINNINGS:
            if beginning.startswith(mark):
                return mime
        for mark, start, mime in _CONTAINERS:
            if beginning[start:].startswith(mark):
                return mime
        guessed = mimetypes.guess_type(self.name)[0]
        if guessed is None:
            raise ValueError(f"{self.name}: say which type it is, as content_type='image/jpeg'")
        return guessed


@contextmanager
def opened(picture: Picture, name: str | None = None) -> Iterator[Opened]:
    """The picture, until the end of the block. Raises ``OSError`` for a file that cannot be read.

    Nothing is read but a file that cannot be read twice, such as a pipe: it is kept in memory
    or, if it is long, in a temporary file.
    """
    if isinstance(picture, bytes | bytearray | memoryview):
        data = bytes(picture)
        yield Opened(name or "upload", len(data), lambda: io.BytesIO(data))
    elif isinstance(picture, str | os.PathLike):
        with Path(picture).open("rb") as file:
            yield _from(file, name or Path(picture).name)
    elif picture.seekable():
        yield _from(picture, name or _name_of(picture))
    else:
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as copy:
            shutil.copyfileobj(picture, copy)
            copy.seek(0)
            yield _from(copy, name or _name_of(picture))


def _from(file: IO[bytes], name: str) -> Opened:
    start = file.tell()
    length = file.seek(0, os.SEEK_END) - start

    def read_again() -> IO[bytes]:
        file.seek(start)
        return file

    return Opened(name, length, read_again)


def _name_of(file: IO[bytes]) -> str:
    """Files that are open for reading may have a name, which may be a number."""
    name = getattr(file, "name", None)
    return Path(name).name if isinstance(name, str) else "upload"
