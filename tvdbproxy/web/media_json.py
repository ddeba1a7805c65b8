"""From the rows of an application's picture to what the API says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tvdbproxy.catalogue.rewriting.enrich import thumbhash
from tvdbproxy.db.models import Image, ImageAnalysis, ImageVariant
from tvdbproxy.delivery.media.facts import facts_of
from tvdbproxy.delivery.media.owned import OwnImage
from tvdbproxy.web.models.media import (
    AnalysisModel,
    Dimensions,
    MediaFactsModel,
    MediaModel,
    OneSizeModel,
    SizeModel,
    TransformedModel,
)
from tvdbproxy.web.transform_urls import media_transforms
from tvdbproxy.wiring import Services

_ORIGINAL, _REMOVED = "original", "removed"


def media_model(services: Services, own: OwnImage) -> MediaModel:
    """A picture in all its sizes, which has been processed."""
    image, variants = own.image, own.variants
    sizes = _by_size(services, image, variants, _ORIGINAL)
    removed = _by_size(services, image, variants, _REMOVED)
    return MediaModel(
        image_id=image.image_id,
        media_id=str(image.media_id),
        url=services.media.urls.smart(image.media_id),
        urls={size: _url(services, image, size, row) for size, row in sizes.items()},
        background_removed_urls={
            size: _url(services, image, size, row) for size, row in removed.items()
        }
        or None,
        metadata=MediaFactsModel(
            dominant_color=image.dominant_color,
            placeholder=thumbhash(image.placeholder),
            original_dimensions=Dimensions(width=image.width or 0, height=image.height or 0),
            original_name=image.original_name,
            mime_type=image.mime_type,
            file_size=image.file_size,
            background_removed=image.background_removed,
            context=image.context,
            variants={size: _size_model(row) for size, row in sizes.items()},
        ),
        analysis=_analysis_model(own.analysis) if own.analysis else None,
        revision=image.revision or "",
        created_at=image.created_at,
        completed_at=image.processed_at,
        **_transformed(services, image).model_dump(),
    )


def one_size_model(
    services: Services, image: Image, variants: Sequence[ImageVariant], size: str | None
) -> OneSizeModel:
    """A picture in the size that this word means for it. Raises ``NotFound``
    (``unknown_size``)."""
    sizes = _by_size(services, image, variants, _ORIGINAL)
    wanted = services.media.planner.sizes(facts_of(image, variants), size)
    name = next(each.name for each in wanted if each.name in sizes)
    row = sizes[name]
    return OneSizeModel(
        image_id=image.image_id,
        media_id=str(image.media_id),
        size=name,
        url=_url(services, image, name, row),
        dominant_color=image.dominant_color,
        revision=image.revision or "",
        **_size_model(row).model_dump(),
        **_transformed(services, image).model_dump(),
    )


def _analysis_model(row: ImageAnalysis) -> AnalysisModel:
    known = {**(row.described or {}), **row.measured, "confidence_score": row.confidence_score}
    return AnalysisModel(
        **{name: known.get(name) for name in AnalysisModel.model_fields if name in known}
    )


def _by_size(
    services: Services, image: Image, variants: Sequence[ImageVariant], background: str
) -> Mapping[str, ImageVariant]:
    """For each size, in the profile's order, its variant in the main format, or in any other."""
    profile = services.media.planner.profile(image.profile)
    found: dict[str, ImageVariant] = {}
    for row in variants:
        if row.background == background and (
            row.size not in found or row.format == profile.formats[0]
        ):
            found[row.size] = row
    order = [size.name for size in profile.sizes if size.name in found]
    return {name: found[name] for name in dict.fromkeys([*order, *sorted(found)])}


def _url(services: Services, image: Image, size: str, row: ImageVariant) -> str:
    """The CDN's address of the object where there is a CDN, else the one that lets the format
    be chosen."""
    urls = services.media.urls
    if row.background == _ORIGINAL:
        return urls.of_size(image.media_id, size, row.key)
    return urls.variant(row.key) or urls.smart(image.media_id, size, bg=row.background)


def _size_model(row: ImageVariant) -> SizeModel:
    return SizeModel(
        width=row.width,
        height=row.height,
        aspect_ratio=round(row.width / row.height, 4),
        format=row.format,
        size_bytes=row.bytes,
    )


def _transformed(services: Services, image: Image) -> TransformedModel:
    found = media_transforms(services.settings, image)
    return TransformedModel(
        imgproxy_thumbnail_url=found.thumbnail,
        imgproxy_responsive_urls=found.responsive,
        imgproxy_preset_urls=found.presets,
    )
