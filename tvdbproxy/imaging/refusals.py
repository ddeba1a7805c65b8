"""The closed list of what decoders raise, and the sentences that we make of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from tvdbproxy.errors import BadPicture
from tvdbproxy.imaging.verdicts import too_large, truncated, undecodable

DECODER_FAILURES: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    zlib.error,
)
"""Everything that Pillow's decoders were seen to raise over broken files.

``SyntaxError`` and ``RuntimeError`` are no slips: the PNG and AVIF decoders use them.
Anything beyond this list is a fault of ours and ends the child process.
"""

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_NO_STACK = "can't start new thread"  # Python's word for no memory left for one
_CUT_SHORT = ("truncated", "unexpected end", "end of file", "not enough data")


@contextmanager
def decoding() -> Iterator[None]:
    """Turn what a decoder raises into ``BadPicture``."""
    try:
        yield
    except _BOMBS as error:
        raise too_large("It takes more memory than is safe to decode.", str(error)) from error
    except DECODER_FAILURES as error:
        raise _verdict(error) from error


@contextmanager
def encoding() -> Iterator[None]:
    """Turn what an encoder raises into ``BadPicture``.

    What reaches an encoder here is a sound RGB picture with sides that its format
    allows, so all that is left to fail is memory, whatever the encoder calls it.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise too_large("It takes more memory than is allowed to encode.", str(error)) from error


@contextmanager
def within_memory() -> Iterator[None]:
    """Turn the end of memory, wherever it comes, into ``BadPicture``."""
    try:
        yield
    except MemoryError as error:
        raise _beyond_memory("MemoryError") from error
    except RuntimeError as error:
        if str(error) != _NO_STACK:
            raise
        raise _beyond_memory(_NO_STACK) from error


def _beyond_memory(detail: str) -> BadPicture:
    return too_large("It takes more memory than is allowed.", detail)


def _verdict(error: Exception) -> BadPicture:
    what = f"{type(error).__name__}: {error}"
    if any(words in what.lower() for words in _CUT_SHORT):
        return truncated(what)
    if "memory" in what.lower():
        return too_large("It takes more memory than is safe to decode.", what)
    return undecodable(what)
