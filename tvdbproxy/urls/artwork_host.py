"""Upstream's image values, in all the forms they come in, as one path.

Records carry absolute addresses, relative ones, doubled hosts and forms of former
years. We keep the path on the artwork host (``/banners/...``): the host is a setting,
and a title does not change when the host does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

_KNOWN_HOST = re.compile(r"^https?://(?:artworks\.|www\.)?thetvdb\.com/*(?=/)", re.ASCII | re.I)
# Longer ones name no file: an object's key has at most 1,024 bytes.
_LONGEST = 2048
# What may stand in a path unescaped, and the escape itself: a path is not escaped twice.
_AS_IT_IS = "/%:@!$&'()*+,;=-._~"
_OLD_CACHE = re.compile(r"^/banners/(?:_cache/)++(.+)(\.\w+)$")


def artwork_path(value: object, hosts: Sequence[str] = ()) -> str | None:
    """The path of an image value, or ``None`` for no picture or a foreign host.

    ``hosts`` are further artwork hosts (``https://host``), those of the settings.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    path = _strip_hosts(value.strip(), hosts)
    # Two slashes begin another host, and no file has a name that cannot be printed.
    if not path.startswith("/") or path.startswith("//") or not path.isprintable():
        return None
    path = re.split("[?#]", path, maxsplit=1)[0]
    if path.endswith("/"):
        return None
    if not path.startswith("/banners/"):
        path = "/banners" + path
    path = quote(_OLD_CACHE.sub(r"/banners/\1_t\2", path), safe=_AS_IT_IS)
    return path if len(path) <= _LONGEST else None


def _strip_hosts(value: str, hosts: Sequence[str]) -> str:
    """Take away one or more host prefixes: upstream doubles them at times."""
    while True:
        rest = value.removeprefix("/") if value.startswith("/http") else value
        rest = _KNOWN_HOST.sub("", rest)
        for host in hosts:
            base = host.rstrip("/")
            if rest.startswith(base + "/"):
                rest = rest[len(base) :]
        if rest == value:
            return value
        value = rest


def artwork_url(path: str, hosts: Sequence[str]) -> str:
    """Where the picture at ``path`` is fetched from."""
    return hosts[0].rstrip("/") + path
