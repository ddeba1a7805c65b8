"""How pictures of applications are taken in and worked on."""

from __future__ import annotations

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.artwork.process import Renders
from tvdbproxy.imaging.formats import ARTWORK
from tvdbproxy.ingest.pending.tell import PendingReports
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.reception import Reception
from tvdbproxy.ingest.telling import Telling
from tvdbproxy.settings import Settings
from tvdbproxy.wiring.pending import media_urls, open_abroad
from tvdbproxy.wiring.recipe import open_recipes, upload_limits

_MAX_ATTEMPTS = 3


def open_ingest(settings: Settings, kitchen: Kitchen, pool: Renders) -> IngestKitchen:
    """Everything that a job takes."""
    urls = media_urls(settings)
    reception = Reception(
        database=kitchen.database,
        originals=kitchen.originals,
        limits=upload_limits(settings),
        formats=frozenset(
            each for each in ARTWORK if each.mime in settings.ingest.allowed_mime_types
        ),
        max_attempts=_MAX_ATTEMPTS,
        idempotency_hours=settings.ingest.idempotency_hours,
    )
    return IngestKitchen(
        database=kitchen.database,
        reception=reception,
        thumbnails=kitchen.thumbnails,
        pool=pool,
        recipes=open_recipes(settings),
        outbox=Telling(urls, PendingReports(urls)),
        abroad=open_abroad(settings),
        lease_seconds=kitchen.lease_seconds,
        patience_seconds=kitchen.patience_seconds,
        max_deliveries=kitchen.max_deliveries,
    )
