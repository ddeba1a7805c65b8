"""Deleting a picture with all its traces: its rows in one transaction, then its objects.

Objects that other pictures share stay. What cannot be deleted now, because the store is away
or somebody is making an equal picture, is nobody's afterwards, and the cleanup finds it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tvdbproxy.cdn.outbox import NO_PURGES, Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Callback,
    IdempotencyKey,
    Image,
    ImageUploadEvent,
    ImageVariant,
    ProcessingJob,
)
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.ingest import events
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.work import content_lease
from tvdbproxy.jobs.sole import sole
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectStore

log = logging.getLogger(__name__)

_LEASE_SECONDS = 60.0


def remove(
    database: Database,
    originals: ObjectStore,
    thumbnails: ObjectStore,
    image_id: str,
    *,
    user_id: str | None = None,
    purges: Purges = NO_PURGES,
) -> None:
    """Delete it; of that user alone, if one is named. Work on it that is under way finds its
    job gone, and publishes nothing. Caches are told to forget it.

    Raises ``NotFound`` (``unknown_image``) and ``Unavailable``.
    """
    with database.read() as session:
        digest = _owned(session, image_id, user_id).sha256
    if digest is None:
        orphans = _rows(database, image_id, user_id, purges)
        _objects(originals, thumbnails, orphans)
        return
    with sole(database, content_lease(digest), uuid.uuid4().hex, _LEASE_SECONDS) as ours:
        orphans = _rows(database, image_id, user_id, purges)
        if ours:
            _objects(originals, thumbnails, orphans)


@dataclass(frozen=True)
class _Orphans:
    """Keys that no row names any more."""

    sources: Sequence[str]
    variants: Sequence[str]


def _owned(session: Session, image_id: str, user_id: str | None, *, lock: bool = False) -> Image:
    row = session.get(Image, image_id, with_for_update=lock or None)
    if row is None or user_id not in (None, row.user_id):
        raise NotFound("There is no such image.", code="unknown_image")
    return row


def _rows(database: Database, image_id: str, user_id: str | None, purges: Purges) -> _Orphans:
    with database.write() as session:
        # Jobs before pictures, as everybody locks them.
        of_it = select(ProcessingJob.job_id).where(ProcessingJob.image_id == image_id)
        session.execute(of_it.with_for_update())
        row = _owned(session, image_id, user_id, lock=True)
        of_image = select(ImageVariant.key).where(ImageVariant.image_id == image_id)
        variants = session.scalars(of_image).all()
        sources = [row.source_key] if row.source_key else []
        for table in (ImageUploadEvent, IdempotencyKey, Callback):
            session.execute(delete(table).where(table.image_id == image_id))
        session.delete(row)
        session.flush()
        orphans = _Orphans(
            [*_unshared(session, Image.source_key, sources), keys.incoming_key(image_id)],
            _unshared(session, ImageVariant.key, variants),
        )
        purges.of_image(session, [row.media_id, image_id], orphans.variants)
        events.write(session, Event.DELETED, image_id, now(session))
    return orphans


def _unshared(
    session: Session,
    column: InstrumentedAttribute[str | None] | InstrumentedAttribute[str],
    names: Sequence[str],
) -> list[str]:
    """Those of the keys that no other picture has."""
    if not names:
        return []
    still = set(session.scalars(select(column).where(column.in_(names))))
    return sorted(set(names) - still)


def _objects(originals: ObjectStore, thumbnails: ObjectStore, orphans: _Orphans) -> None:
    for store, names in ((thumbnails, orphans.variants), (originals, orphans.sources)):
        try:
            store.delete_many(names)
        except TvdbProxyError as error:
            log.warning("cannot delete %s: %s; the cleanup will", ", ".join(names), error)
