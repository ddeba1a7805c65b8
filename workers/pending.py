"""The actors of the ``ingest`` queue that work off another server's pending queue, and heal."""

from __future__ import annotations

import logging
import uuid

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ingest import healing
from tvdbproxy.ingest.pending.poll import Polled, poll
from tvdbproxy.ingest.pending.remote_queue import RemoteQueue
from tvdbproxy.jobs.sole import sole
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)

# One poll at a time: a second one would find nothing that the first has not.
_LEASE = "pending poll"
# While there is work, the queue is looked at again after this long.
_BUSY_SECONDS = 20.0


class PendingActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def poll_pending(self) -> None:
        """Take up what waits in the other server's queue; again soon, as long as there is some."""
        remote = self.services.pending.remote
        if remote is None:
            return
        seconds = self.services.settings.queue.lease_seconds
        with sole(self.services.database, _LEASE, uuid.uuid4().hex, seconds) as ours:
            polled = self._poll(remote) if ours else None
        if polled is None:
            return
        for job_id in polled.jobs:
            self.services.queue.send("process_image", job_id)
        for callback_id in polled.callbacks:
            self.services.queue.send("deliver_callback", callback_id)
        if polled.jobs:
            pause = min(_BUSY_SECONDS, self.services.settings.ingest.pending_poll_seconds)
            self.services.queue.send("poll_pending", delay_seconds=pause)

    def heal_images(self) -> None:
        """Have failed jobs tried again, a few at a time, and wake what nobody is at."""
        healed = healing.heal(self.services.database)
        for job_id in (*healed.failed, *healed.stuck):
            self.services.queue.send("process_image", job_id)
        if healed.failed or healed.stuck:
            log.info("healed: %d failed, %d stuck", len(healed.failed), len(healed.stuck))

    def _poll(self, remote: RemoteQueue) -> Polled | None:
        """What came of it. A server that is away is asked again at the next tick."""
        reports = self.services.pending.reports
        try:
            polled = poll(self.services.database, remote, reports.tell_again)
        except TvdbProxyError as error:
            log.warning("pending queue of %s: %s: %s", remote.base, error.code, error)
            return None
        log.log(
            logging.INFO if polled.offered else logging.DEBUG,
            "pending queue of %s: %d offered, %d taken, %d known, %d reported again",
            remote.base,
            polled.offered,
            len(polled.jobs),
            polled.known,
            len(polled.callbacks),
        )
        return polled
