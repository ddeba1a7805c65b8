"""The shapes of requests and answers, from which the OpenAPI document is made."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

# What flask-openapi3 takes for ``responses``.
Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]

_NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _number(value: object) -> object:
    """Plain digits only: no sign, no underscore, no digits of other scripts."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("use a number from 1 to 99999")
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value.lower() not in _FLAGS:
            raise ValueError("use true or false")
        return _FLAGS[value.lower()]
    return value


Number = Annotated[int, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Problem(BaseModel):
    """An error, as RFC 9457 has it. ``code`` is stable; ``detail`` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str


class ImagePath(BaseModel):
    """A title's chosen picture in one size."""

    content_type: str = Field(description="series, movie, episode, season, person")
    content_id: str = Field(description="The title's id.")
    image_type: str = Field(
        description="poster, banner, fanart, image, thumbnail, or an artwork type as clearlogo"
    )
    size: str = Field(
        description="original, large, medium, small, thumbnail, or a width as w342; with "
        ".webp, .avif, .jpg or .png for a format of your choice"
    )


class ArtworkImagePath(ImagePath):
    """One of a title's pictures, chosen or not, in one size."""

    artwork_id: str = Field(description="The artwork's id.")


class BannerPath(BaseModel):
    """A file of the artwork host."""

    path: str = Field(
        description="As upstream: v4/series/910001/posters/aa11bb22.jpg, or ..._t.jpg for the "
        "thumbnail"
    )


class TransformPath(BaseModel):
    """A signed address of a transformed picture."""

    path: str = Field(
        description="{signature}/{options}/{source}, as in `.../rs:fill:300:200/g:sm/plain/"
        "tvdb://series/910001/poster@webp`; the source may be base64."
    )


class Query(BaseModel):
    """What may follow the question mark of a route."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic's. The OpenAPI layer looks at it in every request, and making it
        would take more time than all the rest of an answer."""
        if args or options:
            return super().model_json_schema(*args, **options)
        return _schema_of(cls)


@cache
def _schema_of(model: type[Query]) -> dict[str, Any]:
    return super(Query, model).model_json_schema()


class ImageQuery(Query):
    """What may follow the question mark."""

    v: str | None = Field(None, description="The revision: makes the answer immutable.")


class ArtworkPath(BaseModel):
    """An artwork."""

    artwork_id: str = Field(description="The artwork's id.")


class ContentPath(BaseModel):
    """A title."""

    content_type: str = Field(description="series, movie, episode, season, person")
    content_id: str = Field(description="The title's id.")


class TaskPath(BaseModel):
    """A task."""

    task_id: str = Field(description="The id that the task was accepted with.")


class ForceQuery(Query):
    """How to sync one title."""

    force: Flag = Field(False, description="Make its pictures again although nothing changed.")


class MissingQuery(Query):
    """Which titles to sync."""

    content_type: str | None = Field(None, description="Only titles of this type.")
    limit: Number = Field(100, ge=1, le=10_000, description="At most so many titles.")


class CleanupQuery(Query):
    """How to clean up."""

    dry_run: Flag = Field(False, description="Count only, delete nothing.")


class VerifyQuery(Query):
    """How to compare the database with the object store."""

    read: Flag = Field(False, description="Read every byte instead of listing the buckets.")
    sample: Number | None = Field(None, ge=1, description="Only so many pictures, at random.")
    repair: Flag = Field(False, description="Repair what is wrong.")


class VariantModel(BaseModel):
    """One stored picture."""

    size: str
    format: str
    width: int
    height: int
    bytes: int
    url: str


class ArtworkModel(BaseModel):
    """An artwork and everything that was made of it."""

    id: int
    content_type: str
    content_id: int
    image_type: str
    language: str | None
    score: float
    is_chosen: bool
    state: str = Field(description="pending, processing, ready, failed, missing")
    error_code: str | None
    error: str | None
    upstream_url: str
    upstream_thumbnail_url: str | None
    local_image_url: str | None
    local_thumbnail_url: str | None
    storage_path: str | None
    revision: str | None
    width: int | None
    height: int | None
    format: str | None
    file_size: int | None = Field(description="Bytes of the source.")
    dominant_color: str | None = Field(description="As in #1a2b3c.")
    placeholder: str | None = Field(description="ThumbHash, base64.")
    processed_at: datetime | None
    variants: list[VariantModel]
    imgproxy_thumbnail_url: str | None = Field(
        None, description="Signed; null where IMGPROXY_KEY and IMGPROXY_SALT are not set."
    )
    imgproxy_responsive_urls: dict[str, str] | None = Field(
        None, description="thumbnail, small, medium and large, likewise."
    )
    imgproxy_preset_urls: dict[str, str] | None = Field(
        None, description="Every built-in preset, likewise."
    )


class BestQuery(Query):
    """Which of a title's pictures."""

    image_type: str | None = Field(
        None, description="poster, banner, fanart, ... The title's main picture unless given."
    )
    lang: str = Field(
        "",
        pattern=r"^([A-Za-z]{2,8}(,[A-Za-z]{2,8})*)?$",
        max_length=100,
        description="Languages as TheTVDB writes them (`deu`), the most wanted first: `deu,fra`.",
    )


class BestArtworkModel(ArtworkModel):
    """The artwork of a title that suits best, with addresses of it."""

    matched: str = Field(
        description="Why this one: wanted (its language is one of those asked for), original "
        "(the title's), textless, english, any"
    )
    image_url: str = Field(description="In its full dimensions.")
    thumbnail_url: str
    srcset: str = Field(description="In all widths of its ladder, for an `img`.")


class AcceptedModel(BaseModel):
    """Work was accepted."""

    task_id: str
    status_url: str
    queued: bool = Field(description="False if the queue is away; it is sent when it is back.")


class ProgressCount(BaseModel):
    """How much of it is done; ``total`` is null until it is known."""

    done: int
    total: int | None


class TaskErrorModel(BaseModel):
    """Why a task failed."""

    code: str
    message: str


class TaskModel(BaseModel):
    """A task and how far it is."""

    task_id: str
    kind: str
    arguments: dict[str, Any]
    status: str = Field(description="pending, running, completed, failed")
    progress: ProgressCount
    result: dict[str, Any] | None
    error: TaskErrorModel | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class UsageModel(BaseModel):
    """Objects and their bytes."""

    total_objects: int
    total_size_bytes: int
    total_size_mb: float


class BucketModel(UsageModel):
    """One bucket."""

    bucket: str
    by_content_type: dict[str, UsageModel]
    by_size: dict[str, UsageModel]


class StatsModel(BaseModel):
    """What is stored."""

    buckets: dict[str, BucketModel] = Field(description="originals and thumbnails")


class DoneTotal(BaseModel):
    """Two counts."""

    done: int
    total: int


class ProgressModel(BaseModel):
    """How far the sync has come."""

    phase: str = Field(description="sweeping, syncing, idle")
    titles: DoneTotal
    artwork: dict[str, int]
    bytes: int


class HealthModel(BaseModel):
    """Whether the service is well; ``problems`` name what is not, ``codes`` for programs."""

    status: str
    problems: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
