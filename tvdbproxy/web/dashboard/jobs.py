"""``/admin/jobs``: the work on applications' pictures, its steps and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.db.models import Callback, Image, ImageUploadEvent, JobStatus
from tvdbproxy.ingest import browse, jobs, retrying
from tvdbproxy.ops import audit_log, figures
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.door import acting
from tvdbproxy.web.dashboard.reasons import reason
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

# As many are tried again at one press: each has its steps, and others want to write as well.
_AT_ONCE = 100
_MOST_EVENTS = 200


def add_jobs(blueprint: Blueprint, services: Services) -> None:
    """The pages."""
    database, queue = services.database, services.queue

    @blueprint.get("/jobs", endpoint="jobs")
    def list_jobs() -> Response:
        return show("jobs.html", _list)

    @blueprint.get("/jobs/<job_id>")
    def job(job_id: str) -> Response:
        return show("job.html", lambda: _one(job_id))

    @blueprint.post("/jobs/<job_id>/retry")
    def retry_job(job_id: str) -> BaseResponse:
        with database.write() as session:
            retried = retrying.retry(session, job_id)
            audit_log.write(session, acting(), Action.JOB_RETRIED, job_id, sent=retried)
        if retried:
            queue.send("process_image", job_id)
        return redirect(url_for(".job", job_id=job_id, done="retried"), 303)

    @blueprint.post("/jobs/<job_id>/cancel")
    def cancel_job(job_id: str) -> BaseResponse:
        with database.write() as session:
            retrying.cancel(session, services.ingest.outbox, job_id)
            audit_log.write(session, acting(), Action.JOB_CANCELLED, job_id)
        return redirect(url_for(".job", job_id=job_id, done="cancelled"), 303)

    @blueprint.post("/jobs/retry")
    def retry_jobs() -> BaseResponse:
        code = asked.text("code") or None
        with database.write() as session:
            ids = retrying.retry_failed(session, code=code, limit=_AT_ONCE)
            which = code or "all that failed"
            audit_log.write(session, acting(), Action.JOBS_RETRIED, which, number=len(ids))
        for job_id in ids:
            queue.send("process_image", job_id)
        return redirect(url_for(".jobs", status="failed", code=code, done=len(ids)), 303)

    def _list() -> Mapping[str, Any]:
        status = asked.choice("status", JobStatus)
        wanted = browse.Wanted(
            status=JobStatus(status) if status else None,
            code=asked.text("code") or None,
            user_id=asked.text("user") or None,
        )
        cursor = asked.text("cursor") or None
        with database.read() as session:
            found = browse.page(session, wanted, cursor=cursor)
            states = figures.read(session, "states")["states"].value
        return {
            "section": "jobs",
            "wanted": wanted,
            "page": found,
            "statuses": list(JobStatus),
            "counts": states.get("jobs", {}),
            "codes": sorted(states.get("job_errors", {}).items(), key=lambda pair: -pair[1]),
            "done": asked.text("done"),
            "older": found.next_cursor and asked.here(cursor=found.next_cursor, done=None),
            "newest": cursor and asked.here(cursor=None, done=None),
        }

    def _one(job_id: str) -> Mapping[str, Any]:
        with database.read() as session:
            view = jobs.read(session, job_id)
            return {
                "section": "jobs",
                "job": view,
                "image": session.get(Image, view.image_id),
                "steps": jobs.steps(session, job_id),
                "events": _events(session, view.image_id),
                "callbacks": _callbacks(session, job_id),
                "reason": reason(view.error_code),
                "done": asked.text("done"),
            }


def _events(session: Session, image_id: str) -> list[ImageUploadEvent]:
    """What happened to the picture, the latest first."""
    latest = (
        select(ImageUploadEvent)
        .where(ImageUploadEvent.image_id == image_id)
        .order_by(ImageUploadEvent.created_at.desc())
        .limit(_MOST_EVENTS)
    )
    return list(session.scalars(latest))


def _callbacks(session: Session, job_id: str) -> list[Callback]:
    chosen = select(Callback).where(Callback.job_id == job_id).order_by(Callback.created_at)
    return list(session.scalars(chosen))
