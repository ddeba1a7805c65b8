"""What the service answers, as frozen values. Fields that it may add one day are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .errors import BadAnswer

COMPLETED, FAILED = "completed", "failed"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Upload:
    """A picture was accepted. ``replayed`` if it was before, by the same idempotency key.

    ``remaining`` are the uploads that this user has until ``resets_at``.
    """

    job_id: str
    image_id: str
    replayed: bool = False
    remaining: int | None = None
    resets_at: datetime | None = None


@dataclass(frozen=True)
class Job:
    """How far a job is: ``pending``, ``processing``, ``retrying``, ``completed``, ``failed``."""

    job_id: str
    image_id: str
    status: str
    attempts: int
    created_at: datetime
    completed_at: datetime | None = None
    error_code: str | None = None
    error: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in (COMPLETED, FAILED)


@dataclass(frozen=True)
class Variant:
    """A picture in one size."""

    size: str
    url: str
    width: int
    height: int
    format: str
    size_bytes: int


@dataclass(frozen=True)
class Image:
    """A picture that was processed. ``variants`` are by size; ``context`` is the ``metadata``
    of its upload. ``document`` is all that was answered."""

    image_id: str
    media_id: str
    variants: Mapping[str, Variant]
    width: int
    height: int
    dominant_color: str | None
    placeholder: str | None
    context: Mapping[str, Any]
    document: Document

    @property
    def urls(self) -> dict[str, str]:
        """The address of each size."""
        return {size: variant.url for size, variant in self.variants.items()}


def upload_of(document: Document, headers: Mapping[str, str]) -> Upload:
    """Raises ``BadAnswer``, as all of these."""
    remaining, resets_at = headers.get("X-RateLimit-Remaining"), headers.get("X-RateLimit-Reset")
    with _Reading():
        return Upload(
            job_id=document["job_id"],
            image_id=document["image_id"],
            replayed=headers.get("Idempotent-Replayed") == "true",
            remaining=None if remaining is None else int(remaining),
            resets_at=_moment(resets_at),
        )


def job_of(document: Document) -> Job:
    """A job by either door: that of presigned uploads has other names for the same."""
    with _Reading():
        error = document.get("error") or {}
        if isinstance(error, str):
            error = {"code": document.get("error_code"), "message": error}
        return Job(
            job_id=document.get("job_id") or document["processing_id"],
            image_id=document.get("image_id") or document["unique_id"],
            status=document["status"],
            attempts=document["attempts"],
            created_at=datetime.fromisoformat(document["created_at"]),
            completed_at=_moment(document.get("completed_at")),
            error_code=error.get("code"),
            error=error.get("message"),
        )


def image_of(document: Document) -> Image:
    """A picture by either door, likewise."""
    with _Reading():
        return _processed(document) if "unique_id" in document else _own(document)


def variant_of(document: Document) -> Variant:
    """One size, as several pictures at once are answered with."""
    with _Reading():
        return _variant(document["size"], document["url"], document)


def _own(document: Document) -> Image:
    facts, urls = document["metadata"], document["urls"]
    dimensions = facts["original_dimensions"]
    return Image(
        image_id=document["image_id"],
        media_id=str(document["media_id"]),
        variants={
            size: _variant(size, urls[size], made) for size, made in facts["variants"].items()
        },
        width=dimensions["width"],
        height=dimensions["height"],
        dominant_color=facts["dominant_color"],
        placeholder=facts["placeholder"],
        context=facts["context"],
        document=document,
    )


def _processed(document: Document) -> Image:
    urls: Mapping[str, str] = document["urls"]
    made = {each["url"]: each for each in document["variants"] if each["background"] == "original"}
    sizes = {each["size"]: each for each in made.values()}
    return Image(
        image_id=document["unique_id"],
        media_id=str(document["media_id"]),
        variants={
            size: _variant(size, url, made.get(url, sizes[size])) for size, url in urls.items()
        },
        width=document["width"],
        height=document["height"],
        dominant_color=document["dominant_color"],
        placeholder=document["placeholder"],
        context={},
        document=document,
    )


def _variant(size: str, url: str, made: Document) -> Variant:
    length = made.get("size_bytes", made.get("bytes"))
    return Variant(size, url, made["width"], made["height"], made["format"], int(length or 0))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


class _Reading:
    """Whatever is missing inside is the other side's fault."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (KeyError, TypeError, ValueError, AttributeError)):
            raise BadAnswer(f"The answer is not what it should be: {error!r}") from error
