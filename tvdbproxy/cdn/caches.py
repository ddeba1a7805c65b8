"""Caches of one's own that understand ``PURGE``, as Varnish with the recipe in ``deploy/``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tvdbproxy.cdn.purger import Most, denied
from tvdbproxy.errors import (
    UpstreamBad,
    UpstreamDenied,
    UpstreamGone,
    UpstreamMissing,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.fetcher import Fetcher

_CHECK = "CDN_PURGE_URLS, and that the cache takes PURGE from this machine"
# What no later attempt changes, whatever is to be purged.
_CLOSED = (405, 501)
# A request each, one after the other.
_MOST = Most(exact=20, starred=20)


@dataclass(frozen=True)
class Caches:
    """``urls`` are those of the caches, each of which has to forget; ``base`` is the address by
    which visitors know this service, whose host is named to them."""

    fetcher: Fetcher
    urls: Sequence[str]
    base: str
    most: Most = _MOST

    def purge(self, addresses: Sequence[str], reference: str) -> None:
        """As ``Purger`` says: one request for each address and cache."""
        for address in addresses:
            parts = urlsplit(address)
            site = parts.netloc or urlsplit(self.base).netloc
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            for url in self.urls:
                self._tell(f"{url.rstrip('/')}{path}", {"Host": site} if site else {})

    def _tell(self, url: str, headers: dict[str, str]) -> None:
        try:
            self.fetcher.submit("PURGE", url, b"", headers)
        except (UpstreamMissing, UpstreamGone):
            return  # it has nothing to forget
        except UpstreamDenied as error:
            raise denied(_CHECK, str(error)) from error
        except (UpstreamBad, UpstreamUnavailable) as error:
            if error.upstream_status in _CLOSED:
                raise denied(_CHECK, str(error)) from error
            raise
