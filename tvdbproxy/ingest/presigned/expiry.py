"""Giving up what never came, and forgetting it after a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ImageState, JobStatus, Origin, ProcessingJob
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.finish import give_up
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.ingest.remove import remove
from tvdbproxy.storage.finding import look
from tvdbproxy.storage.keys import incoming_key

_AT_A_TIME = 200


def expire_addresses(incoming: Incoming, on_woken: Callable[[Sequence[str]], None]) -> int:
    """Fail the jobs whose addresses died unused (``upload_expired``); how many. One look at the
    store each makes sure that nothing has come at the last moment."""
    failed = 0
    while late := _late(incoming):
        came = [one for one in late if look(incoming.originals, incoming_key(one)) is not None]
        if woken := arrived(incoming.database, came):
            on_woken(woken)
        failed += _fail(incoming, [one for one in late if one not in set(came)])
    return failed


def forget_old(incoming: Incoming) -> int:
    """Leave nothing of uploads that are past their time and never became a picture; how many.
    Of those that did, the status is not shown any more, and the picture stays its owner's."""
    forgotten = 0
    while old := _past(incoming):
        for image_id in old:
            _remove(incoming, image_id)
        forgotten += len(old)
    return forgotten


def _late(incoming: Incoming) -> list[str]:
    """Pictures whose addresses take nothing any more, and for which nothing was told of."""
    with incoming.database.read() as session:
        before = now(session) - incoming.terms.longest_wait
        return list(
            session.scalars(
                select(ProcessingJob.image_id)
                .join(Image, Image.image_id == ProcessingJob.image_id)
                .where(
                    ProcessingJob.status == JobStatus.PENDING,
                    ProcessingJob.due_at.is_(None),
                    ProcessingJob.created_at < before,
                    Image.state == ImageState.AWAITED,
                )
                .limit(_AT_A_TIME)
            )
        )


def _fail(incoming: Incoming, image_ids: Sequence[str]) -> int:
    error = NotFound(
        "Nothing was uploaded while the address was valid: ask for another one.",
        code="upload_expired",
    )
    failed = 0
    with incoming.database.write() as session:
        for image_id in image_ids:
            job = session.scalars(
                select(ProcessingJob)
                .where(
                    ProcessingJob.image_id == image_id,
                    ProcessingJob.status == JobStatus.PENDING,
                    ProcessingJob.due_at.is_(None),
                )
                .with_for_update()
            ).first()
            image = session.get(Image, image_id)
            if job is not None and image is not None:
                give_up(session, incoming.outbox, job, image, error)
                failed += 1
    return failed


def _past(incoming: Incoming) -> Sequence[str]:
    """Those whose work has come to an end, which is another than a picture."""
    with incoming.database.read() as session:
        return session.scalars(
            select(Image.image_id)
            .join(ProcessingJob, ProcessingJob.image_id == Image.image_id)
            .where(
                Image.expires_at < now(session),
                Image.origin == Origin.PRESIGNED,
                Image.state == ImageState.FAILED,
                ProcessingJob.status.in_(jobs.FINISHED),
            )
            .order_by(Image.expires_at)
            .limit(_AT_A_TIME)
        ).all()


def _remove(incoming: Incoming, image_id: str) -> None:
    try:
        remove(incoming.database, incoming.originals, incoming.thumbnails, image_id)
    except NotFound:
        return  # its owner was faster
