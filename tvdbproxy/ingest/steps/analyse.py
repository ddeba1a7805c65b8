"""The step that finds out about a picture: measured here, and described by a vision endpoint
where there is one. A picture is as good without: what cannot be found out stays unknown."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy import delete, select

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageAnalysis, ImageFingerprint, ImageVariant, StepName
from tvdbproxy.db.upsert import upsert
from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.fingerprint import bands
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.formats import Format
from tvdbproxy.ingest import checklist
from tvdbproxy.ingest.checklist import claimed
from tvdbproxy.ingest.work import Bytes, Renew, Work
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.store import ObjectStore, StoredObject
from tvdbproxy.vision.endpoint import VisionEndpoint
from tvdbproxy.vision.facts import VisionFacts

# A vision model sees no more in a larger one, and is slower.
_SHOWN_WIDTH = 1200
_SHOWN_FORMATS = (Format.JPEG, Format.WEBP, Format.PNG)


class Analyses(Protocol):
    """What this step needs of the imaging room's pool."""

    def analyse(self, source: bytes, order: AnalysisOrder) -> Analysis:
        """Look at the pixels, in a child process."""


@dataclass(frozen=True)
class Analyst:
    """Who finds out, and how much. Without ``order`` nothing is measured."""

    pool: Analyses
    order: AnalysisOrder | None
    vision: VisionEndpoint | None


def analyse(
    database: Database,
    thumbnails: ObjectStore,
    analyst: Analyst,
    work: Work,
    picture: Bytes,
    renew: Renew,
) -> None:
    """Find out what there is to know, and write it down. What was measured is kept although
    nobody could describe the picture, and nobody is paid twice for what is described.

    Raises what the pool, the vision endpoint and ``renew`` raise.
    """
    if analyst.order is None:
        _done(database, work)
        return
    with database.read() as session:
        held = session.get(ImageAnalysis, work.image_id)
    if held is None:
        _keep_measured(database, work, analyst.pool.analyse(picture.data, analyst.order))
    if analyst.vision is not None and (held is None or held.described is None):
        renew()
        _keep_described(database, work, _described(database, thumbnails, analyst.vision, work))
    _done(database, work)


def _described(
    database: Database, thumbnails: ObjectStore, vision: VisionEndpoint, work: Work
) -> VisionFacts | None:
    shown = _shown(database, thumbnails, work.image_id)
    if shown is None:
        return None
    with database.read() as session:
        context = session.scalar(select(Image.context).where(Image.image_id == work.image_id))
    mime = shown.info.content_type or Format.WEBP.mime
    return vision.describe(shown.data, mime, work.data_type, context or None)


def _shown(database: Database, thumbnails: ObjectStore, image_id: str) -> StoredObject | None:
    """The variant that a model is shown: the largest that is not too large."""
    with database.read() as session:
        rows = session.scalars(
            select(ImageVariant).where(
                ImageVariant.image_id == image_id,
                ImageVariant.background == "original",
                ImageVariant.format.in_([each.value for each in _SHOWN_FORMATS]),
            )
        ).all()
    fitting = [row for row in rows if row.width <= _SHOWN_WIDTH] or list(rows)
    if not fitting:
        return None
    return find(thumbnails, max(fitting, key=lambda row: row.width * row.height).key)


def _keep_measured(database: Database, work: Work, analysis: Analysis) -> None:
    with database.write() as session:
        claimed(session, work)
        row = {
            "image_id": work.image_id,
            "measured": analysis.to_json(),
            "quality_score": analysis.quality_score,
            "perceptual_hash": analysis.perceptual_hash,
            "analysed_at": now(session),
        }
        upsert(session, ImageAnalysis, [row])
        session.execute(delete(ImageFingerprint).where(ImageFingerprint.image_id == work.image_id))
        session.add_all(
            ImageFingerprint(image_id=work.image_id, band=band, value=value)
            for band, value in enumerate(bands(analysis.perceptual_hash))
        )


def _keep_described(database: Database, work: Work, facts: VisionFacts | None) -> None:
    if facts is None:
        return
    with database.write() as session:
        claimed(session, work)
        row = session.get_one(ImageAnalysis, work.image_id)
        row.described, row.confidence_score = asdict(facts), facts.confidence_score


def _done(database: Database, work: Work) -> None:
    with database.write() as session:
        claimed(session, work)
        checklist.done(session, work, StepName.ANALYSIS)
