"""The addresses that ``IMGPROXY_ALLOWED_SOURCES`` admits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_WEB = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Listing:
    """Beginnings of addresses; ``*`` stands for anything but a slash.

    Web addresses are admitted only where an entry says so. Sources of our own are, unless the
    list names their scheme: then it bounds them.
    """

    entries: Sequence[str]

    def admits(self, address: str) -> bool:
        """Whether something may be taken from here, as far as the list goes."""
        scheme = _scheme_of(address)
        if scheme not in _WEB and all(_scheme_of(entry) != scheme for entry in self.entries):
            return True
        return any(_pattern(entry).match(address) for entry in self.entries)

    @property
    def hosts(self) -> frozenset[str] | None:
        """``host`` or ``host:port`` of each web entry; ``None`` if one of them leaves its host
        open, for then no list of hosts says the same."""
        sites = [_site_of(entry) for entry in self.entries if _scheme_of(entry) in _WEB]
        if any("*" in site or not site for site in sites):
            return None
        return frozenset(sites)

    @property
    def ports(self) -> tuple[int, ...]:
        """All ports that an entry names, beside the usual ones."""
        named = {
            int(port)
            for entry in self.entries
            if _scheme_of(entry) in _WEB
            and (port := _site_of(entry).rpartition(":")[2]).isdecimal()
        }
        return tuple(sorted(named | set(_DEFAULT_PORTS.values())))


def _scheme_of(address: str) -> str:
    return address.partition(":")[0].lower()


def _site_of(entry: str) -> str:
    """As ``listing.hosts_of`` has it: a default port is not written."""
    parts = urlsplit(entry)
    site = parts.netloc.rpartition("@")[2].lower().removesuffix(".")
    return site.removesuffix(f":{_DEFAULT_PORTS[parts.scheme.lower()]}")


def _pattern(entry: str) -> re.Pattern[str]:
    """The host of a web entry counts whatever its case."""
    scheme, _, rest = entry.partition("://")
    parts = [re.escape(part) for part in f"{scheme.lower()}://{rest}".split("*")]
    return re.compile("[^/]*".join(parts))
