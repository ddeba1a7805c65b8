"""The actor that looks after uploads which go straight to the object store."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import uuid4

from tvdbproxy.ingest.presigned.expiry import expire_addresses, forget_old
from tvdbproxy.ingest.presigned.sweep import sweep
from tvdbproxy.jobs.sole import sole
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)

# One look takes seconds; whoever died over it holds the next one up for that long.
_LEASE_SECONDS = 600.0


class IncomingActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def sweep_incoming(self) -> None:
        """Wake jobs whose files arrived untold, and clear away what nobody waits for."""
        incoming = self.services.incoming
        with sole(incoming.database, "sweep_incoming", uuid4().hex, _LEASE_SECONDS) as ours:
            if not ours:
                return
            if incoming.uploads is not None:
                swept = sweep(incoming, self._send)
                if swept.woken or swept.strays:
                    log.info("incoming: %d arrived, %d strays", swept.woken, swept.strays)
            expired = expire_addresses(incoming, self._send)
            forgotten = forget_old(incoming)
        if expired or forgotten:
            log.info("incoming: %d never came, %d are forgotten", expired, forgotten)

    def _send(self, job_ids: Sequence[str]) -> None:
        for job_id in job_ids:
            self.services.queue.send("process_image", job_id)
