"""The arguments of options, each read in one way everywhere.

Every reader takes the option's name, for the sentence of its refusal, and the argument's text.
They raise ``NotFound`` (``invalid_url``).
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Collection
from typing import TypeVar

from tvdbproxy.imaging.transform.spec import Colour
from tvdbproxy.urls.imgproxy.refusals import bad_argument

T = TypeVar("T")
Reader = Callable[[str, str], T]

# By the names that addresses may use: what formats are called here.
FORMATS = {
    "jpg": "jpeg",
    **{
        name: name
        for name in ("jpeg", "jxl", "png", "webp", "gif", "ico", "svg", "heic", "avif", "bmp")
    },
    "tiff": "tiff",
}

_TRUE = frozenset(["1", "t", "T", "true", "TRUE", "True"])
_FALSE = frozenset(["0", "f", "F", "false", "FALSE", "False"])
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_HEX_COLOUR = re.compile(r"(?:[0-9A-Fa-f]{3}){1,2}", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
# Beyond these no picture is meant, and arithmetic would leave the finite numbers.
_LARGEST, _SMALLEST_FACTOR, _LARGEST_FACTOR = 1e9, 1e-6, 1e6

_log = logging.getLogger(__name__)


def boolean(option: str, text: str) -> bool:
    """What is neither is false, and a warning in the log."""
    if text not in _TRUE and text not in _FALSE:
        _log.warning("%s: %.40r is neither true nor false; it counts as false", option, text)
    return text in _TRUE


def integer(option: str, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise bad_argument(option, text, "a whole number")
    return int(text)


def number(option: str, text: str) -> float:
    """A decimal number: no infinity, no hexadecimal, nothing beyond a milliard."""
    value = float(text) if len(text) < 64 and _DECIMAL.fullmatch(text) else None
    if value is None or abs(value) > _LARGEST:
        raise bad_argument(option, text, "a number")
    return value


def integer_within(low: int, high: int) -> Reader[int]:
    def read(option: str, text: str) -> int:
        value = integer(option, text)
        if not low <= value <= high:
            raise bad_argument(option, text, f"a whole number from {low} to {high}")
        return value

    return read


def number_within(low: float, high: float) -> Reader[float]:
    def read(option: str, text: str) -> float:
        value = number(option, text)
        if not low <= value <= high:
            raise bad_argument(option, text, f"a number from {low:g} to {high:g}")
        return value

    return read


length = integer_within(0, int(_LARGEST))
"""Pixels, of which there may be none."""

count = integer_within(1, int(_LARGEST))
bytes_ = integer_within(0, 10**15 - 1)
quality = integer_within(0, 100)
amount = number_within(0, _LARGEST)
share = number_within(0, 1)
factor = number_within(_SMALLEST_FACTOR, _LARGEST_FACTOR)
"""What something is multiplied by: never 0."""


def one_of(words: Collection[str]) -> Reader[str]:
    def read(option: str, text: str) -> str:
        if text not in words:
            raise bad_argument(option, text, f"one of {', '.join(words)}")
        return text

    return read


def format_name(option: str, text: str) -> str:
    """The name that we use: ``jpeg`` for ``jpg``."""
    if text not in FORMATS:
        raise bad_argument(option, text, f"one of {', '.join(FORMATS)}")
    return FORMATS[text]


def hex_colour(option: str, text: str) -> Colour:
    """``RRGGBB`` or ``RGB``."""
    if not _HEX_COLOUR.fullmatch(text):
        raise bad_argument(option, text, "a colour such as ff8000 or f80")
    digits = text if len(text) == 6 else "".join(2 * digit for digit in text)
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def base64_text(option: str, text: str) -> str:
    """What URL-safe base64 says in UTF-8; padding is not needed."""
    body = text.rstrip("=")
    if not _BASE64.fullmatch(body) or len(body) % 4 == 1:
        raise bad_argument(option, text, "URL-safe base64")
    try:
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except UnicodeDecodeError:
        raise bad_argument(option, text, "URL-safe base64 of UTF-8") from None
