"""From an artwork's rows to what the API says of it."""

from __future__ import annotations

from tvdbproxy.catalogue.rewriting.enrich import thumbhash
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.imaging.formats import Format
from tvdbproxy.urls.artwork_host import artwork_url
from tvdbproxy.web.models.pictures import ArtworkModel, VariantModel
from tvdbproxy.web.transform_urls import artwork_transforms
from tvdbproxy.wiring import Services


def artwork_model(services: Services, row: Artwork, variants: list[Variant]) -> ArtworkModel:
    """The artwork with all that is stored of it."""
    hosts = services.kitchen.hosts
    thumbnail = row.thumbnail_path and artwork_url(row.thumbnail_path, hosts)
    transformed = artwork_transforms(services.settings, row)
    return ArtworkModel(
        id=row.id,
        content_type=row.content_type,
        content_id=row.content_id,
        image_type=row.image_type,
        language=row.language,
        score=row.score,
        is_chosen=row.is_chosen,
        state=row.state,
        error_code=row.error_code,
        error=row.error_message,
        upstream_url=artwork_url(row.path, hosts),
        upstream_thumbnail_url=thumbnail or None,
        local_image_url=row.local_image_url,
        local_thumbnail_url=row.local_thumbnail_url,
        storage_path=row.storage_path,
        revision=row.revision,
        width=row.width,
        height=row.height,
        format=row.format,
        file_size=row.file_size,
        dominant_color=row.dominant_color,
        placeholder=thumbhash(row.placeholder),
        processed_at=row.processed_at,
        variants=[_variant_model(services, row, variant) for variant in variants],
        imgproxy_thumbnail_url=transformed.thumbnail,
        imgproxy_responsive_urls=transformed.responsive,
        imgproxy_preset_urls=transformed.presets,
    )


def _variant_model(services: Services, row: Artwork, variant: Variant) -> VariantModel:
    url = services.urls.stored(
        variant.key,
        row.revision or "",
        row.content_type,
        row.content_id,
        row.image_type,
        f"{variant.size}.{Format(variant.format).extension}",
        None if row.is_chosen else row.id,
    )
    return VariantModel(
        size=variant.size,
        format=variant.format,
        width=variant.width,
        height=variant.height,
        bytes=variant.bytes,
        url=url,
    )
