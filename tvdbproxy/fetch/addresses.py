"""Which addresses belong to the public internet.

``ipaddress.is_global`` is no guard: it calls IPv6 addresses global that carry a private
IPv4 address inside. Here everything is refused that is not known to be public, and an
address that carries another is only as public as what it carries.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)


def refusal(address: str) -> str | None:
    """Why nothing may be fetched from this address, or ``None`` where it is public.

    ``address`` is text as the resolver gives it. The reason is for the log.
    """
    if "%" in address:
        return f"{address} has a scope id"
    try:
        ip = ip_address(address)
    except ValueError:
        return f"{address} is not an address"
    if isinstance(ip, IPv4Address):
        return _refusal_of_v4(ip)
    return _refusal_of_v6(ip)


def _refusal_of_v4(ip: IPv4Address) -> str | None:
    for network, what in _NOT_PUBLIC_V4:
        if ip in network:
            return f"{ip} is {what}"
    return None


def _refusal_of_v6(ip: IPv6Address) -> str | None:
    if not any(ip in network for network in _UNICAST_V6):
        return f"{ip} is not global unicast"
    for network, what in _NOT_PUBLIC_V6:
        if ip in network:
            return f"{ip} is {what}"
    for carried in (unwrap(ip) for unwrap in _UNWRAPPERS):
        if carried and (reason := _refusal_of_v4(carried)):
            return f"{ip} carries {reason}"
    return None


def _mapped(ip: IPv6Address) -> IPv4Address | None:
    """``::ffff:a.b.c.d``: an IPv4 address in IPv6 clothes."""
    return ip.ipv4_mapped


def _six_to_four(ip: IPv6Address) -> IPv4Address | None:
    """``2002:aabb:ccdd::/48``: the IPv4 address of the 6to4 router."""
    return ip.sixtofour


def _nat64(ip: IPv6Address) -> IPv4Address | None:
    """``64:ff9b::a.b.c.d``: what a translator at the network's edge connects to."""
    return _last_four_bytes(ip) if ip in _NAT64 else None


def _isatap(ip: IPv6Address) -> IPv4Address | None:
    """``prefix:0:5efe:a.b.c.d``, also with the universal bit: the tunnel's far end."""
    interface = ip.packed[8:12]
    return _last_four_bytes(ip) if interface in _ISATAP_MARKS else None


def _last_four_bytes(ip: IPv6Address) -> IPv4Address:
    return IPv4Address(ip.packed[12:])


_UNWRAPPERS: tuple[Callable[[IPv6Address], IPv4Address | None], ...] = (
    _mapped,
    _six_to_four,
    _nat64,
    _isatap,
)

_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP_MARKS = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")

# Unwrapping serves only what can be public at all. Outside of these lie the unspecified and
# loopback addresses, IPv4-compatible ones, NAT64 for local use, unique local, link-local,
# site-local and multicast.
_UNICAST_V6 = (IPv6Network("2000::/3"), _MAPPED, _NAT64)

_NOT_PUBLIC_V6 = (
    (IPv6Network("2001::/23"), "for protocols (Teredo, ORCHID, benchmarks)"),
    (IPv6Network("2001:db8::/32"), "for documentation"),
    (IPv6Network("3fff::/20"), "for documentation"),
    (IPv6Network("3ffe::/16"), "of the former 6bone"),
)

_NOT_PUBLIC_V4 = (
    (IPv4Network("0.0.0.0/8"), "this network"),
    (IPv4Network("10.0.0.0/8"), "private"),
    (IPv4Network("100.64.0.0/10"), "behind a carrier's NAT"),
    (IPv4Network("127.0.0.0/8"), "loopback"),
    (IPv4Network("169.254.0.0/16"), "link-local"),
    (IPv4Network("172.16.0.0/12"), "private"),
    (IPv4Network("192.0.0.0/24"), "for protocols"),
    (IPv4Network("192.0.2.0/24"), "for documentation"),
    (IPv4Network("192.88.99.0/24"), "a 6to4 relay"),
    (IPv4Network("192.168.0.0/16"), "private"),
    (IPv4Network("198.18.0.0/15"), "for benchmarks"),
    (IPv4Network("198.51.100.0/24"), "for documentation"),
    (IPv4Network("203.0.113.0/24"), "for documentation"),
    (IPv4Network("224.0.0.0/4"), "multicast"),
    (IPv4Network("240.0.0.0/4"), "reserved or broadcast"),
)
