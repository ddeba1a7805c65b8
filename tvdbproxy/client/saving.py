"""A picture that is downloaded: into memory, or into a file that is whole or not there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from .wire import Wire


def fetch(wire: Wire, path: str, query: Mapping[str, str]) -> bytes:
    """All of its bytes."""
    with wire.stream(path, query) as pieces:
        return b"".join(pieces)


def save(wire: Wire, path: str, query: Mapping[str, str], to: Path) -> None:
    """Its bytes as a file, which takes the place of any that is there when it is complete."""
    part = to.with_name(f".{to.name}.{uuid.uuid4().hex}.part")
    try:
        with wire.stream(path, query) as pieces, part.open("xb") as file:
            file.writelines(pieces)
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
