"""Taking up what another server's queue offers: an image and a job for each, once.

Whoever polls locks one row first, so that of two at the same time the second sees what the first
has taken. What is done here and still offered there has its report sent once more: the first one
was lost on the way, or refused.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Cursor,
    Image,
    ImageState,
    ImageUploadEvent,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.db.upsert import upsert
from tvdbproxy.ingest.pending.remote_queue import Offered, RemoteQueue

PROFILE = "media"
_BATCH = 200
_LOWEST, _HIGHEST = 10**14, 10**15
_SOURCE = "pending_source"

Again = Callable[[Session, str], None]
"""Has the report of an image that came to its end sent once more, in this transaction."""


@dataclass(frozen=True)
class Polled:
    """``jobs`` are to be sent to the workers; ``known`` of what was offered was taken before,
    and ``unheard`` of that is done, although the other server does not know."""

    offered: int
    jobs: tuple[str, ...]
    known: int
    unheard: int


def poll(database: Database, queue: RemoteQueue, tell_again: Again) -> Polled:
    """Ask the other server, and take up what is new. Raises as ``RemoteQueue.offered``."""
    offered = queue.offered()
    jobs: list[str] = []
    known = unheard = 0
    for start in range(0, len(offered), _BATCH):
        batch = {one.id: one for one in offered[start : start + _BATCH]}
        with database.write() as session:
            held = _held(session, queue.base, batch)
            jobs += [_take(session, queue.base, batch[number]) for number in batch.keys() - held]
            lost = _unheard(session, held.values())
            for image_id in lost:
                tell_again(session, image_id)
        known, unheard = known + len(held), unheard + len(lost)
    return Polled(len(offered), tuple(jobs), known, unheard)


def _held(session: Session, base: str, batch: Mapping[int, Offered]) -> dict[int, str]:
    """Images that were taken from this server before, by their number there; nobody else takes
    any until the transaction ends."""
    name = f"pending:{hashlib.sha256(base.encode()).hexdigest()[:32]}"
    row = {"name": name, "value": {"url": base}, "updated_at": now(session)}
    upsert(session, Cursor, [row], update=())
    session.execute(select(Cursor.name).where(Cursor.name == name).with_for_update())
    rows = session.execute(
        select(Image.pending_id, Image.image_id, Image.context).where(
            Image.pending_id.in_(batch), Image.origin == Origin.PENDING
        )
    )
    return {
        number: image_id
        for number, image_id, context in rows
        if number is not None and context.get(_SOURCE) == base
    }


def _take(session: Session, base: str, offered: Offered) -> str:
    """The image, its job, its steps and the event of its coming; the job's id."""
    image_id, job_id, moment = str(uuid.uuid4()), str(uuid.uuid4()), now(session)
    session.add(_image(base, offered, image_id, moment))
    session.flush()
    session.add(_job(offered, image_id, job_id, moment))
    session.flush()
    session.add_all(
        JobStep(job_id=job_id, step=step, status=StepStatus.PENDING, attempts=0)
        for step in StepName
    )
    session.add(
        ImageUploadEvent(
            id=str(uuid.uuid4()),
            event_type="pending_taken",
            image_id=image_id,
            job_id=job_id,
            user_id=offered.user_id,
            details={_SOURCE: base, "pending_id": offered.id, "image_path": offered.image_path},
            created_at=moment,
        )
    )
    return job_id


def _image(base: str, offered: Offered, image_id: str, moment: datetime) -> Image:
    return Image(
        image_id=image_id,
        media_id=secrets.randbelow(_HIGHEST - _LOWEST) + _LOWEST,
        origin=Origin.PENDING,
        user_id=offered.user_id,
        bucket="pending",
        profile=PROFILE,
        data_type=offered.data_type,
        original_name=offered.original_name,
        mime_type=offered.mime_type,
        context={_SOURCE: base, "image_path": offered.image_path},
        pending_id=offered.id,
        state=ImageState.AWAITED,
        created_at=moment,
    )


def _job(offered: Offered, image_id: str, job_id: str, moment: datetime) -> ProcessingJob:
    return ProcessingJob(
        job_id=job_id,
        image_id=image_id,
        user_id=offered.user_id,
        status=JobStatus.PENDING,
        source_url=offered.url,
        due_at=moment,
        sent_at=moment,
        created_at=moment,
    )


def _unheard(session: Session, image_ids: Sequence[str] | Any) -> list[str]:
    """Those of these images that have come to their end."""
    ended = (JobStatus.COMPLETED, JobStatus.FAILED)
    return list(
        session.scalars(
            select(ProcessingJob.image_id)
            .where(ProcessingJob.image_id.in_(list(image_ids)), ProcessingJob.status.in_(ended))
            .distinct()
        )
    )
