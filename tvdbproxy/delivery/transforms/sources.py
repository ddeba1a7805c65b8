"""Sources by the scheme of their address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tvdbproxy.delivery.transforms.found import Found, refused
from tvdbproxy.fetch.deadline import Deadline


class Finds(Protocol):
    """Who knows the sources of a scheme."""

    def find(self, address: str, deadline: Deadline) -> Found:
        """The source at this address."""


@dataclass(frozen=True)
class Sources:
    """``by_scheme`` has lower-case schemes."""

    by_scheme: Mapping[str, Finds]

    def find(self, address: str, deadline: Deadline) -> Found:
        """The source that an address leads to.

        Raises ``NotFound`` (``source_not_allowed``, ``source_missing``, and those of the
        catalogue), what the fetch room raises, and ``Unavailable``.
        """
        scheme, slashes, rest = address.partition("://")
        finder = self.by_scheme.get(scheme.lower())
        if not slashes or finder is None:
            raise refused(f"{scheme[:40]!r} is no scheme of ours")
        return finder.find(f"{scheme.lower()}://{rest}", deadline)
