"""One short transaction makes what was stored visible, or drops it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from tvdbproxy.artwork.work import MadeVariant
from tvdbproxy.cdn.outbox import Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import ImageState, ImageVariant, StepName
from tvdbproxy.db.upsert import upsert
from tvdbproxy.ingest import checklist
from tvdbproxy.ingest.checklist import claimed
from tvdbproxy.ingest.work import MadeImage, Work


def record(database: Database, work: Work, made: MadeImage, purges: Purges) -> None:
    """Publish the variants; caches are told if there were others.

    Raises ``Superseded``, and then nothing is published.
    """
    with database.write() as session:
        _, image = claimed(session, work)
        moment = now(session)
        session.execute(delete(ImageVariant).where(ImageVariant.image_id == work.image_id))
        rows = [
            variant_row(work.image_id, background, variant, moment)
            for background, variant in made.variants
        ]
        upsert(session, ImageVariant, rows)
        if image.revision is not None:
            purges.of_image(session, [image.media_id, image.image_id])
        image.prefix, image.revision = made.prefix, made.revision
        image.width, image.height = made.facts.width, made.facts.height
        image.format, image.has_alpha = made.facts.format, made.facts.has_alpha
        image.dominant_color = made.facts.dominant_color
        image.placeholder = made.facts.placeholder
        image.background_removed = made.background_removed
        image.state, image.processed_at = ImageState.READY, moment
        checklist.done(session, work, StepName.RESIZE_OPTIMIZE)


def variant_row(
    image_id: str,
    background: str,
    variant: MadeVariant,
    moment: datetime,
    *,
    on_demand: bool = False,
) -> dict[str, Any]:
    """The row of a stored variant."""
    return {
        "image_id": image_id,
        "size": variant.size,
        "background": background,
        "format": variant.format,
        "key": variant.key,
        "width": variant.width,
        "height": variant.height,
        "bytes": variant.length,
        "sha256": variant.sha256,
        "etag": variant.etag,
        "on_demand": on_demand,
        "made_at": moment,
    }
