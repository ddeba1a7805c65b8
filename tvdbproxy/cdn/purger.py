"""Whoever can make a cache forget: what is asked of him, and how he fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tvdbproxy.errors import TvdbProxyError, UpstreamBad, UpstreamDenied

DENIED = "purge_denied"
"""The code of what no address can help: a wrong key, a wrong id, a cache that does not purge."""

REFUSED = "purge_refused"
"""The code of an address, or several, that are not taken."""


@dataclass(frozen=True)
class Most:
    """How much one call may have: ``exact`` addresses, and ``starred`` ones, which end in ``*``."""

    exact: int
    starred: int


class Purger(Protocol):
    """Thread-safe; one for each process."""

    @property
    def most(self) -> Most:
        """The limits of one call."""

    def purge(self, addresses: Sequence[str], reference: str) -> None:
        """Have these addresses (as ``cdn.addresses`` has them) forgotten, in all their formats.

        ``reference`` is the same when the same is asked for again. Raises ``UpstreamDenied``
        (``purge_denied``), ``UpstreamBad`` (``purge_refused``) if an address is not taken, and
        ``UpstreamLimited``, ``UpstreamUnavailable``, ``UpstreamTimeout`` or ``UpstreamBad`` of
        another code where it may be well the next time. Part of it may have been done then.
        """


def is_starred(address: str) -> bool:
    """Whether it means all that begin so."""
    return address.endswith("*")


def denied(what_to_check: str, why: str) -> TvdbProxyError:
    """Nothing at all will be purged like this."""
    return UpstreamDenied(
        f"The CDN does not let us purge; check {what_to_check}.", code=DENIED, detail=why
    )


def refused(why: str) -> TvdbProxyError:
    """One of the addresses will never be purged."""
    return UpstreamBad(
        "The CDN does not take an address; check that it is one of its own.",
        code=REFUSED,
        detail=why,
    )
