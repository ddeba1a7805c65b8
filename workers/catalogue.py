"""The actors of the ``catalogue`` queue."""

from __future__ import annotations

import logging
import uuid

from tvdbproxy.catalogue import sync
from tvdbproxy.catalogue.refresh import refresh
from tvdbproxy.errors import Superseded, TvdbProxyError
from tvdbproxy.jobs import leases
from tvdbproxy.upstream.updates import changes_since
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)

# One tick at a time: a sweep of a large catalogue takes longer than the pause between two.
_LEASE = "catalogue"


class CatalogueActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def sync_catalogue(self) -> None:
        """Sweep and follow upstream; goes on where the last one was stopped."""
        services = self.services
        holder = uuid.uuid4().hex
        if not self._hold(holder):
            return

        def progress() -> None:
            if not self._hold(holder):
                raise Superseded("Another worker has taken over.")
            services.queue.send("reconcile")

        try:
            ticked = sync.tick(
                services.database,
                services.upstream,
                lambda since: changes_since(services.upstream, since),
                services.kitchen.hosts,
                full=services.settings.schedule.catalogue_sync == "full",
                on_progress=progress,
            )
            log.info("catalogue: %d pages swept, %s", ticked.pages, ticked.followed)
        except TvdbProxyError as error:
            log.warning("catalogue: stopped: %s; it goes on at the next tick", error)
        finally:
            with services.database.write() as session:
                leases.release(session, _LEASE, holder)

    def refresh_title(self, content_type: str, content_id: int) -> None:
        """Fetch one title that waits for it. Its own picture goes to the workers at once,
        the others are fed to them bit by bit."""
        queue = self.services.settings.queue
        refreshed = refresh(
            self.services.database,
            self.services.upstream,
            self.services.kitchen.hosts,
            content_type,
            content_id,
            lease_seconds=queue.lease_seconds,
            most=queue.max_deliveries,
        )
        if refreshed is not None:
            for artwork_id in refreshed.pictures[:1]:
                self.services.queue.send("process_artwork", artwork_id)

    def _hold(self, holder: str) -> bool:
        seconds = 5 * self.services.settings.queue.lease_seconds
        with self.services.database.write() as session:
            return leases.acquire(session, _LEASE, holder, seconds)
