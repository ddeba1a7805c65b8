"""``/admin/tasks``: what was asked for in the background, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.db.models import TaskStatus
from tvdbproxy.jobs import retrying, tasks
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.vocabulary import PLURALS, content_type_of, id_of
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.door import acting
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.web.starting import Starting
from tvdbproxy.wiring import Services

_PAGE = 50


def add_tasks(blueprint: Blueprint, services: Services, starting: Starting) -> None:
    """The pages, and what they start."""
    database, queue = services.database, services.queue

    @blueprint.get("/tasks", endpoint="tasks")
    def list_tasks() -> Response:
        return show("tasks.html", _list)

    @blueprint.get("/tasks/<task_id>")
    def task(task_id: str) -> Response:
        return show("task.html", lambda: _one(task_id))

    @blueprint.post("/tasks/sync")
    def sync() -> BaseResponse:
        arguments = {
            "content_type": content_type_of(asked.text("type")),
            "content_id": id_of(asked.text("id")),
            "force": asked.text("force") == "yes",
        }
        return _start("sync_content_images", arguments)

    @blueprint.post("/tasks/sync-missing")
    def sync_missing() -> BaseResponse:
        kind = asked.choice("type", PLURALS)
        arguments = {"content_type": kind, "limit": None, "with_failed": True}
        return _start("sync_all_missing_images", arguments)

    @blueprint.post("/tasks/cleanup")
    def cleanup() -> BaseResponse:
        arguments = {"dry_run": asked.text("dry_run") != "no"}
        return _start("cleanup_orphaned_images", arguments)

    @blueprint.post("/tasks/verify")
    def verify() -> BaseResponse:
        arguments = {
            "read": asked.text("read") == "yes",
            "sample": asked.number("sample"),
            "repair": asked.text("repair") == "yes",
        }
        return _start("verify_storage", arguments)

    @blueprint.post("/tasks/<task_id>/retry")
    def retry_task(task_id: str) -> BaseResponse:
        with database.write() as session:
            retried = retrying.retry(session, task_id)
            kind = tasks.read(session, task_id).kind
            audit_log.write(session, acting(), Action.TASK_RETRIED, task_id, kind=kind)
        if retried:
            queue.send(kind, task_id)
        return redirect(url_for(".task", task_id=task_id), 303)

    @blueprint.post("/tasks/<task_id>/cancel")
    def cancel_task(task_id: str) -> BaseResponse:
        with database.write() as session:
            retrying.cancel(session, task_id)
            audit_log.write(session, acting(), Action.TASK_CANCELLED, task_id)
        return redirect(url_for(".task", task_id=task_id), 303)

    def _start(kind: str, arguments: dict[str, Any]) -> BaseResponse:
        started = starting.start(acting(), kind, arguments)
        return redirect(url_for(".task", task_id=started.task_id), 303)

    def _list() -> Mapping[str, Any]:
        status = asked.choice("status", TaskStatus)
        with database.read() as session:
            found = retrying.page(
                session, status=TaskStatus(status) if status else None, limit=_PAGE
            )
        return {
            "section": "tasks",
            "tasks": found,
            "status": status,
            "statuses": list(TaskStatus),
            "content_types": sorted(PLURALS),
        }

    def _one(task_id: str) -> Mapping[str, Any]:
        with database.read() as session:
            return {"section": "tasks", "task": tasks.read(session, task_id)}
