"""``/images/upload-url`` and what follows: uploads that go straight to the object store."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from werkzeug.exceptions import MethodNotAllowed

from tvdbproxy.db.models import JobStatus, Origin
from tvdbproxy.ingest.callbacks.address import checked_callback_url
from tvdbproxy.ingest.given import Given, checked_profile, readable_name
from tvdbproxy.ingest.presigned.by_hand import process_now
from tvdbproxy.ingest.presigned.cursor import read_cursor
from tvdbproxy.ingest.presigned.offer import Announced, offer
from tvdbproxy.ingest.presigned.owned import image_of
from tvdbproxy.ingest.presigned.views import processed_of, status_of, uploads_of
from tvdbproxy.ingest.remove import remove
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.web.bodies import require_json_object
from tvdbproxy.web.metadata import read_metadata
from tvdbproxy.web.models.parts import problems
from tvdbproxy.web.models.presigned import (
    OfferModel,
    PresignedListModel,
    PresignedListQuery,
    PresignedStatusModel,
    ProcessedModel,
    ProcessingPath,
    StartedModel,
    UniquePath,
    WantedModel,
    WantedQuery,
)
from tvdbproxy.web.presigned_models import (
    listed_model,
    offer_model,
    processed_model,
    status_model,
)
from tvdbproxy.web.upload_quota import take_uploads
from tvdbproxy.web.users import caller, user_or_key
from tvdbproxy.wiring import Services

_TAG = Tag(
    name="Presigned uploads",
    description="Pictures that clients put into the object store by themselves. Needs the token "
    "of a user, or a key.",
)
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
_REFUSALS = problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
_NOT_KEPT = {"Cache-Control": "no-store"}

Reply = tuple[dict[str, Any], int, dict[str, str]]


def presigned_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "presigned",
        __name__,
        url_prefix="/images",
        abp_tags=[_TAG],
        abp_security=_SECURITY,
        abp_responses=_REFUSALS,
    )
    urls = services.media.urls

    @blueprint.before_request
    def refuse_others() -> None:
        """Before anything else is looked at."""
        if request.method == "OPTIONS":
            return
        user_or_key(services)
        if request.endpoint == f"{blueprint.name}.ask":
            require_json_object()

    @blueprint.post(
        "/upload-url", summary="Ask for an address to upload to", responses={201: OfferModel}
    )
    def ask(body: WantedModel) -> Reply:
        return _offer(services, body), 201, _NOT_KEPT

    @blueprint.get("/upload-url", summary="The same as a query", responses={200: OfferModel})
    def ask_by_query(query: WantedQuery) -> Reply:
        if request.method == "HEAD":  # which promises to change nothing
            raise MethodNotAllowed(["GET", "POST"])
        return _offer(services, query), 200, _NOT_KEPT

    @blueprint.get(
        "/status/<processing_id>",
        summary="How far an upload is",
        responses={200: PresignedStatusModel},
    )
    def status(path: ProcessingPath) -> Reply:
        with services.database.read() as session:
            view, steps = status_of(session, path.processing_id, caller().id)
        return status_model(view, steps).model_dump(mode="json"), 200, _NOT_KEPT

    @blueprint.get("/list", summary="Your uploads", responses={200: PresignedListModel})
    def listing(query: PresignedListQuery) -> Reply:
        after = None if query.cursor is None else read_cursor(query.cursor)
        wanted = None if query.status is None else JobStatus(query.status)
        with services.database.read() as session:
            views, following = uploads_of(
                session, caller().id, status=wanted, limit=query.limit, after=after
            )
        return listed_model(views, following).model_dump(mode="json"), 200, _NOT_KEPT

    @blueprint.post(
        "/process/<unique_id>",
        summary="Process a picture now, or again where that failed",
        responses={202: StartedModel},
    )
    def process(path: UniquePath) -> Reply:
        asked = process_now(services.incoming, path.unique_id, caller().id)
        if asked.send:
            services.queue.send("process_image", asked.job_id)
        return (
            StartedModel(
                processing_id=asked.job_id,
                unique_id=path.unique_id,
                status=asked.status,
                status_url=f"/images/status/{asked.job_id}",
            ).model_dump(),
            202,
            _NOT_KEPT,
        )

    @blueprint.get(
        "/processed/<unique_id>", summary="What was made of it", responses={200: ProcessedModel}
    )
    def processed(path: UniquePath) -> Reply:
        with services.database.read() as session:
            view = processed_of(session, path.unique_id, caller().id)
        return processed_model(view, urls).model_dump(mode="json"), 200, _NOT_KEPT

    @blueprint.delete(
        "/image/<unique_id>",
        summary="Delete a picture and all that was made of it",
        responses={204: {"description": "It is gone, and so is what may still be uploaded."}},
    )
    def delete(path: UniquePath) -> Response:
        user_id = caller().id
        with services.database.read() as session:
            image_id = image_of(session, path.unique_id, user_id).image_id
        stores = services.stores
        remove(
            services.database,
            stores.originals,
            stores.thumbnails,
            image_id,
            user_id=user_id,
            purges=services.kitchen.purges,
        )
        services.notices.announce(image_id, MEDIA)
        return Response(status=204)

    return blueprint


def _offer(services: Services, wanted: WantedModel | WantedQuery) -> dict[str, Any]:
    user_id, settings, url = caller().id, services.settings.ingest, wanted.callback_url
    given = Given(
        user_id=user_id,
        origin=Origin.PRESIGNED,
        bucket="presigned",
        profile=checked_profile(wanted.profile, services.ingest.recipes),
        original_name=readable_name(wanted.filename),
        context=read_metadata(wanted.metadata),
        callback_url=checked_callback_url(url, services.courier.webhooks) if url else None,
    )
    announced = Announced(wanted.content_type, wanted.size, wanted.method)
    offered = offer(
        services.incoming,
        given,
        announced,
        charge=lambda session: take_uploads(session, settings, user_id),
    )
    return offer_model(offered, wanted.method).model_dump(exclude_none=True)
