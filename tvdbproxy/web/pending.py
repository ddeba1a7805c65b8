"""``/api/media/...``: the pending queue, for the application that fills it and the machine that
works it off; and ``/temp_images/...``, where its pictures are until they have addresses of their
own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.delivery.caching import NEVER
from tvdbproxy.ingest.pending.completion import complete, fail, read_completion
from tvdbproxy.ingest.pending.fields import FIELDS
from tvdbproxy.ingest.pending.knowledge import analysis_of
from tvdbproxy.ingest.pending.queue import GivenFile, PendingView
from tvdbproxy.storage.store import StoredObject
from tvdbproxy.web.bodies import require_json_object
from tvdbproxy.web.forms import fields, form_body
from tvdbproxy.web.models.parts import Problem, Responses, problems
from tvdbproxy.web.models.pending import (
    AnalysisModel,
    CleanedModel,
    CompletedModel,
    CompletionModel,
    MediaAnalysisModel,
    MediaPath,
    PendingFields,
    PendingImageModel,
    PendingListModel,
    PendingPath,
    PutImageModel,
    PutModel,
    TemporaryPath,
)
from tvdbproxy.web.replies import conditional, open_to_all
from tvdbproxy.web.users import guard, media_only
from tvdbproxy.wiring import Services

_TAG = Tag(name="Pending queue", description="Pictures that wait for a processing machine.")
_REFUSALS = problems(400, 401, 403, 429, 503)
_OF_ONE: Responses = {**_REFUSALS, **problems(404, 409)}
_OF_FILES: Responses = {**_REFUSALS, **problems(413, 415, 422)}
_PICTURE: Responses = {
    200: {
        "description": "The picture, as it was given",
        "content": {f"image/{kind}": {} for kind in ("jpeg", "png", "gif", "webp", "avif")},
    },
    206: {"description": "A range of it", "content": {"image/jpeg": {}}},
    302: {"description": "It has a permanent address"},
    304: {"description": "It is what you have"},
    404: Problem,
    416: Problem,
    503: Problem,
}
# A picture may be given up any time; what lies at the address never becomes another.
_FOR_A_WHILE = "private, max-age=300"
_USUAL_SIZE = "detail"
# What stands around the files of a form: boundaries, headers, the other fields.
_AROUND_BYTES = 256 * 1024


def pending_body_limits(services: Services) -> dict[str, int]:
    """How many bytes the bodies of these routes may have, by endpoint."""
    return {"pending.put": len(FIELDS) * services.pending.queue.max_bytes + _AROUND_BYTES}


def pending_blueprint(services: Services) -> APIBlueprint:
    """The queue, over these services. Closed without ``MEDIA_API_KEY``."""
    blueprint = APIBlueprint(
        "pending",
        __name__,
        url_prefix="/api/media",
        abp_tags=[_TAG],
        abp_security=[{"bearer": []}],
    )
    queue, urls = services.pending.queue, services.media.urls

    guard(blueprint, services, media_only)  # before the body is read

    @blueprint.before_request
    def look_at_body() -> None:
        if request.method != "OPTIONS" and request.endpoint == f"{blueprint.name}.completed":
            require_json_object()

    @blueprint.post(
        "/pending",
        summary="Put pictures into the queue",
        responses={**_OF_FILES, 201: PutModel},
        openapi_extensions=form_body(PendingFields, dict.fromkeys(FIELDS, True), all_files=False),
    )
    def put() -> tuple[dict[str, Any], int]:
        files = [
            # One byte more than is taken, so that it shows.
            GivenFile(field, file.filename, file.stream.read(queue.max_bytes + 1))
            for field, file in request.files.items(multi=True)
        ]
        views = queue.put(fields(PendingFields).get("user_id", ""), files)
        images = [PutImageModel(**_told(view)) for view in views]
        return PutModel(images=images).model_dump(mode="json"), 201

    @blueprint.get(
        "/pending/all",
        summary="What waits to be processed",
        responses={**_REFUSALS, 200: PendingListModel},
    )
    def waiting() -> dict[str, Any]:
        views, total = queue.waiting()
        images = [PendingImageModel(**_told(view)) for view in views]
        return PendingListModel(images=images, total=total).model_dump(mode="json")

    @blueprint.post(
        "/complete/<pending_image_id>",
        summary="Report a picture as processed",
        responses={**_OF_ONE, 200: CompletedModel},
    )
    def completed(path: PendingPath, body: CompletionModel) -> dict[str, Any]:
        report = read_completion(body.model_dump(exclude_unset=True))
        recorded = complete(services.database, path.pending_image_id, report)
        return CompletedModel(
            imageId=recorded.id,
            media_id=recorded.media_id,
            status=recorded.status,
            smart_url_preview=urls.smart(recorded.media_id),
        ).model_dump()

    @blueprint.delete(
        "/cleanup/<pending_image_id>",
        summary="Report a picture as failed",
        responses={**_OF_ONE, 200: CleanedModel},
    )
    def failed(path: PendingPath) -> dict[str, Any]:
        fail(services.database, services.stores.originals, path.pending_image_id)
        return CleanedModel(message="Image marked as failed and temp file cleaned up").model_dump()

    @blueprint.get(
        "/analysis/<media_id>",
        summary="What is known of a picture",
        responses={**_REFUSALS, 200: AnalysisModel, 404: Problem},
    )
    def analysis(path: MediaPath) -> dict[str, Any]:
        known = analysis_of(services.database, path.media_id)
        return AnalysisModel(analysis=MediaAnalysisModel(**known)).model_dump()

    return blueprint


def temporary_blueprint(services: Services) -> APIBlueprint:
    """The pictures of the queue under their temporary addresses, which nobody can guess."""
    blueprint = APIBlueprint("temporary", __name__, abp_tags=[_TAG])
    queue, urls = services.pending.queue, services.media.urls

    @blueprint.get(
        "/temp_images/<folder>/<name>", summary="A picture of the queue", responses=_PICTURE
    )
    def picture(path: TemporaryPath) -> Response:
        found = queue.picture(f"/temp_images/{path.folder}/{path.name}")
        if isinstance(found, str):
            return _elsewhere(urls.smart(found, _USUAL_SIZE))
        return _picture(found)

    return blueprint


def _told(view: PendingView) -> dict[str, Any]:
    return asdict(view) | {"created_at": view.created_at.replace(microsecond=0)}


def _picture(found: StoredObject) -> Response:
    """The bytes as a stranger gave them: shown as a picture, and run as nothing."""
    response = Response(found.data, content_type=found.info.content_type)
    response.set_etag(found.info.etag)
    response.last_modified = found.info.last_modified
    response.headers["Cache-Control"] = _FOR_A_WHILE
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    open_to_all(response)
    return conditional(response, len(found.data))


def _elsewhere(location: str) -> Response:
    response = Response(status=302)
    response.headers["Location"] = location
    response.headers["Cache-Control"] = NEVER
    open_to_all(response)
    return response
