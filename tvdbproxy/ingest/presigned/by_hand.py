"""Having a picture processed now, because its owner says so."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.db.models import Image, JobStatus, ProcessingJob
from tvdbproxy.errors import Conflict
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.ingest.presigned.owned import job_of
from tvdbproxy.storage.finding import look
from tvdbproxy.storage.keys import incoming_key

# Somebody is at it, or nothing is left to do.
_UNDER_WAY = (JobStatus.PROCESSING, JobStatus.COMPLETED)


@dataclass(frozen=True)
class Asked:
    """The job as it is now; ``send`` says that it is due and wants a message."""

    job_id: str
    status: str
    send: bool


def process_now(incoming: Incoming, image_id: str, user_id: str) -> Asked:
    """Have it done if its file is here, from the step at which it failed if it did. As often
    as you like.

    Raises ``NotFound`` (``unknown_image``), ``Conflict`` (``upload_awaited``), ``Unavailable``.
    """
    with incoming.database.read() as session:
        image, job = job_of(session, image_id, user_id)
    if job.status in _UNDER_WAY:
        return Asked(job.job_id, job.status, send=False)
    if _is_elsewhere(image, job):
        _require_arrived(incoming, image_id)
        if arrived(incoming.database, [image_id]):
            return Asked(job.job_id, JobStatus.PENDING, send=True)
    with incoming.database.write() as session:
        jobs.try_again(session, job.job_id)
        status = jobs.read(session, job.job_id).status
    return Asked(job.job_id, status, send=True)


def _is_elsewhere(image: Image, job: ProcessingJob) -> bool:
    """Whether nobody has taken the file in yet, nor is about to."""
    return image.source_key is None and job.source_url is None and job.due_at is None


def _require_arrived(incoming: Incoming, image_id: str) -> None:
    if look(incoming.originals, incoming_key(image_id)) is None:
        raise Conflict(
            "The file has not arrived: upload it to the address that was given out, or ask for "
            "another one if that has expired.",
            code="upload_awaited",
        )
