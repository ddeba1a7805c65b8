"""What one kind of fetching may do: to whom, how much, how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FetchPolicy:
    """The limits of one ``Fetcher``.

    Hosts are lower-case ``host`` or ``host:port``, an IPv6 address in brackets; see
    ``listing.hosts_of``.

    ``total_seconds`` covers everything: name lookup, connections, redirects and body.
    ``allowed_hosts`` of ``None`` means any host whose addresses are all public.
    ``private_hosts`` are ``host:port`` whose addresses need not be public; a host in it
    must be allowed all the same. A port is open if it is one of ``ports``, or if the
    host is listed together with it.
    """

    max_bytes: int
    total_seconds: float
    connect_seconds: float = 3
    read_seconds: float = 10
    max_redirects: int = 4
    allowed_hosts: frozenset[str] | None = None
    private_hosts: frozenset[str] = frozenset()
    ports: tuple[int, ...] = (80, 443)

    def admits(self, host: str, port: int) -> bool:
        """Whether this host (without brackets) may be fetched from at this port."""
        site = site_of(host, port)
        if self.allowed_hosts is None:
            return port in self.ports or site in self.private_hosts
        if site in self.allowed_hosts:
            return True
        open_port = port in self.ports or site in self.private_hosts
        return written(host) in self.allowed_hosts and open_port

    def may_be_private(self, host: str, port: int) -> bool:
        """Whether this host's addresses need not be public."""
        return site_of(host, port) in self.private_hosts

    @property
    def max_wire_bytes(self) -> int:
        """Most bytes read for one answer, headers and chunk marks included.

        The body is counted by itself; this stops what never becomes body, such as a chunk
        length without an end.
        """
        return 2 * self.max_bytes + 1024 * 1024


def site_of(host: str, port: int) -> str:
    """``host:port`` as it is listed and counted by."""
    return f"{written(host)}:{port}"


def written(host: str) -> str:
    """The host as a URL writes it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
