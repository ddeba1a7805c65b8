"""The pending queue: pictures put in, listed, reported, and what is known of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from tvdbproxy.web.models.parts import Shape


class PendingFields(Shape):
    """Whose the files of the form are; at least one comes with it."""

    user_id: str = Field(description="The user's number.")


class PendingImageModel(Shape):
    """A picture that waits to be processed."""

    id: int
    user_id: int
    image_path: str = Field(description="Its temporary address on this server.")
    original_name: str | None
    mime_type: str | None
    status: str = Field(description="pending, processed, complete or failed.")
    created_at: datetime


class PendingListModel(Shape):
    """The oldest of the queue, and how many there are in all."""

    images: list[PendingImageModel]
    total: int


class PutImageModel(PendingImageModel):
    """A picture that was put into the queue."""

    data_type: str = Field(description="product, profile, event, logo or sites.")


class PutModel(Shape):
    """What was put into the queue, in the order of the request."""

    success: bool = True
    images: list[PutImageModel]


class PendingPath(Shape):
    """A picture of the queue."""

    pending_image_id: str = Field(description="Its id in the queue.")


class MediaPath(Shape):
    """A processed picture."""

    media_id: str = Field(description="The number that its processing was reported with.")


class TemporaryPath(Shape):
    """A temporary address."""

    folder: str
    name: str


class CompletionModel(Shape):
    """``media_id`` alone, or all that the processing machine knows."""

    model_config = ConfigDict(extra="allow")

    media_id: Any = Field(None, description="The number of the picture, as in 789.")
    permanent_url: Any = Field(
        None, description="Where the machine serves it; stands for media_id if it ends in that."
    )
    processing_complete: Any = Field(True, description="true")
    ai_enhanced: Any = Field(None, description="Whether what it shows was described.")
    formats_available: Any = Field(None, description='As in ["avif", "webp", "jpeg", "png"].')
    ai_analysis: Any = Field(None, description="What was found out, as an object.")


class CompletedModel(Shape):
    """The picture is processed."""

    success: bool = True
    imageId: int  # noqa: N815  (as processing machines know it)
    media_id: str
    status: str = Field(description="processed; complete once its address is replaced.")
    smart_url_preview: str = Field(description="Where it is served from now on.")


class CleanedModel(Shape):
    """The picture is given up."""

    success: bool = True
    message: str


class MediaAnalysisModel(Shape):
    """What is known of a picture. Null is what nobody found out, or what such a picture lacks."""

    style: Any = None
    medium: Any = None
    quality_score: Any = Field(None, description="0 to 100.")
    mood_keywords: Any = None
    brand_colors: Any = Field(None, description="Of a logo, as in #FF5733.")
    site_context: Any = Field(None, description="Of a picture of a web site.")
    background_removed: Any = Field(None, description="Of a logo.")
    dominant_colors: Any = Field(None, description="Those that matter most first.")
    detected_objects: Any = None
    detected_text: Any = None
    subject_matter: Any = None
    confidence_score: Any = Field(None, description="0 to 1.")


class AnalysisModel(Shape):
    """The answer about one picture."""

    success: bool = True
    analysis: MediaAnalysisModel
