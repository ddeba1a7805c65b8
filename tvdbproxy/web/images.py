"""``/images/...``: pictures, and what is known of them."""

from __future__ import annotations

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.artwork.feed import wake
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.delivery.serve import SendElsewhere
from tvdbproxy.ops.artwork_facts import artwork_facts
from tvdbproxy.ops.recent import Recent
from tvdbproxy.ops.stats import BucketUsage, Usage, storage_stats
from tvdbproxy.vocabulary import id_of
from tvdbproxy.web.artwork_model import artwork_model
from tvdbproxy.web.hot_path import HELD, ROUTE
from tvdbproxy.web.models.figures import BucketModel, StatsModel, UsageModel
from tvdbproxy.web.models.parts import Problem, Responses
from tvdbproxy.web.models.pictures import (
    ArtworkImagePath,
    ArtworkModel,
    ArtworkPath,
    ImagePath,
    ImageQuery,
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
                with services.database.write() as session:
                    wake(session, [answer.sync])
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
        return artwork_model(services, row, variants).model_dump(mode="json")

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
