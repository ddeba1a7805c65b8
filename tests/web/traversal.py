"""Ways to write a path that leads out of where it belongs, as raw text for a URL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

_DOTS = ("..", ".", "...", "....", "%2e%2e", "%2E%2E", ".%2e", "%252e%252e", "%c0%ae%c0%ae",
         "%e0%80%ae", "..%00", "..;", "%u002e%u002e", "..%0d%0a", "%ef%bc%8e%ef%bc%8e")  # fmt: skip
_SLASHES = ("/", "//", "%2f", "%2F", "%5c", "\\", "%252f", "%255c", "%c0%af", "%e0%80%af",
            "%ef%bc%8f", "/%00/", ";/")  # fmt: skip
_GOALS = ("etc/passwd", "app.py", "house.db", "windows%5cwin.ini", "")
_DEPTHS = (1, 3, 8)
_WHOLE = (
    "/etc/passwd", "//etc/passwd", "///etc/passwd", "file:///etc/passwd", "C:%5cwindows%5cwin.ini",
    "%00", "%00/etc/passwd", "etc%00.webp", "~root", "~/.ssh/id_rsa", "%7e", "%5c%5chost%5cshare",
    "....//....//etc/passwd", "..././..././etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/proc/self/environ", "%252e%252e%252fetc%252fpasswd", "a" * 5_000, "%80", "%ff%fe",
)  # fmt: skip


def spellings() -> Iterator[str]:
    """More than two thousand of them, each once."""
    written = (
        (dots + slash) * depth + goal
        for dots, slash, depth, goal in product(_DOTS, _SLASHES, _DEPTHS, _GOALS)
    )
    yield from dict.fromkeys((*written, *_WHOLE))
