"""A URL, taken apart once and put together again, so that nobody reads it differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from tvdbproxy.errors import SourceNotAllowed
from tvdbproxy.fetch.policy import FetchPolicy, site_of, written

DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 8192
# Browsers and libraries disagree about these: some drop them, some read "\" as "/".
_DISPUTED = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True)
class Target:
    """Where one request goes. ``host`` is ASCII, lower-case, without brackets or last dot."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def site(self) -> str:
        """``host:port``: what limits and listings are counted by."""
        return site_of(self.host, self.port)

    @property
    def url(self) -> str:
        """The URL as it is requested: no fragment, no default port."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{written(self.host)}{port}{self.path}"


def target_of(url: str, policy: FetchPolicy) -> Target:
    """The target that ``url`` names, if the policy admits it.

    Raises ``SourceNotAllowed``, with one and the same sentence whatever the reason.
    """
    target = _read(url)
    if not policy.admits(target.host, target.port):
        raise not_allowed(f"{target.site} is not listed")
    return target


def not_allowed(reason: str) -> SourceNotAllowed:
    """The refusal; the reason is for the log, since it may tell of our network."""
    return SourceNotAllowed(
        "Nothing is fetched from this address; use one of the hosts that this service admits.",
        detail=reason,
    )


def _read(url: str) -> Target:
    if len(url) > _LONGEST_URL or _DISPUTED.search(url):
        raise not_allowed("the URL is too long or has characters that URLs have not")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise not_allowed(f"the URL cannot be read: {error}") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise not_allowed("the scheme is neither http nor https")
    if "@" in parts.netloc:
        raise not_allowed("the URL carries a user name")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    return Target(parts.scheme, _host_of(parts), port, _path_of(parts))


def _host_of(parts: SplitResult) -> str:
    if parts.netloc.startswith("["):
        return _bracketed(parts.hostname or "")
    return _plain(parts.hostname or "")


def _bracketed(text: str) -> str:
    if "%" in text:
        raise _unreadable(text)
    try:
        return str(IPv6Address(text))
    except AddressValueError as error:
        raise _unreadable(text) from error


def _plain(text: str) -> str:
    """A name or a dotted quad; never another way to write an address."""
    try:
        host = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise _unreadable(text) from error
    if not _NAME.fullmatch(host):
        raise _unreadable(text)
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _dotted_quad(host)
    return host


def _dotted_quad(host: str) -> str:
    try:
        return str(IPv4Address(host))
    except AddressValueError as error:
        raise _unreadable(host) from error


def _unreadable(host: str) -> SourceNotAllowed:
    return not_allowed(f"{host!r} is not a host name or a plainly written address")


def _path_of(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
