"""Servers as people write them in settings, as entries of a policy's lists."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.fetch.policy import site_of, written
from tvdbproxy.fetch.target import DEFAULT_PORTS


def hosts_of(addresses: Iterable[str]) -> frozenset[str]:
    """``host`` or ``host:port`` of each address, which may be a URL or just that.

    A port is kept where it is written. Raises ``ConfigurationError`` that quotes the
    address which names no host.
    """
    return frozenset(_host_of(address) for address in addresses)


def site_at(url: str) -> str:
    """``host:port`` of the server at ``url``, with the port that its scheme implies where none
    is written. Raises ``ConfigurationError`` that quotes what is no address of a web server."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port = None, 0
    if not host:
        raise ConfigurationError(f"{url!r} is no address of a web server; begin with https://")
    return site_of(host.removesuffix("."), port)


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise ConfigurationError(f"{address!r} names no server; write it as host or host:port")
    name = written(host.removesuffix("."))
    return name if port is None else f"{name}:{port}"
