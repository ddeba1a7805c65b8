"""Pictures that applications gave us: how they are asked for, and what is told of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from tvdbproxy.web.models.parts import Query, Shape

_SIZE = (
    "One of the sizes of the picture's profile; another's name means the nearest one. Unless "
    "given, `detail`, or the one in the middle."
)


class MediaPath(Shape):
    """A picture by either of its ids."""

    media_id: str = Field(description="The number, or the image_id.")


class ImageIdPath(Shape):
    """A picture by its image id."""

    image_id: UUID = Field(description="As the upload was answered.")


class MediaQuery(Query):
    """What may follow the question mark of a picture's address."""

    size: str | None = Field(None, description=_SIZE)
    format: str | None = Field(
        None, description="avif, webp, jpeg (jpg) or png; what suits `Accept` unless given."
    )
    bg: str | None = Field(
        None, description="`removed` for a logo without its background, where there is one."
    )
    v: str | None = Field(None, description="The revision: makes the answer immutable.")


class SizeQuery(Query):
    """Which size."""

    size: str | None = Field(None, description=_SIZE)


class BatchQuery(SizeQuery):
    """Which pictures, in which size."""

    image_ids: str = Field(description="At most 50 image ids, with commas between them.")


class SimilarQuery(Query):
    """How much alike."""

    max_distance: str | None = Field(
        None, description="Bits of 64 that may differ, 0 to 7; 7 unless given."
    )


class Dimensions(Shape):
    """In pixels."""

    width: int
    height: int


class SizeModel(Dimensions):
    """One size as it is stored."""

    aspect_ratio: float = Field(description="Width by height.")
    format: str
    size_bytes: int


class MediaFactsModel(Shape):
    """What was found out about a picture."""

    dominant_color: str | None = Field(description="As in #1a2b3c.")
    placeholder: str | None = Field(description="ThumbHash, base64.")
    original_dimensions: Dimensions
    original_name: str | None
    mime_type: str | None
    file_size: int | None = Field(description="Bytes of the original.")
    background_removed: bool | None = Field(
        description="Of a logo, whether there is a version without its background."
    )
    context: dict[str, Any] = Field(description="The `metadata` of the upload, unchanged.")
    variants: dict[str, SizeModel]


class SwatchModel(Shape):
    """A colour, and how much of the picture has it: 0 to 1."""

    color: str
    share: float


class BoxModel(Shape):
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


class AnalysisModel(Shape):
    """What was found out by looking: measured here, and, from ``style`` on, said by a vision
    endpoint. Null where nobody found out."""

    quality_score: int | None = Field(None, description="0 to 100.")
    sharpness: float | None = Field(None, description="1 at best.")
    exposure: float | None = Field(None, description="1 at best.")
    noise: float | None = Field(None, description="0 at best.")
    compression: float | None = Field(None, description="0 at best.")
    dominant_colors: list[SwatchModel] | None = None
    palette: list[str] | None = None
    brand_colors: list[str] | None = None
    perceptual_hash: str | None = Field(None, description="64 bits in hexadecimal digits.")
    embedding: list[float] | None = Field(
        None, description="128 numbers, a vector of length 1, for a search of your own."
    )
    text: list[str] | None = Field(None, description="Lines; needs ANALYSIS_TEXT.")
    faces: list[BoxModel] | None = Field(None, description="Needs ANALYSIS_FACES.")
    exif: dict[str, str] | None = Field(None, description="Needs ANALYSIS_EXIF; no positions.")
    style: str | None = None
    medium: str | None = None
    mood_keywords: list[str] | None = None
    subject_matter: str | None = None
    detected_objects: list[str] | None = None
    alt_text: str | None = None
    confidence_score: float | None = None


class TransformedModel(Shape):
    """Addresses of transforms of the original."""

    imgproxy_thumbnail_url: str | None = Field(
        None, description="Signed; null where IMGPROXY_KEY and IMGPROXY_SALT are not set."
    )
    imgproxy_responsive_urls: dict[str, str] | None = Field(
        None, description="thumbnail, small, medium and large, likewise."
    )
    imgproxy_preset_urls: dict[str, str] | None = Field(
        None, description="Every built-in preset, likewise."
    )


class _Named(Shape):
    image_id: str
    media_id: str


class _AllSizes(_Named):
    status: str = "completed"
    url: str = Field(description="In its usual size, and the format that suits whoever asks.")
    urls: dict[str, str] = Field(description="By size.")
    background_removed_urls: dict[str, str] | None = Field(
        None, description="Of a logo without its background, likewise."
    )
    metadata: MediaFactsModel
    analysis: AnalysisModel | None = Field(
        None, description="Null until it is done, and where it is switched off."
    )
    revision: str
    created_at: datetime
    completed_at: datetime | None


class MediaModel(TransformedModel, _AllSizes):
    """A picture in all its sizes."""


class _InOneSize(_Named):
    size: str = Field(description="The size that this is, the one asked for or the nearest.")
    url: str
    dominant_color: str | None
    revision: str


class OneSizeModel(TransformedModel, SizeModel, _InOneSize):
    """A picture in one size."""


class SourceModel(Shape):
    """Where the picture is to be had as it came."""

    url: str = Field(description="Signed: whoever has it may GET it, without a token.")
    expires_in: int = Field(description="Seconds that it is good for.")
    expires_at: datetime
    mime_type: str | None
    size_bytes: int | None


class BatchProblem(Shape):
    """Why there is nothing for one of the ids."""

    code: str
    detail: str


class BatchItem(Shape):
    """One of the ids asked for: a picture, or what is the matter."""

    image_id: str
    found: bool
    image: OneSizeModel | None = None
    error: BatchProblem | None = None


class FoundModel(Shape):
    """An answer for each id, in the order in which they were asked for."""

    images: list[BatchItem]
    total: int
    found: int


class SimilarItem(_Named):
    """A picture that looks like another."""

    distance: int = Field(description="Bits of 64 that differ; 0 for the same picture.")
    url: str


class SimilarModel(Shape):
    """Pictures of the same owner that look alike, the most alike first."""

    image_id: str
    max_distance: int
    similar: list[SimilarItem]
