"""From what is known of presigned uploads to what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tvdbproxy.ingest.jobs import StepView
from tvdbproxy.ingest.presigned.cursor import Position
from tvdbproxy.ingest.presigned.offer import Method, Offer
from tvdbproxy.ingest.presigned.views import MadeView, ProcessedView, UploadView
from tvdbproxy.urls.media import MediaUrls
from tvdbproxy.web.models.presigned import (
    OfferModel,
    PresignedListModel,
    PresignedModel,
    PresignedStatusModel,
    ProcessedModel,
    ProcessedVariantModel,
    StepModel,
    UploadErrorModel,
)

_AS_IT_CAME = "original"


def offer_model(offered: Offer, method: Method) -> OfferModel:
    """The address, with what has to be sent to it."""
    return OfferModel(
        upload_url=offered.upload_url,
        method=method,
        headers=dict(offered.headers) if method == "PUT" else None,
        fields=dict(offered.fields) if method == "POST" else None,
        processing_id=offered.processing_id,
        unique_id=offered.unique_id,
        key=offered.key,
        expires_in=offered.expires_in,
    )


def status_model(view: UploadView, steps: Sequence[StepView]) -> PresignedStatusModel:
    """One upload, step by step."""
    told = [StepModel(**asdict(step)) for step in steps]
    return PresignedStatusModel(**_upload(view), steps=told)


def listed_model(views: Sequence[UploadView], following: Position | None) -> PresignedListModel:
    """A page of uploads."""
    return PresignedListModel(
        images=[PresignedModel(**_upload(view)) for view in views],
        count=len(views),
        next_cursor=following.text() if following else None,
    )


def processed_model(view: ProcessedView, urls: MediaUrls) -> ProcessedModel:
    """A picture and its variants. The address of a size is that of its first variant as it
    came: at the CDN, or one that serves each client the format that suits it."""
    by_size: dict[str, str] = {}
    for made in view.variants:
        if made.background == _AS_IT_CAME:
            by_size.setdefault(made.size, urls.of_size(view.media_id, made.size, made.key))
    return ProcessedModel(
        unique_id=view.unique_id,
        media_id=str(view.media_id),
        status="completed",
        profile=view.profile,
        width=view.width,
        height=view.height,
        dominant_color=view.dominant_color,
        placeholder=view.placeholder,
        processed_at=view.processed_at,
        urls=by_size,
        variants=[_variant(view, made, urls) for made in view.variants],
    )


def _upload(view: UploadView) -> dict[str, Any]:
    told = {**asdict(view), "media_id": str(view.media_id)}
    code, message = told.pop("error_code"), told.pop("error")
    told["error"] = UploadErrorModel(code=code, message=message or "") if code else None
    return told


def _variant(view: ProcessedView, made: MadeView, urls: MediaUrls) -> ProcessedVariantModel:
    told = asdict(made)
    key = told.pop("key")
    background = None if made.background == _AS_IT_CAME else made.background
    smart = f"{urls.smart(view.media_id, made.size, bg=background)}&format={made.format}"
    return ProcessedVariantModel(**told, url=urls.variant(key) or smart)
