"""Uploads, their jobs, and the figures of both."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from tvdbproxy.web.models.media import MediaModel
from tvdbproxy.web.models.parts import Number, Query, Shape


class UploadFields(Shape):
    """What a client says of what it uploads."""

    bucket: str = Field(
        description="A label of yours: small letters, digits, dots, dashes and underscores."
    )
    metadata: str = Field(
        "", description="A JSON object of yours, kept and given back with the results."
    )
    profile: str = Field("upload", description="Name of the size profile.")
    data_type: str = Field(
        "", description="product, profile, event, logo or sites; logos lose their background."
    )
    callback_url: str = Field("", description="Where to tell that the job has ended.")


class UploadedModel(Shape):
    """An upload was accepted."""

    job_id: str
    image_id: str
    status_url: str
    message: str


class BatchItemModel(Shape):
    """What became of one file of a batch: the ids of its job and image, or an error."""

    filename: str | None
    job_id: str | None = None
    image_id: str | None = None
    status_url: str | None = None
    code: str | None = Field(None, description="As in a problem document.")
    error: str | None = None


class BatchModel(Shape):
    """What became of a batch, file by file, in the order of the request."""

    accepted: int
    refused: int
    results: list[BatchItemModel]


class JobPath(Shape):
    """A job."""

    job_id: str = Field(description="The id that an upload was accepted with.")


class OwnImagePath(Shape):
    """A picture that was uploaded."""

    image_id: UUID = Field(description="The id that an upload was accepted with.")


class JobModel(Shape):
    """A job and how far it is."""

    job_id: str
    image_id: str
    status: str = Field(description="pending, processing, completed, failed, retrying")
    created_at: datetime
    completed_at: datetime | None
    error: str | None
    error_code: str | None
    attempts: int


class ResultModel(MediaModel):
    """What a job has made, all of it."""

    job_id: str


class FailedQuery(Query):
    """How many failed jobs to show."""

    limit: Number = Field(50, ge=1, le=500, description="At most so many, the latest first.")


class FailedModel(Shape):
    """Jobs that failed."""

    failed_jobs: list[JobModel]
    count: int


class IngestHealthModel(Shape):
    """Whether uploads can be taken."""

    status: str = Field(description="healthy or unhealthy")
    service: str
    version: str


class PerformanceModel(Shape):
    """Jobs that ended within a day."""

    completed_24h: int
    avg_processing_time_seconds: float | None


class IngestStorageModel(Shape):
    """Pictures and jobs there are."""

    total_images: int
    total_jobs: int


class WorkersModel(Shape):
    """Who works on them. ``active_workers`` is null while the queue is away."""

    active_workers: int | None
    active_tasks: int


class IngestStatsModel(Shape):
    """The ingest door in figures."""

    status_breakdown: dict[str, int]
    performance_24h: PerformanceModel
    storage: IngestStorageModel
    workers: WorkersModel
    celery: WorkersModel = Field(description="The same under the name that older clients know.")
