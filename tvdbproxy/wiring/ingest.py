"""How pictures of applications are taken in and worked on."""

from __future__ import annotations

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.ingest.pending.tell import PendingReports
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.reception import Reception
from tvdbproxy.ingest.steps.analyse import Analyst
from tvdbproxy.ingest.steps.resize import Workbench
from tvdbproxy.ingest.telling import Telling
from tvdbproxy.meter.meter import Meter
from tvdbproxy.settings import Settings
from tvdbproxy.vision.open import open_vision
from tvdbproxy.wiring.media import media_urls
from tvdbproxy.wiring.pending import open_abroad
from tvdbproxy.wiring.recipe import open_recipes, upload_limits

_MAX_ATTEMPTS = 3


def open_ingest(settings: Settings, kitchen: Kitchen, pool: ImagePool) -> IngestKitchen:
    """Everything that a job takes."""
    urls = media_urls(settings)
    reception = Reception(
        database=kitchen.database,
        originals=kitchen.originals,
        limits=upload_limits(settings),
        formats=frozenset(
            each
            for each in (*ARTWORK, Format.HEIC)
            if each.mime in settings.ingest.allowed_mime_types
        ),
        max_attempts=_MAX_ATTEMPTS,
        idempotency_hours=settings.ingest.idempotency_hours,
    )
    return IngestKitchen(
        database=kitchen.database,
        reception=reception,
        bench=Workbench(
            kitchen.database,
            kitchen.thumbnails,
            pool,
            settings.ingest.segmentation_model_path or None,
            kitchen.meter,
        ),
        recipes=open_recipes(settings),
        analyst=open_analyst(settings, pool, kitchen.meter),
        outbox=Telling(urls, PendingReports(urls)),
        abroad=open_abroad(settings, kitchen.meter),
        lease_seconds=kitchen.lease_seconds,
        patience_seconds=kitchen.patience_seconds,
        max_deliveries=kitchen.max_deliveries,
        meter=kitchen.meter,
        purges=kitchen.purges,
    )


def open_analyst(settings: Settings, pool: ImagePool, meter: Meter) -> Analyst:
    """Who finds out about pictures. Raises ``ConfigurationError``."""
    ingest = settings.ingest
    order = AnalysisOrder(
        upload_limits(settings),
        text=ingest.analysis_text,
        faces=ingest.analysis_faces,
        exif=ingest.analysis_exif,
    )
    return Analyst(pool, order if ingest.analysis_enabled else None, open_vision(ingest, meter))
