"""The actors of the ``images`` queue that go through what is stored."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from tvdbproxy.artwork import cleanup
from tvdbproxy.artwork.audit.verify import LookThrough, Scope, verify
from tvdbproxy.artwork.cleanup import Swept
from tvdbproxy.delivery.bound import Bounded, kept_transforms, only_mirrored, trim
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest.audit.look_through import look_through
from tvdbproxy.ingest.repair import make_again
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.wiring import Services
from workers.ledger import Ledger

log = logging.getLogger(__name__)

GIBIBYTE = 1024**3


class StorageActors:
    """One method an actor. Each may run twice, be killed at any line, or find its work done."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.ledger = Ledger(services)

    def cleanup_orphaned_images(self, task_id: str | None = None) -> None:
        """Delete objects that no row refers to and that are older than the grace period, and
        of the mirror and of transforms what is beyond their bounds."""
        task_id = task_id or self.ledger.create("cleanup_orphaned_images", {"dry_run": False})
        task = self.ledger.begin(task_id)
        if task is None:
            return
        services, dry_run = self.services, bool(task.arguments.get("dry_run"))
        try:
            swept = cleanup.clean(
                services.database,
                services.stores.originals,
                services.stores.thumbnails,
                grace_hours=services.settings.schedule.orphan_grace_hours,
                dry_run=dry_run,
                on_batch=lambda swept: self.ledger.keep(task_id, swept.examined),
                on_deleted=make_again,
                purges=services.kitchen.purges,
            )
            result = swept.as_json() | self._within_bounds(task_id, swept, dry_run)
        except TvdbProxyError as error:
            self.ledger.fail(task_id, error)
            return
        self.ledger.complete(task_id, result)

    def _within_bounds(self, task_id: str, swept: Swept, dry_run: bool) -> dict[str, Any]:
        """Drop what is beyond the bounds of the mirror, if it has one, and of what transforms
        keep; the figures."""
        services = self.services

        def within(bounded: Bounded, max_bytes: int) -> dict[str, Any]:
            return trim(
                services.database,
                services.stores.originals,
                bounded,
                max_bytes,
                dry_run=dry_run,
                on_batch=lambda: self.ledger.keep(task_id, swept.examined),
            ).as_json()

        serving = services.settings.transform_serving
        result: dict[str, Any] = {
            "transforms": {
                "source": within(
                    kept_transforms("source"), serving.imgproxy_source_cache_mb * MEBIBYTE
                ),
                "result": within(
                    kept_transforms("result"), serving.imgproxy_result_cache_mb * MEBIBYTE
                ),
            }
        }
        if most := services.settings.schedule.mirror_max_gb:
            result["mirror"] = within(only_mirrored(), int(most * GIBIBYTE))
        return result

    def _media(self, sample: int | None) -> LookThrough:
        """Applications' pictures, as many as of the catalogue's."""
        announce = partial(self.services.notices.announce, kind=MEDIA)
        return partial(look_through, self.services.ingest, sample, announce)

    def verify_storage(self, task_id: str | None = None) -> None:
        """Compare rows and objects. The clock asks for a sample, to be read and repaired."""
        schedule = self.services.settings.schedule
        if task_id is None:
            by_itself = {"read": True, "sample": schedule.verify_sample, "repair": True}
            task_id = self.ledger.create("verify_storage", by_itself)
        task = self.ledger.begin(task_id)
        if task is None:
            return
        try:
            verified = verify(
                self.services.kitchen,
                Scope(**task.arguments),
                grace_hours=schedule.orphan_grace_hours,
                on_progress=lambda verified: self.ledger.keep(task_id, verified.examined),
                also=[self._media(task.arguments.get("sample"))],
                on_change=self.services.notices.announce,
                on_deleted=make_again,
            )
        except TvdbProxyError as error:
            self.ledger.fail(task_id, error)
            return
        if verified.left:
            log.warning("storage: %d things are wrong: %s", verified.left, verified.sample)
        self.ledger.complete(task_id, verified.as_json())
