"""Servers as people write them in settings, as entries of a policy's lists."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.fetch.policy import written


def hosts_of(addresses: Iterable[str]) -> frozenset[str]:
    """``host`` or ``host:port`` of each address, which may be a URL or just that.

    A port is kept where it is written. Raises ``ConfigurationError`` that quotes the
    address which names no host.
    """
    return frozenset(_host_of(address) for address in addresses)


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
