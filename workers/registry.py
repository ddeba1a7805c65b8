"""Every actor by name, bound to a broker: nothing is built when a module is imported."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from functools import wraps

import dramatiq
from dramatiq import Broker

from tvdbproxy.jobs.queue import ACTORS, SPARE
from tvdbproxy.wiring import Services
from workers.callbacks import CallbackActors
from workers.catalogue import CatalogueActors
from workers.cdn import CdnActors
from workers.control import ControlActors
from workers.images import ImageActors
from workers.incoming import IncomingActors
from workers.ingest import IngestActors
from workers.pending import PendingActors
from workers.storage import StorageActors

log = logging.getLogger(__name__)


def declare_actors(broker: Broker, services: Services) -> None:
    """Make ``broker`` able to work off every message of ``jobs.queue.ACTORS``."""
    for name, work in actors_of(services).items():
        dramatiq.Actor(
            _of_this_version(name, work),
            broker=broker,
            actor_name=name,
            queue_name=ACTORS[name],
            priority=1 if ACTORS[name] in SPARE else 0,  # the lower ones first
            options={},
        )


def _of_this_version(name: str, work: Callable[..., None]) -> Callable[..., None]:
    """``work``, which drops messages with arguments that it does not take: those of another
    version of this program, sent before an update. The reconciler sends what is due anew."""
    signature = inspect.signature(work)

    @wraps(work)
    def checked(*arguments: object, **named: object) -> None:
        try:
            signature.bind(*arguments, **named)
        except TypeError as error:
            log.warning(
                "message dropped: %s%r: %s; the database knows what is to be done",
                name,
                arguments,
                error,
            )
            return
        work(*arguments, **named)

    return checked


def actors_of(services: Services) -> dict[str, Callable[..., None]]:
    """Actor names to what they do."""
    images, catalogue = ImageActors(services), CatalogueActors(services)
    control, storage = ControlActors(services), StorageActors(services)
    ingest, incoming = IngestActors(services), IncomingActors(services)
    callbacks, pending = CallbackActors(services), PendingActors(services)
    return {
        "process_artwork": images.process_artwork,
        "sync_content_images": images.sync_content_images,
        "sync_all_missing_images": images.sync_all_missing_images,
        "cleanup_orphaned_images": storage.cleanup_orphaned_images,
        "verify_storage": storage.verify_storage,
        "process_image": ingest.process_image,
        "upgrade_variants": images.upgrade_variants,
        "sweep_incoming": incoming.sweep_incoming,
        "sync_catalogue": catalogue.sync_catalogue,
        "refresh_title": catalogue.refresh_title,
        "deliver_callback": callbacks.deliver_callback,
        "purge_cdn": CdnActors(services).purge_cdn,
        "poll_pending": pending.poll_pending,
        "heal_images": pending.heal_images,
        "reconcile": control.reconcile,
        "retry_failed": control.retry_failed,
        "expire": control.expire,
        "take_figures": control.take_figures,
    }
