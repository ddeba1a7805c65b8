"""The actor of the ``control`` queue that has the CDN forget what has changed."""

from __future__ import annotations

from tvdbproxy.cdn.courier import deliver
from tvdbproxy.wiring import Services


class CdnActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def purge_cdn(self) -> None:
        """Purge what is due. What is left is sent for again by the reconciler."""
        if self.services.cdn is not None:
            deliver(self.services.cdn)
