"""Logins and keys that were wrong, so that nobody guesses for long.

They are counted by the address that they come from, and wrong PINs by their key as well:
addresses are cheap. Somebody who has the right key may log in all the same, unless the key has a
PIN; behind one address there may be many, and a key is not found by guessing.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem

from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.errors import RateLimited, Unauthorized

_LONGEST_ADDRESS = 64
# What one household or server is given, out of which it may choose any address.
_IPV6_PREFIX = 64


class Guesses:
    """Failed logins within ``limit``."""

    def __init__(self, counter: SharedCounter, limit: RateLimitItem) -> None:
        self._counter = counter
        self._limit = limit

    def wrong_key(self, address: str) -> Unauthorized | RateLimited:
        """Count it; what to answer."""
        return _answer(self._counter.hit(self._limit, _sender(address)))

    def wrong(self, address: str, public: str) -> Unauthorized | RateLimited:
        """Count a key that opens nothing; what to answer: that sentence, or to wait."""
        wait = self._counter.hit(self._limit, _sender(address))
        if wait is None:
            return Unauthorized(public)
        return RateLimited(
            "Too many wrong keys came from here; wait, and send the right one.", retry_after=wait
        )

    def hold_back(self, address: str, key_id: str) -> None:
        """Before a PIN is looked at. Raises ``RateLimited`` after too many wrong ones."""
        for who in (_sender(address), f"key/{key_id}"):
            wait = self._counter.full(self._limit, who)
            if wait is not None:
                raise _too_many(wait)

    def wrong_pin(self, address: str, key_id: str) -> Unauthorized | RateLimited:
        """Count it; what to answer."""
        self._counter.hit(self._limit, f"key/{key_id}")
        return _answer(self._counter.hit(self._limit, _sender(address)))


def _answer(wait: float | None) -> Unauthorized | RateLimited:
    return Unauthorized("InvalidAPIKey: apikey invalid") if wait is None else _too_many(wait)


def _too_many(wait: float) -> RateLimited:
    return RateLimited(
        "Too many logins have failed here; wait, and log in with the right key and PIN.",
        retry_after=wait,
    )


def _sender(address: str) -> str:
    """Whom an address belongs to, as far as one can tell."""
    try:
        found = ip_address(address)
    except ValueError:
        return f"address/{address[:_LONGEST_ADDRESS]}"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return f"address/{found.ipv4_mapped}"
        # Without the zone, which is this machine's and says nothing about the sender.
        plain = IPv6Address(int(found))
        return f"address/{ip_network((plain, _IPV6_PREFIX), strict=False).network_address}"
    return f"address/{found}"
