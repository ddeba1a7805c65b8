"""ONNX Runtime's way of saying that there is no memory left, as Python's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_NO_MEMORY = "bad_alloc"


@contextmanager
def telling_memory() -> Iterator[None]:
    """Turn what models and those who run them raise at the end of memory into ``MemoryError``."""
    try:
        yield
    except Exception as error:
        if _NO_MEMORY not in str(error):
            raise
        raise MemoryError(_NO_MEMORY) from error
