"""Uploads straight to the object store: how they are asked for, and what is told of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictInt, StrictStr

from tvdbproxy.web.models.parts import Number, Query, Shape

_DIGITS = re.compile(r"[0-9]{1,15}", re.ASCII)

_FILENAME = "The file's name, which is shown and decides nothing."
_TYPE = "The file's type, as image/jpeg; the upload has to say the same."
_SIZE = "The file's size in bytes; the upload may have no more."
_PROFILE = "Name of the size profile."
_CALLBACK = "Where to tell that the job has ended."
_METHOD = "PUT for the bare file, POST for a form."


def _bytes(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("use a number of bytes")
    return value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


_ContentType = Annotated[StrictStr, BeforeValidator(_lower)]
_Method = Annotated[Literal["PUT", "POST"], BeforeValidator(_upper)]


class WantedModel(Shape):
    """An upload to come."""

    model_config = ConfigDict(extra="forbid")

    filename: StrictStr = Field(max_length=4096, description=_FILENAME)
    content_type: _ContentType = Field(description=_TYPE)
    size: StrictInt = Field(description=_SIZE)
    profile: StrictStr = Field("presigned", description=_PROFILE)
    metadata: dict[str, Any] | None = Field(
        None, description="An object of yours, kept and given back with the status."
    )
    callback_url: StrictStr | None = Field(None, description=_CALLBACK)
    method: _Method = Field("PUT", description=_METHOD)


class WantedQuery(Query):
    """The same as a query."""

    filename: str = Field(max_length=4096, description=_FILENAME)
    content_type: _ContentType = Field(description=_TYPE)
    size: Annotated[int, BeforeValidator(_bytes)] = Field(description=_SIZE)
    profile: str = Field("presigned", description=_PROFILE)
    metadata: str | None = Field(None, description="A JSON object of yours, likewise.")
    callback_url: str | None = Field(None, description=_CALLBACK)
    method: _Method = Field("PUT", description=_METHOD)


class OfferModel(Shape):
    """Where to upload it. ``headers`` come with a PUT, ``fields`` with a POST."""

    upload_url: str
    method: str
    headers: dict[str, str] | None = Field(None, description="Send these with the PUT.")
    fields: dict[str, str] | None = Field(
        None, description="Send these in the form, and after them the file as `file`."
    )
    processing_id: str
    unique_id: str
    key: str = Field(description="Where it will lie until it is looked at.")
    expires_in: int = Field(description="Seconds for which the address takes an upload.")


class ProcessingPath(Shape):
    """An upload."""

    processing_id: str = Field(description="As in img_1234567890_0a1b2c3d4e5f.")


class UniquePath(Shape):
    """A picture."""

    unique_id: str = Field(description="The unique_id that the address was given out with.")


class StepModel(Shape):
    """One step of the work on it."""

    step: str
    status: str
    attempts: int
    error: str | None
    started_at: datetime | None
    finished_at: datetime | None


class UploadErrorModel(Shape):
    """Why it failed."""

    code: str
    message: str


class PresignedModel(Shape):
    """An upload and how far it is."""

    processing_id: str
    unique_id: str
    media_id: str
    status: str = Field(description="pending, processing, completed, failed, retrying")
    state: str = Field(description="awaited until the file is here; then staged, ready or failed")
    filename: str | None
    content_type: str | None
    size: int | None
    profile: str
    metadata: dict[str, Any]
    attempts: int
    error: UploadErrorModel | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime | None = Field(description="When this status is forgotten.")


class PresignedStatusModel(PresignedModel):
    """The same, step by step."""

    steps: list[StepModel]


class PresignedListQuery(Query):
    """Which uploads to list."""

    status: Literal["pending", "processing", "completed", "failed", "retrying"] | None = Field(
        None, description="Only those with this status."
    )
    limit: Number = Field(50, ge=1, le=200, description="At most so many, the latest first.")
    cursor: str | None = Field(None, description="next_cursor of the page before.")


class PresignedListModel(Shape):
    """A page of uploads."""

    images: list[PresignedModel]
    count: int
    next_cursor: str | None = Field(description="Null on the last page.")


class StartedModel(Shape):
    """It is being processed, or was already."""

    processing_id: str
    unique_id: str
    status: str
    status_url: str


class ProcessedVariantModel(Shape):
    """One thing that was made of a picture."""

    size: str
    format: str
    background: str = Field(description="original or removed")
    width: int
    height: int
    bytes: int
    url: str


class ProcessedModel(Shape):
    """A picture that is ready."""

    unique_id: str
    media_id: str
    status: str
    profile: str
    width: int | None
    height: int | None
    dominant_color: str | None
    placeholder: str | None
    processed_at: datetime | None
    urls: dict[str, str] = Field(description="An address for each size.")
    variants: list[ProcessedVariantModel] = Field(description="All that is stored.")


class PresignedHealthModel(Shape):
    """Whether addresses can be given out."""

    status: str = Field(description="healthy or unhealthy")
    service: str
    uploads: bool = Field(description="Whether there is an S3 server to upload to.")
    events: bool = Field(description="Whether the S3 server may tell of arrivals here.")
    problems: dict[str, str]


class EventsModel(Shape):
    """What came of a message."""

    records: int = Field(description="Events in it.")
    arrived: int = Field(description="New objects where clients upload to.")
    woken: int = Field(description="Jobs that had waited for one of them.")
