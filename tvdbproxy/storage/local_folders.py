"""Walking below a directory without ever leaving it: no step follows a symbolic link.

Every folder is opened relative to its parent's descriptor, so that nobody can swap a
link in between the check and the use.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def opened(root: Path, segments: Sequence[str], *, create: bool = False) -> Iterator[list[int]]:
    """Descriptors of the root and of each folder below it, down to ``segments``.

    With ``create``, missing folders are made, durably. Raises ``FileNotFoundError`` for
    a missing folder, ``NotADirectoryError`` where a file or a link is in the way.
    """
    with ExitStack() as stack:
        # The root itself may be a link: the operator chose it.
        folders = [_open(stack, root, None, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
        for segment in segments:
            if create:
                _make(segment, folders[-1])
            folders.append(_open(stack, segment, folders[-1], _FOLDER))
        yield folders


@contextmanager
def open_below(parent: int, name: str) -> Iterator[int]:
    """A descriptor of one folder in an opened one; errors as of ``opened``."""
    with ExitStack() as stack:
        yield _open(stack, name, parent, _FOLDER)


def prune(folders: list[int], segments: Sequence[str]) -> None:
    """Remove the innermost folders as long as they are empty, never the root."""
    for parent, segment in zip(reversed(folders[:-1]), reversed(segments), strict=True):
        try:
            os.rmdir(segment, dir_fd=parent)
        except OSError:  # not empty, or somebody else was here first: both mean stop
            return


def children(folder: int) -> list[tuple[str, bool]]:
    """Names in the folder in the order of keys, each with whether it is a folder.

    A folder sorts as if its slash belonged to its name: ``a-b`` precedes ``a/``.
    """
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder or entry.is_file(follow_symlinks=False):
                found.append((entry.name, is_folder))
    return sorted(found, key=lambda child: child[0] + "/" if child[1] else child[0])


def _open(stack: ExitStack, name: str | Path, parent: int | None, flags: int) -> int:
    descriptor = os.open(name, flags, dir_fd=parent)
    stack.callback(os.close, descriptor)
    return descriptor


def _make(segment: str, parent: int) -> None:
    with suppress(FileExistsError):
        os.mkdir(segment, dir_fd=parent)
        os.fsync(parent)
