"""How the pages say times and amounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tvdbproxy.web.gallery.words import size_in_bytes

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def ago(moment: datetime | None) -> str:
    """``3 min ago``, ``in 2 h``, ``now``, ``never``."""
    if moment is None:
        return "never"
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"in {duration(-seconds)}" if seconds < 0 else f"{duration(seconds)} ago"


def duration(seconds: float | None) -> str:
    """``450 ms``, ``12 s``, ``3 min``, ``5 h``, ``2 d``: one unit, the largest that fits."""
    if seconds is None:
        return ""
    for size, name in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds * 1000:.0f} ms"


def moment(value: datetime | None) -> str:
    """As machines read it, to the second: for ``datetime`` attributes and titles."""
    return "" if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(value: Any) -> str:
    """A state or an action in words: ``retry_failed`` as ``retry failed``."""
    return str(value).replace("_", " ")


def signed_bytes(number: int) -> str:
    """``-3.1 MB``: with a sign only below nothing."""
    return size_in_bytes(number) if number >= 0 else f"-{size_in_bytes(-number)}"


FILTERS: dict[str, Callable[..., str]] = {
    "ago": ago,
    "duration": duration,
    "moment": moment,
    "plain": plain,
    "signed_bytes": signed_bytes,
}
