"""Cloudflare: one call for addresses, and one for what they begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tvdbproxy.cdn.purger import Most, denied, is_starred, refused
from tvdbproxy.errors import TooLarge, TvdbProxyError, UpstreamBad, UpstreamDenied
from tvdbproxy.fetch.fetcher import Fetcher

# What is read because it says what is wrong.
_TELLING = frozenset({200, 400, 401, 403, 404, 405})
_CLOSED = frozenset({401, 403, 404, 405})
# "Could not route to ..., perhaps your object identifier is invalid": no such zone.
_NO_ZONE = frozenset({7000, 7003})
# "Authentication error", and tokens of a wrong form.
_NO_KEY = frozenset({6003, 6111, 9109, 10000})
_LONGEST_REASON = 300
_CHECK = "CLOUDFLARE_ZONE_ID and CLOUDFLARE_API_TOKEN"
# On every plan; only Enterprise has more, of addresses.
_MOST = Most(exact=100, starred=30)


@dataclass(frozen=True)
class Cloudflare:
    """A zone. ``base`` is the address under which this service is reached through it."""

    fetcher: Fetcher
    api: str
    zone: str
    base: str
    token: str = field(repr=False)
    most: Most = _MOST

    def purge(self, addresses: Sequence[str], reference: str) -> None:
        """As ``Purger`` says. An address is forgotten in every format that the zone keeps of it."""
        urls = [self._url(address) for address in addresses]
        starts = [_prefix(url) for url in urls if is_starred(url)]
        files = [url for url in urls if not is_starred(url)]
        for name, values in (("files", files), ("prefixes", starts)):
            if values:
                self._call({name: values})

    def _url(self, address: str) -> str:
        return self.base.rstrip("/") + address if address.startswith("/") else address

    def _call(self, document: dict[str, Any]) -> None:
        url = f"{self.api.rstrip('/')}/zones/{self.zone}/purge_cache"
        # In a header, since addresses are logged.
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = self.fetcher.request(
                "POST", url, json=document, headers=headers, expected=_TELLING
            )
        except TooLarge as error:
            raise _unreadable("too long") from error
        except UpstreamDenied as error:
            raise denied(_CHECK, str(error)) from error
        told = _object(answer.data)
        if answer.status != 200 or told is None or told.get("success") is not True:
            raise _error(answer.status, told)


def _prefix(url: str) -> str:
    """Without scheme, and up to a part of the path, as Cloudflare wants it."""
    return url.removesuffix("*").rstrip("/").partition("://")[2]


def _error(status: int, told: dict[str, Any] | None) -> TvdbProxyError:
    errors = [each for each in (told or {}).get("errors") or () if isinstance(each, dict)]
    codes = {each.get("code") for each in errors}
    said = "; ".join(f"{each.get('code')}: {each.get('message')}" for each in errors)
    why = f"status {status}, {said or 'no reason given'}"[:_LONGEST_REASON]
    if status in _CLOSED or codes & (_NO_ZONE | _NO_KEY):
        return denied(_CHECK, why)
    return refused(why) if status == 400 else _unreadable(why)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _unreadable(why: str) -> TvdbProxyError:
    return UpstreamBad(
        "The CDN gave an answer that cannot be understood; try again later.",
        code="purge_unclear",
        detail=why,
    )
