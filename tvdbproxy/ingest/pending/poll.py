"""Taking up what another server's queue offers: an image and a job for each, once.

Whoever polls locks one row first, so that of two at the same time the second sees what the first
has taken. What is done here and still offered there has its report sent once more: the first one
was lost on the way, or refused.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Cursor, Image, ImageState, Origin, ProcessingJob
from tvdbproxy.db.upsert import upsert
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.pending.remote_queue import Offered, RemoteQueue

_BATCH = 200
_BUCKET, _PROFILE = "pending", "media"

Again = Callable[[Session, str], str | None]
"""Has the report of an image that came to its end sent once more, in this transaction; the
callback's id, if there is anything to send."""


@dataclass(frozen=True)
class Polled:
    """``jobs`` and ``callbacks`` are to be sent to the workers; ``known`` of what was offered was
    taken before. Callbacks are of what is done, although the other server does not know."""

    offered: int
    known: int
    jobs: tuple[str, ...]
    callbacks: tuple[str, ...]


def poll(database: Database, queue: RemoteQueue, tell_again: Again) -> Polled:
    """Ask the other server, and take up what is new. Raises as ``RemoteQueue.offered``."""
    offered = queue.offered()
    taken: list[str] = []
    told: list[str] = []
    known = 0
    for start in range(0, len(offered), _BATCH):
        batch = {one.id: one for one in offered[start : start + _BATCH]}
        with database.write() as session:
            held = _held(session, queue.base, batch)
            new = [one for number, one in batch.items() if number not in held]
            taken += [_take(session, one) for one in new]
            reports = [tell_again(session, one) for one in _ended(session, held.values())]
            told += [report for report in reports if report is not None]
        known += len(held)
    return Polled(len(offered), known, tuple(taken), tuple(told))


def _held(session: Session, base: str, batch: Mapping[int, Offered]) -> dict[int, str]:
    """Images that were taken from this server before, by their number there; nobody else takes
    any until the transaction ends."""
    name = f"pending:{hashlib.sha256(base.encode()).hexdigest()[:32]}"
    row = {"name": name, "value": {"url": base}, "updated_at": now(session)}
    upsert(session, Cursor, [row], update=())
    session.execute(select(Cursor.name).where(Cursor.name == name).with_for_update())
    rows = session.execute(
        select(Image.pending_id, Image.image_id, ProcessingJob.source_url)
        .join(ProcessingJob, ProcessingJob.image_id == Image.image_id)
        .where(Image.pending_id.in_(batch), Image.origin == Origin.PENDING)
    )
    return {
        number: image_id
        for number, image_id, address in rows
        if number is not None and address is not None and address.startswith(f"{base}/")
    }


def _take(session: Session, offered: Offered) -> str:
    """The image, and its job, which is due; the job's id."""
    moment = now(session)
    given = Given(
        user_id=offered.user_id,
        origin=Origin.PENDING,
        bucket=_BUCKET,
        profile=_PROFILE,
        data_type=offered.data_type,
        original_name=offered.original_name,
    )
    image = jobs.new_image(given, str(uuid.uuid4()), ImageState.AWAITED, moment)
    image.pending_id, image.mime_type = offered.id, offered.mime_type
    return jobs.begin(session, image, moment, source_url=offered.url).job_id


def _ended(session: Session, image_ids: Iterable[str]) -> list[str]:
    """Those of these images that have come to their end."""
    return list(
        session.scalars(
            select(ProcessingJob.image_id)
            .where(
                ProcessingJob.image_id.in_(list(image_ids)), ProcessingJob.status.in_(jobs.FINISHED)
            )
            .distinct()
        )
    )
