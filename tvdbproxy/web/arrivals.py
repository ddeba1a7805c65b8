"""``/internal/s3-events``, where the S3 server tells of arrivals, and the door's health."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.s3_events import read_events
from tvdbproxy.ops.health import readiness
from tvdbproxy.storage.keys import parse_incoming_key
from tvdbproxy.web.models.parts import problems
from tvdbproxy.web.models.presigned import EventsModel, PresignedHealthModel
from tvdbproxy.web.users import events_only
from tvdbproxy.wiring import Services

_TAG = Tag(
    name="Presigned uploads",
    description="Pictures that clients put into the object store by themselves.",
)
_REFUSALS = problems(400, 401, 403, 413, 429, 503)


def arrivals_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint("arrivals", __name__, abp_tags=[_TAG])

    @blueprint.post(
        "/internal/s3-events",
        summary="Tell of new objects, as S3 servers do",
        security=[{"bearer": []}],
        responses={**_REFUSALS, 200: EventsModel},
    )
    def events() -> dict[str, Any]:
        events_only(services)
        told = read_events(_message())
        ours = [one.key for one in told.objects if one.bucket == services.incoming.bucket]
        image_ids = list(dict.fromkeys(filter(None, map(parse_incoming_key, ours))))
        woken = arrived(services.database, image_ids)
        for job_id in woken:
            services.queue.send("process_image", job_id)
        return EventsModel(
            records=len(told.objects) + told.others, arrived=len(image_ids), woken=len(woken)
        ).model_dump()

    @blueprint.get(
        "/images/health",
        summary="Can addresses be given out",
        responses={200: PresignedHealthModel, 503: PresignedHealthModel},
    )
    def health() -> tuple[dict[str, Any], int, dict[str, str]]:
        stores = services.stores
        found = readiness(services.database, services.queue, stores.originals, stores.thumbnails)
        wrong = {finding.name: finding.problem for finding in found if finding.problem}
        model = PresignedHealthModel(
            status="unhealthy" if wrong else "healthy",
            service="image-service",
            uploads=services.incoming.uploads is not None,
            events=bool(services.settings.ingest.s3_events_token),
            problems=wrong,
        )
        return model.model_dump(), 503 if wrong else 200, {"Cache-Control": "no-store"}

    return blueprint


def _message() -> object:
    """The body as JSON, whatever type it is sent as: some call theirs plain text."""
    try:
        return request.json_module.loads(request.get_data())
    except ValueError as error:
        raise InvalidRequest("The body is not JSON.") from error
