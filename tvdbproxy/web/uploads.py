"""``/api/v1/images/upload`` and the jobs of uploads: for users with a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tvdbproxy.db.models import JobStatus, Origin
from tvdbproxy.delivery.media.owned import own_image
from tvdbproxy.errors import BadPicture, Conflict, InvalidRequest, TooLarge, TvdbProxyError
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.callbacks.address import checked_callback_url
from tvdbproxy.ingest.given import (
    Given,
    checked_data_type,
    checked_label,
    checked_profile,
    readable_name,
)
from tvdbproxy.ingest.jobs import JobView
from tvdbproxy.ingest.reception import Accepted, repeatable_of
from tvdbproxy.ingest.remove import remove
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.web.forms import fields, form_body, one_file, several_files
from tvdbproxy.web.job_status import REFUSED, job_document
from tvdbproxy.web.media_json import media_model
from tvdbproxy.web.metadata import read_metadata
from tvdbproxy.web.models.parts import Problem, problems
from tvdbproxy.web.models.uploads import (
    BatchItemModel,
    BatchModel,
    JobModel,
    JobPath,
    OwnImagePath,
    ResultModel,
    UploadedModel,
    UploadFields,
)
from tvdbproxy.web.upload_quota import take_uploads
from tvdbproxy.web.users import caller, guard, user_only
from tvdbproxy.wiring import Services

_TAG = Tag(name="Uploads", description="Pictures of applications. Needs the token of a user.")
_REFUSALS = problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
# What stands around the file of a form: boundaries, headers, the other fields.
_AROUND_BYTES = 256 * 1024


def body_limits(services: Services) -> dict[str, int]:
    """How many bytes the bodies of these routes may have, by endpoint."""
    ingest = services.settings.ingest
    one = services.ingest.reception.limits.max_bytes + _AROUND_BYTES
    return {"uploads.upload": one, "uploads.upload_batch": one * ingest.upload_batch_max}


def uploads_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "uploads",
        __name__,
        url_prefix="/api/v1/images",
        abp_tags=[_TAG],
        abp_security=[{"bearer": []}],
        abp_responses=_REFUSALS,
    )

    @blueprint.before_request
    def raise_what_is_known() -> None:
        refused = request.environ.get(REFUSED)
        if refused is not None:
            raise refused

    guard(blueprint, services, user_only)  # before the body is read

    @blueprint.post(
        "/upload",
        summary="Upload a picture",
        responses={202: UploadedModel},
        openapi_extensions=form_body(UploadFields, {"file": False}),
    )
    def upload() -> tuple[dict[str, Any], int, dict[str, str]]:
        file, given = one_file("file"), _given(services)
        accepted = _accept(services, given, file, request.headers.get("Idempotency-Key"))
        replayed = {"Idempotent-Replayed": "true"} if accepted.replayed else {}
        return (
            UploadedModel(
                job_id=accepted.job_id,
                image_id=accepted.image_id,
                status_url=_status_url(accepted.job_id),
                message="Upload accepted. Processing initiated.",
            ).model_dump(),
            202,
            replayed,
        )

    @blueprint.post(
        "/upload/batch",
        summary="Upload several",
        responses={202: BatchModel},
        openapi_extensions=form_body(UploadFields, {"files": True}),
    )
    def upload_batch() -> tuple[dict[str, Any], int]:
        files, given = several_files("files"), _given(services)
        most = services.settings.ingest.upload_batch_max
        if len(files) > most:
            raise InvalidRequest(f"files: send at most {most} in one batch.", code="batch_too_long")
        key = request.headers.get("Idempotency-Key")
        results = [
            _one_of_many(services, given, file, f"{key}#{number}" if key else None)
            for number, file in enumerate(files)
        ]
        refused = sum(result.code is not None for result in results)
        return BatchModel(
            accepted=len(results) - refused, refused=refused, results=results
        ).model_dump(), 202

    @blueprint.get("/jobs/<job_id>", summary="How far a job is", responses={200: JobModel})
    def job(path: JobPath) -> dict[str, Any]:
        return job_document(jobs.look(services.database, path.job_id, caller().id))

    @blueprint.get(
        "/jobs/<job_id>/result",
        summary="What a job has made",
        responses={200: ResultModel, 409: Problem, 422: Problem},
    )
    def result(path: JobPath) -> dict[str, Any]:
        view = jobs.look(services.database, path.job_id, caller().id)
        _check_completed(view)
        own = own_image(services.database, caller().id, view.image_id).checked()
        made = media_model(services, own).model_dump()
        ended = {"job_id": view.job_id, "status": view.status, "completed_at": view.completed_at}
        return ResultModel(**(made | ended)).model_dump(mode="json")

    @blueprint.delete(
        "/<uuid:image_id>",
        summary="Delete a picture",
        responses={204: {"description": "It is gone"}},
    )
    def delete(path: OwnImagePath) -> Response:
        stores, image_id = services.stores, str(path.image_id)
        remove(
            services.database,
            stores.originals,
            stores.thumbnails,
            image_id,
            user_id=caller().id,
            purges=services.kitchen.purges,
        )
        services.notices.announce(image_id, MEDIA)
        return Response(status=204)

    return blueprint


def _check_completed(view: JobView) -> None:
    """Raise ``Conflict`` (``job_running``) while it runs, ``BadPicture`` with the job's own code
    where it failed."""
    if view.status == JobStatus.FAILED:
        raise BadPicture(f"The job failed: {view.error}", code=view.error_code)
    if view.status != JobStatus.COMPLETED:
        raise Conflict(f"The job is {view.status}; ask again in a moment.", code="job_running")


def _given(services: Services) -> Given:
    """What the form says of its files. Raises ``InvalidRequest``."""
    said = fields(UploadFields)
    url = said.get("callback_url")
    return Given(
        user_id=caller().id,
        origin=Origin.UPLOAD,
        bucket=checked_label(said.get("bucket", ""), services.settings.ingest.upload_buckets),
        profile=checked_profile(said.get("profile") or "upload", services.ingest.recipes),
        data_type=checked_data_type(said.get("data_type")),
        context=read_metadata(said.get("metadata")),
        callback_url=checked_callback_url(url, services.courier.webhooks) if url else None,
    )


def _accept(services: Services, given: Given, file: FileStorage, key: str | None) -> Accepted:
    """Take one file in, and have it worked on."""
    data = _read(services, file)
    digest = sha256(data).hexdigest()
    named = replace(given, original_name=readable_name(file.filename))
    asked = [digest, given.bucket, given.profile, given.data_type or "", given.callback_url or ""]
    asked.append(json.dumps(given.context, sort_keys=True))
    repeatable = repeatable_of(key, *(word.encode() for word in asked))
    accepted = services.ingest.reception.accept(
        named, data, digest=digest, repeatable=repeatable, charge=_charging(services, given.user_id)
    )
    if not accepted.replayed:
        services.queue.send("process_image", accepted.job_id)
    return accepted


def _read(services: Services, file: FileStorage) -> bytes:
    """The bytes of the file, which were counted while they were read."""
    most = services.ingest.reception.limits.max_bytes
    # All of it is in memory already, as a rule: a second time is once too many.
    data = (
        file.stream.getvalue() if isinstance(file.stream, BytesIO) else file.stream.read(most + 1)
    )
    if len(data) > most:
        raise TooLarge(f"The file is larger than {most / MEBIBYTE:g} MiB: send a smaller one.")
    return data


def _charging(services: Services, user_id: str) -> Callable[[Session], object]:
    return lambda session: take_uploads(session, services.settings.ingest, user_id)


def _one_of_many(
    services: Services, given: Given, file: FileStorage, key: str | None
) -> BatchItemModel:
    """One file's fate is none of the others'."""
    name = readable_name(file.filename)
    try:
        accepted = _accept(services, given, file, key)
    except TvdbProxyError as error:
        return BatchItemModel(filename=name, code=error.code, error=error.public)
    return BatchItemModel(
        filename=name,
        job_id=accepted.job_id,
        image_id=accepted.image_id,
        status_url=_status_url(accepted.job_id),
    )


def _status_url(job_id: str) -> str:
    return f"/api/v1/images/jobs/{job_id}"
