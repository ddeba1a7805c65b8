"""``/api/v1/admin/callbacks``: what other servers were told, and what they would not take."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.db.models import CallbackStatus
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Actor
from tvdbproxy.web.auth import require_admin
from tvdbproxy.web.models.callbacks import (
    CallbackListModel,
    CallbackModel,
    CallbackPath,
    CallbackQuery,
    RetriedModel,
)
from tvdbproxy.web.models.parts import Responses, problems
from tvdbproxy.wiring import Services

_TAG = Tag(name="Callbacks", description="What other servers are told. Needs an admin key.")
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
_REFUSALS = problems(400, 401, 403, 503)
_OF_ONE: Responses = {**_REFUSALS, **problems(404, 409)}
_NOT_KEPT = {"Cache-Control": "no-store"}

Reply = tuple[dict[str, Any], int, dict[str, str]]


def callbacks_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "callbacks",
        __name__,
        url_prefix="/api/v1/admin/callbacks",
        abp_tags=[_TAG],
        abp_security=_SECURITY,
    )

    @blueprint.get("", summary="Callbacks", responses={**_REFUSALS, 200: CallbackListModel})
    def everything(query: CallbackQuery) -> Reply:
        require_admin(services)
        status = None if query.status is None else CallbackStatus(query.status)
        with services.database.read() as session:
            page = ledger.page(session, status=status, limit=query.limit, cursor=query.cursor)
        listed = CallbackListModel(
            callbacks=[CallbackModel(**asdict(view)) for view in page.callbacks],
            next_cursor=page.next_cursor,
        )
        return listed.model_dump(mode="json"), 200, _NOT_KEPT

    @blueprint.post(
        "/<callback_id>/retry",
        summary="Try a callback again, now",
        responses={**_OF_ONE, 202: RetriedModel},
    )
    def retry(path: CallbackPath) -> Reply:
        actor = Actor(require_admin(services), request.remote_addr)
        with services.database.write() as session:
            view = ledger.retry(session, path.callback_id)
            audit_log.write(session, actor, Action.CALLBACK_RETRIED, view.id, url=view.url)
        queued = services.queue.send("deliver_callback", view.id)
        return RetriedModel(queued=queued, **asdict(view)).model_dump(mode="json"), 202, _NOT_KEPT

    return blueprint
