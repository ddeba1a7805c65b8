"""The actor of the ``ingest`` queue that tells other servers what became of pictures."""

from __future__ import annotations

from tvdbproxy.ingest.callbacks.courier import deliver
from tvdbproxy.wiring import Services


class CallbackActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def deliver_callback(self, callback_id: str) -> None:
        """Try one callback that is due. What fails is sent again when its row is due again."""
        deliver(self.services.courier, callback_id)
