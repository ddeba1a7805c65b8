"""The actors of the ``images`` and ``upgrades`` queues that have pictures made."""

from __future__ import annotations

from tvdbproxy.artwork import feed, missing, pipeline
from tvdbproxy.artwork.upgrade import upgrade
from tvdbproxy.catalogue.refresh import GONE, fetch_title, want
from tvdbproxy.db.models import CONTENT_TABLES
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.queue import IMAGES
from tvdbproxy.vocabulary import PLURALS
from tvdbproxy.wiring import Services
from workers.ledger import Ledger


class ImageActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.ledger = Ledger(services)

    def process_artwork(self, artwork_id: int) -> None:
        """Make whatever is due of one picture, and tell the caches."""
        ended = pipeline.run(self.services.kitchen, artwork_id)
        for prefix in ended.changed:
            self.services.notices.announce(prefix)
        if ended.error is not None and ended.error.code == "twin_in_progress":
            self.services.queue.send("process_artwork", artwork_id, delay_seconds=3)
        if ended.result is pipeline.Result.STORED and self.services.queue.waiting(IMAGES) == 0:
            self.services.queue.send("reconcile")  # there may be more; why wait for the clock

    def upgrade_variants(self, artwork_id: int) -> None:
        """Make again what a waiting client was given in haste, and tell the caches."""
        upgrade(self.services.kitchen, artwork_id, self.services.notices.announce)

    def sync_content_images(self, task_id: str) -> None:
        """Fetch a title's record and have all its pictures compared with upstream."""
        task = self.ledger.begin(task_id)
        if task is None:
            return
        kind, number = task.arguments["content_type"], task.arguments["content_id"]
        services = self.services
        try:
            fetch_title(services.database, services.upstream, services.kitchen.hosts, kind, number)
        except TvdbProxyError as error:
            gone = error.kind in GONE
            if gone:
                self._doubt(kind, number)
            self.ledger.fail(task_id, _unknown(kind, number) if gone else error)
            return
        with services.database.write() as session:
            pictures = feed.of_title(session, kind, number)
            feed.hasten(session, pictures, force=bool(task.arguments.get("force")))
            tasks.await_pictures(session, task_id, pictures)
        self._send(pictures)

    def sync_all_missing_images(self, task_id: str | None = None) -> None:
        """Have the pictures made that titles lack here."""
        task_id = task_id or self.ledger.create("sync_all_missing_images", {})
        task = self.ledger.begin(task_id)
        if task is None:
            return
        wanted = task.arguments.get("content_type")
        content_types = [wanted] if wanted else list(PLURALS)
        limit = task.arguments.get("limit")
        if limit is None:
            self._hasten_all(task_id, content_types)
            return
        pictures = self._hasten_some(content_types, limit)
        with self.services.database.write() as session:
            tasks.await_pictures(session, task_id, pictures)
        self._send(pictures)

    def _doubt(self, content_type: str, content_id: int) -> None:
        """Upstream denies the title: look again, and remove it then if we have it."""
        table = CONTENT_TABLES[content_type]
        with self.services.database.write() as session:
            if session.get(table, content_id) is not None:
                want(session, [(content_type, content_id)])

    def _hasten_all(self, task_id: str, content_types: list[str]) -> None:
        """Without a limit there may be a million: they are due now, and fed bit by bit."""
        seconds = self.services.settings.queue.lease_seconds
        found = 0
        for page in missing.titles_without_picture(self.services.database, content_types):
            with self.services.database.write() as session:
                pictures = feed.own_pictures(session, page, with_failed=False)
                feed.hasten(session, pictures, force=False, sent=False)
                found += len(pictures)
                tasks.keep(session, task_id, found, seconds)
        with self.services.database.write() as session:
            tasks.complete(session, task_id, {"due": found})

    def _hasten_some(self, content_types: list[str], limit: int) -> list[int]:
        """Up to ``limit`` pictures, those that failed last: they must not keep the others
        from ever being tried."""
        found: dict[int, None] = {}
        for with_failed in (False, True):
            for page in missing.titles_without_picture(self.services.database, content_types):
                if len(found) >= limit:
                    break
                with self.services.database.read() as session:
                    pictures = feed.own_pictures(session, page, with_failed=with_failed)
                found |= dict.fromkeys(pictures)
        chosen = list(found)[:limit]
        with self.services.database.write() as session:
            feed.hasten(session, chosen, force=False)
        return chosen

    def _send(self, pictures: list[int]) -> None:
        for artwork_id in pictures:
            self.services.queue.send("process_artwork", artwork_id)


def _unknown(content_type: str, content_id: int) -> NotFound:
    return NotFound(f"Upstream has no {content_type} {content_id}.", code="unknown_content")
