"""``/api/v1/images/{image_id}``: what is known of pictures, for the users that they belong to."""

from __future__ import annotations

import re
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.delivery.media.asked import unknown_image
from tvdbproxy.delivery.media.owned import OwnImage, own_image, own_images
from tvdbproxy.delivery.media.similar import MOST_BITS, similar
from tvdbproxy.errors import InvalidRequest, TvdbProxyError
from tvdbproxy.web.media_json import media_model, one_size_model
from tvdbproxy.web.models.media import (
    BatchItem,
    BatchProblem,
    BatchQuery,
    FoundModel,
    ImageIdPath,
    MediaModel,
    OneSizeModel,
    SimilarItem,
    SimilarModel,
    SimilarQuery,
    SizeQuery,
    SourceModel,
)
from tvdbproxy.web.models.parts import problems
from tvdbproxy.web.users import caller, guard, user_only
from tvdbproxy.wiring import Services

_TAG = Tag(name="Uploads", description="Pictures of applications. Needs the token of a user.")
_REFUSALS = problems(400, 401, 403, 404, 409, 503)
_MOST_IDS = 50
_NOT_KEPT = {"Cache-Control": "no-store"}
_DISTANCE = re.compile(rf"[0-{MOST_BITS}]", re.ASCII)

Reply = dict[str, Any]


def retrieval_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services. Of others' pictures they know nothing."""
    blueprint = APIBlueprint(
        "retrieval",
        __name__,
        url_prefix="/api/v1/images",
        abp_tags=[_TAG],
        abp_security=[{"bearer": []}],
        abp_responses=_REFUSALS,
    )

    guard(blueprint, services, user_only)

    @blueprint.get(
        "/<uuid:image_id>", summary="A picture in one size", responses={200: OneSizeModel}
    )
    def one_size(path: ImageIdPath, query: SizeQuery) -> Reply:
        own = own_image(services.database, caller().id, str(path.image_id))
        return _one_size(services, own, query.size).model_dump(mode="json")

    @blueprint.get(
        "/<uuid:image_id>/all", summary="A picture in all sizes", responses={200: MediaModel}
    )
    def all_sizes(path: ImageIdPath) -> Reply:
        own = own_image(services.database, caller().id, str(path.image_id)).checked()
        return media_model(services, own).model_dump(mode="json")

    @blueprint.get(
        "/<uuid:image_id>/source",
        summary="An address of the picture as it came",
        responses={200: SourceModel},
    )
    def source(path: ImageIdPath) -> tuple[Reply, dict[str, str]]:
        own = own_image(services.database, caller().id, str(path.image_id))
        return _source(services, own).model_dump(mode="json"), _NOT_KEPT

    @blueprint.get("/batch", summary="Several in one size", responses={200: FoundModel})
    def batch(query: BatchQuery) -> Reply:
        image_ids = _listed(query.image_ids)
        owned = own_images(services.database, caller().id, image_ids)
        items = [_item(services, each, owned.get(each), query.size) for each in image_ids]
        return FoundModel(
            images=items, total=len(items), found=sum(item.found for item in items)
        ).model_dump(mode="json")

    @blueprint.get(
        "/<uuid:image_id>/similar",
        summary="Pictures that look like it",
        responses={200: SimilarModel},
    )
    def near(path: ImageIdPath, query: SimilarQuery) -> Reply:
        image_id, distance = str(path.image_id), _distance(query.max_distance)
        found = similar(services.database, caller().id, image_id, distance)
        items = [
            SimilarItem(
                image_id=each.image_id,
                media_id=str(each.media_id),
                distance=each.distance,
                url=services.media.urls.smart(each.media_id),
            )
            for each in found
        ]
        return SimilarModel(image_id=image_id, max_distance=distance, similar=items).model_dump()

    return blueprint


def _one_size(services: Services, own: OwnImage, size: str | None) -> OneSizeModel:
    made = own.checked()
    return one_size_model(services, made.image, made.variants, size or None)


def _source(services: Services, own: OwnImage) -> SourceModel:
    address = services.direct.address_of(own)
    return SourceModel(
        url=address.url,
        expires_in=address.expires_in,
        expires_at=address.expires_at,
        mime_type=own.image.mime_type,
        size_bytes=own.image.file_size,
    )


def _item(services: Services, image_id: str, own: OwnImage | None, size: str | None) -> BatchItem:
    """One picture's trouble is none of the others'."""
    try:
        if own is None:
            raise unknown_image()
        image = _one_size(services, own, size)
    except TvdbProxyError as error:
        problem = BatchProblem(code=error.code, detail=error.public)
        return BatchItem(image_id=image_id, found=False, error=problem)
    return BatchItem(image_id=image_id, found=True, image=image)


def _listed(text: str) -> list[str]:
    """The ids, each once, as they were asked for. Raises ``InvalidRequest``."""
    image_ids = list(
        dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip())
    )
    if not 1 <= len(image_ids) <= _MOST_IDS:
        raise InvalidRequest(
            f"image_ids: name 1 to {_MOST_IDS} images, with commas between them.",
            code="invalid_batch",
        )
    return image_ids


def _distance(text: str | None) -> int:
    if text is None:
        return MOST_BITS
    if not _DISTANCE.fullmatch(text):
        raise InvalidRequest(
            f"max_distance: use a number from 0 to {MOST_BITS}.", code="invalid_distance"
        )
    return int(text)
