"""``/images/...``: pictures, and what is known of them."""

from __future__ import annotations

import base64

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.delivery.serve import SendElsewhere
from tvdbproxy.imaging.formats import Format
from tvdbproxy.ops.artwork_facts import artwork_facts
from tvdbproxy.ops.recent import Recent
from tvdbproxy.ops.stats import BucketUsage, Usage, storage_stats
from tvdbproxy.urls.artwork_host import artwork_url
from tvdbproxy.vocabulary import id_of
from tvdbproxy.web.hot_path import HELD, ROUTE
from tvdbproxy.web.models import (
    ArtworkImagePath,
    ArtworkModel,
    ArtworkPath,
    BucketModel,
    ImagePath,
    ImageQuery,
    Problem,
    Responses,
    StatsModel,
    UsageModel,
    VariantModel,
)
from tvdbproxy.web.replies import elsewhere_reply, picture_reply
from tvdbproxy.wiring import Services

# One visitor after the other is sent upstream; one of them is enough to wake the workers.
_RESYNC_SECONDS = 60.0
_TAG = Tag(name="Images", description="Pictures in sizes, and what is stored.")
_PICTURE: Responses = {
    200: {
        "description": "The picture",
        "content": {"image/webp": {}, "image/avif": {}, "image/jpeg": {}, "image/png": {}},
    },
    206: {"description": "A range of it", "content": {"image/webp": {}}},
    302: {"description": "It is at the CDN, or upstream"},
    304: {"description": "It is what you have"},
    404: Problem,
    416: Problem,
    429: Problem,
    503: Problem,
}


def pictures_blueprint(services: Services, prefix: str, name: str) -> APIBlueprint:
    """The pictures themselves, under ``prefix``."""
    blueprint = APIBlueprint(name, __name__, url_prefix=prefix, abp_tags=[_TAG])

    asked_for = Lately(_RESYNC_SECONDS)

    def show(path: ImagePath, query: ImageQuery, artwork_id: str | None = None) -> Response:
        answer = services.delivery.answer(
            path.content_type,
            path.content_id,
            path.image_type,
            path.size,
            artwork_id=artwork_id,
            accept=request.headers.get("Accept"),
            revision=query.v,
        )
        if isinstance(answer, SendElsewhere):
            if answer.sync is not None and asked_for.is_first(answer.sync):
                services.queue.send("process_artwork", answer.sync)
            return elsewhere_reply(answer)
        request.environ[HELD] = answer.held
        request.environ[ROUTE] = str(request.url_rule)
        return picture_reply(answer)

    @blueprint.get(
        "/images/<content_type>/<content_id>/<image_type>/<size>",
        summary="A title's picture",
        responses=_PICTURE,
    )
    def picture(path: ImagePath, query: ImageQuery) -> Response:
        return show(path, query)

    @blueprint.get(
        "/images/<content_type>/<content_id>/<image_type>/<artwork_id>/<size>",
        summary="One of a title's pictures",
        responses=_PICTURE,
    )
    def artwork_picture(path: ArtworkImagePath, query: ImageQuery) -> Response:
        return show(path, query, path.artwork_id)

    return blueprint


def facts_blueprint(services: Services) -> APIBlueprint:
    """What is known of the pictures."""
    blueprint = APIBlueprint("facts", __name__, url_prefix="/api/v1/images", abp_tags=[_TAG])

    @blueprint.get(
        "/artwork/<artwork_id>",
        summary="An artwork's metadata",
        responses={200: ArtworkModel, 404: Problem},
    )
    def artwork(path: ArtworkPath) -> dict[str, object]:
        number = id_of(path.artwork_id, code="no_artwork")
        row, variants = artwork_facts(services.database, number)
        return _artwork_model(services, row, variants).model_dump(mode="json")

    storage = services.settings.storage
    counted = Recent(
        lambda: storage_stats(
            services.database, storage.s3_bucket_originals, storage.s3_bucket_thumbnails
        )
    )

    @blueprint.get("/storage/stats", summary="What is stored", responses={200: StatsModel})
    def stats() -> dict[str, object]:
        originals, thumbnails = counted.get()
        return StatsModel(
            buckets={"originals": _bucket(originals), "thumbnails": _bucket(thumbnails)}
        ).model_dump(mode="json")

    return blueprint


def _artwork_model(services: Services, row: Artwork, variants: list[Variant]) -> ArtworkModel:
    hosts = services.kitchen.hosts
    thumbnail = row.thumbnail_path and artwork_url(row.thumbnail_path, hosts)
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
        placeholder=_base64(row.placeholder),
        processed_at=row.processed_at,
        variants=[_variant_model(services, row, variant) for variant in variants],
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


def _base64(placeholder: str | None) -> str | None:
    return base64.b64encode(bytes.fromhex(placeholder)).decode() if placeholder else None


def _bucket(found: BucketUsage) -> BucketModel:
    return BucketModel(
        bucket=found.bucket,
        **_usage(found.usage).model_dump(),
        by_content_type={name: _usage(usage) for name, usage in found.by_content_type.items()},
        by_size={name: _usage(usage) for name, usage in found.by_size.items()},
    )


def _usage(usage: Usage) -> UsageModel:
    return UsageModel(
        total_objects=usage.total_objects,
        total_size_bytes=usage.total_size_bytes,
        total_size_mb=usage.total_size_mb,
    )
