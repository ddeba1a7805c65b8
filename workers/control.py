"""The actors of the ``control`` queue: they send what is due and forget what is old."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tvdbproxy.access import quota
from tvdbproxy.artwork import feed, upgrade
from tvdbproxy.artwork.readdress import readdress
from tvdbproxy.artwork.retention import drop_old_extras
from tvdbproxy.catalogue import second_look
from tvdbproxy.catalogue.refresh import unsent as unsent_refreshes
from tvdbproxy.catalogue.replies.prune import prune as prune_replies
from tvdbproxy.cdn import ledger as purge_ledger
from tvdbproxy.cdn.courier import is_wanted
from tvdbproxy.db.again import again
from tvdbproxy.db.models import ArtworkState
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.jobs import leases, tasks
from tvdbproxy.jobs.queue import ACTORS, CATALOGUE, CONTROL, IMAGES, INGEST, UPGRADES
from tvdbproxy.ops import audit_log, figures
from tvdbproxy.ops.attention import vitals
from tvdbproxy.ops.history import series
from tvdbproxy.ops.history.names import Measured
from tvdbproxy.wiring import Services

# Enough to keep workers busy until the next look, few enough to lose without harm.
_BATCH = 500
# Pages of addresses rewritten at a look, after our public address changed.
_PAGES = 20
# With more than this waiting, nothing is added: what is due can wait in the database.
_ENOUGH = 200
# A message that has not been worked on by then, with so short a queue, is lost.
RESEND_SECONDS = 60.0
# Variants made in haste that are made again at a look, and how soon one that was not is again.
_UPGRADES = 20
UPGRADE_SECONDS = 600.0
FIGURES_SECONDS = 60.0


class ControlActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def reconcile(self) -> None:
        """Send again what is due and has no message on its way."""
        readdress(self.services.database, self.services.urls, _PAGES)
        self._tasks()
        self._second_looks()
        self._refreshes()
        self._jobs()
        self._callbacks()
        self._purges()
        if self._pictures(feed.UNFINISHED) == 0:
            self._upgrades()
            self._pictures(feed.STORED)  # nothing urgent: compare with upstream what is due

    def retry_failed(self) -> None:
        """Send failed pictures whose time has come."""
        self._pictures(feed.FAILED)

    def expire(self) -> None:
        """Forget what is past its retention: tasks, leases, callbacks, purges, counted uploads,
        searches, pictures made on demand, what the dashboard remembers."""
        settings = self.services.settings
        schedule, ingest, dashboard = settings.schedule, settings.ingest, settings.dashboard
        with self.services.database.write() as session:
            tasks.forget(session, schedule.task_retention_days)
            leases.prune(session)
            outbox.forget(session, schedule.task_retention_days)
            purge_ledger.forget(session)
            quota.prune(session, ingest.rate_limit_window_minutes)
            audit_log.forget(session, dashboard.audit_log_days)
            series.forget(session, dashboard.history_days)
        prune_replies(self.services.database, self.services.answers.library.ages)
        drop_old_extras(
            self.services.database,
            self.services.stores.thumbnails,
            days=schedule.on_demand_retention_days,
            purges=self.services.kitchen.purges,
        )

    def take_figures(self) -> None:
        """Remember how much waits, and count what takes long, for the dashboard."""
        waiting = [self.services.queue.waiting(name) or 0 for name in sorted(set(ACTORS.values()))]
        with self.services.database.write() as session:
            overdue = vitals(session).overdue_seconds
            measured = {Measured.WAITING: sum(waiting), Measured.OVERDUE_SECONDS: overdue}
            series.measure(session, measured)
        figures.take(self.services.database, figures.COUNTS, every_seconds=FIGURES_SECONDS * 0.9)

    def _tasks(self) -> None:
        with self.services.database.write() as session:
            lost = tasks.unsent(session, resend_after=RESEND_SECONDS, limit=_BATCH)
        for kind, task_id in lost:
            self.services.queue.send(kind, task_id)

    def _second_looks(self) -> None:
        again(partial(second_look.look, self.services.database, _BATCH))

    def _refreshes(self) -> None:
        if not self._has_room(CATALOGUE):
            return
        with self.services.database.write() as session:
            titles = unsent_refreshes(session, resend_after=RESEND_SECONDS, limit=_BATCH)
        for content_type, content_id in titles:
            self.services.queue.send("refresh_title", content_type, content_id)

    def _jobs(self) -> None:
        if not self._has_room(INGEST):
            return
        with self.services.database.write() as session:
            due = jobs.unsent(session, resend_after=RESEND_SECONDS, limit=_BATCH)
        for job_id in due:
            self.services.queue.send("process_image", job_id)

    def _callbacks(self) -> None:
        if not self._has_room(INGEST):
            return
        with self.services.database.write() as session:
            due = outbox.unsent(session, resend_after=RESEND_SECONDS, limit=_BATCH)
        for callback_id in due:
            self.services.queue.send("deliver_callback", callback_id)

    def _purges(self) -> None:
        """One message for all that is due: whoever takes it works off as much as he can."""
        cdn, queue = self.services.cdn, self.services.queue
        if cdn is None or not self._has_room(CONTROL):
            return
        with self.services.database.read() as session:
            wanted = is_wanted(session, cdn.key)
        if wanted:
            queue.send("purge_cdn")

    def _upgrades(self) -> None:
        """A few of the pictures that were made in haste, while there is nothing better to do."""
        queue = self.services.queue
        if any(queue.waiting(name) != 0 for name in (INGEST, IMAGES, UPGRADES)):
            return
        with self.services.database.write() as session:
            pictures = upgrade.due(session, again_after=UPGRADE_SECONDS, limit=_UPGRADES)
        for artwork_id in pictures:
            queue.send("upgrade_variants", artwork_id)

    def _pictures(self, states: Sequence[ArtworkState]) -> int:
        """Send due pictures in these states; how many. None while the queue is long."""
        if not self._has_room(IMAGES):
            return 0
        with self.services.database.write() as session:
            pictures = feed.due(session, states, resend_after=RESEND_SECONDS, limit=_BATCH)
        for artwork_id in pictures:
            self.services.queue.send("process_artwork", artwork_id)
        return len(pictures)

    def _has_room(self, queue: str) -> bool:
        waiting = self.services.queue.waiting(queue)
        return waiting is not None and waiting <= _ENOUGH
