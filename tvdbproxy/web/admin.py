"""``/api/v1/admin/...``: what operators ask for. Closed without an admin key."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.jobs import tasks
from tvdbproxy.ops.audit_log import Actor
from tvdbproxy.vocabulary import content_type_of, id_of
from tvdbproxy.web.auth import require_admin
from tvdbproxy.web.models.operations import (
    AcceptedModel,
    CleanupQuery,
    ForceQuery,
    MissingQuery,
    ProgressCount,
    TaskErrorModel,
    TaskModel,
    TaskPath,
    VerifyQuery,
)
from tvdbproxy.web.models.parts import problems
from tvdbproxy.web.models.pictures import ContentPath
from tvdbproxy.web.starting import Starting
from tvdbproxy.wiring import Services

_TAG = Tag(name="Admin", description="Sync, cleanup, verification and tasks. Needs an admin key.")
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
_REFUSALS = problems(400, 401, 403, 404, 429, 503)

Reply = tuple[dict[str, Any], int]


def admin_blueprint(services: Services, starting: Starting) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "admin",
        __name__,
        url_prefix="/api/v1/admin",
        abp_tags=[_TAG],
        abp_security=_SECURITY,
        abp_responses=_REFUSALS,
    )
    web = services.settings.web

    def accept(caller: str, kind: str, arguments: dict[str, Any]) -> Reply:
        started = starting.start(Actor(caller, request.remote_addr), kind, arguments)
        return AcceptedModel(
            task_id=started.task_id,
            status_url=f"{web.public_base_url.rstrip('/')}/api/v1/admin/tasks/{started.task_id}",
            queued=started.queued,
        ).model_dump(mode="json"), 202

    @blueprint.post(
        "/sync/images/<content_type>/<content_id>",
        summary="Sync one title's pictures",
        responses={202: AcceptedModel},
    )
    def sync_one(path: ContentPath, query: ForceQuery) -> Reply:
        caller = require_admin(services)
        arguments = {
            "content_type": content_type_of(path.content_type),
            "content_id": id_of(path.content_id),
            "force": query.force,
        }
        return accept(caller, "sync_content_images", arguments)

    @blueprint.post(
        "/sync/images/missing",
        summary="Sync titles that lack their picture here",
        responses={202: AcceptedModel},
    )
    def sync_missing(query: MissingQuery) -> Reply:
        caller = require_admin(services)
        kind = content_type_of(query.content_type) if query.content_type else None
        arguments = {"content_type": kind, "limit": query.limit, "with_failed": True}
        return accept(caller, "sync_all_missing_images", arguments)

    @blueprint.post(
        "/sync/images/cleanup",
        summary="Delete objects that no row refers to",
        responses={202: AcceptedModel},
    )
    def cleanup(query: CleanupQuery) -> Reply:
        caller = require_admin(services)
        return accept(caller, "cleanup_orphaned_images", {"dry_run": query.dry_run})

    @blueprint.post(
        "/sync/images/verify",
        summary="Compare the database with the object store",
        responses={202: AcceptedModel},
    )
    def verify(query: VerifyQuery) -> Reply:
        caller = require_admin(services)
        return accept(caller, "verify_storage", query.model_dump())

    @blueprint.get("/tasks/<task_id>", summary="How far a task is", responses={200: TaskModel})
    def task(path: TaskPath) -> dict[str, Any]:
        require_admin(services)
        with services.database.read() as session:
            view = tasks.read(session, path.task_id)
        return _task_model(view).model_dump(mode="json")

    return blueprint


def _task_model(view: tasks.TaskView) -> TaskModel:
    error = None
    if view.error_code is not None:
        error = TaskErrorModel(code=view.error_code, message=view.error_message or "")
    return TaskModel(
        task_id=view.id,
        kind=view.kind,
        arguments=view.arguments,
        status=view.status,
        progress=ProgressCount(done=view.done, total=view.total),
        result=view.result,
        error=error,
        created_at=view.created_at,
        started_at=view.started_at,
        finished_at=view.finished_at,
    )
