"""How clients upload straight to the object store."""

from __future__ import annotations

from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.presigned.incoming import Incoming, Terms
from tvdbproxy.settings import Settings
from tvdbproxy.storage.open import open_uploads


def open_incoming(settings: Settings, kitchen: IngestKitchen) -> Incoming:
    """The presigned door; asks no server anything."""
    ingest = settings.ingest
    return Incoming(
        database=kitchen.database,
        originals=kitchen.reception.originals,
        thumbnails=kitchen.bench.thumbnails,
        bucket=settings.storage.s3_bucket_originals,
        uploads=open_uploads(settings.storage),
        outbox=kitchen.outbox,
        terms=Terms(
            mime_types=ingest.allowed_mime_types,
            max_bytes=int(ingest.max_upload_size_mb * MEBIBYTE),
            url_seconds=ingest.upload_url_seconds,
            ttl_days=ingest.status_ttl_days,
            max_attempts=kitchen.reception.max_attempts,
        ),
    )
