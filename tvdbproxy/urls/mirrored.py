"""Upstream's image values as addresses of our own ``/banners/...``, form for form.

Clients depend on the form: some put a host before whatever has none, others need one. An
absolute address becomes an absolute one of ours, a relative one stays relative.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from tvdbproxy.urls.artwork_host import artwork_path

_ABSOLUTE = re.compile(r"(?i:https?)://|/https?://")
# Nearly all values: nothing about them has to be put right.
_PLAIN = r"(/banners/(?!_cache/)[\w./-]{0,1000}[\w-]\.\w{1,20})"


def mirrored(value: str, base: str, hosts: Sequence[str]) -> str | None:
    """The value as it is in our answers; ``None`` if it stays as it is: what is no picture,
    a foreign address, or one of ours.

    ``base`` is our own address (``https://host``), ``hosts`` are the artwork hosts.
    """
    base = base.rstrip("/")
    told = value[len(base) :] if value.startswith(f"{base}/banners/") else value
    path = artwork_path(told, hosts)
    if path is None:
        return None
    new = f"{base}{path}" if is_absolute(value) else path
    return None if new == value else new


def is_absolute(value: str) -> bool:
    """Whether an image value says on which host it is."""
    return _ABSOLUTE.match(value.strip()) is not None


@lru_cache(maxsize=256)
def mirroring(base: str, hosts: tuple[str, ...]) -> Callable[[str], str | None]:
    """``mirrored`` for one base: ten times as fast for the values that most records have."""
    start = base.rstrip("/")
    # A host in whose place our own addresses begin as well is left to the thorough way.
    usual = [h for host in hosts if not f"{start}/".startswith((h := host.rstrip("/")) + "/")]
    prefixes = "|".join(map(re.escape, usual))
    plain = re.compile(f"({prefixes})?{_PLAIN}", re.ASCII).fullmatch

    def replace(value: str) -> str | None:
        found = plain(value)
        if found is None:
            return mirrored(value, base, hosts)
        # What has no host stays as it is.
        return start + found[2] if found[1] else None

    return replace


def unmirrored(value: str, base: str, host: str) -> str:
    """Upstream's value again, as far as it was in its usual form on ``host``."""
    path = value.removeprefix(base.rstrip("/"))
    if path == value or not path.startswith("/banners/"):
        return value
    return host.rstrip("/") + path
