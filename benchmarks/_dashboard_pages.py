"""Every page of the dashboard with everything that it can be asked for, over generated rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks._dashboard_rows import (
    COMMON_CODE,
    COMMON_JOB_CODE,
    KEY_ID,
    RARE_CODE,
    RARE_JOB_CODE,
    image_id,
    job_id,
)
from tvdbproxy.db.models import (
    Artwork,
    ArtworkState,
    Callback,
    CallbackStatus,
    Image,
    ImageState,
    JobStatus,
    ProcessingJob,
    TaskStatus,
)
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ingest.presigned.cursor import Position
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.ops.history.series import Span
from tvdbproxy.vocabulary import PLURALS

_USERS = ("user-7", "user-0", "nobody")


def pages(session: Session) -> dict[str, list[str]]:
    """By page of the dashboard, paths below ``/admin/``."""
    return {
        "overview": [_to("", span=span) for span in Span],
        "library": list(_library(session)),
        "a picture": [f"library/{number}" for number in (1, 42, _half(session, Artwork.id))],
        "uploads": list(_uploads(session)),
        "look-alikes": ["look-alikes", _to("look-alikes", of=image_id(100))],
        "jobs": list(_jobs(session)),
        "a job": [f"jobs/{job_id(number)}" for number in (1, 100)],
        "tasks": ["tasks", *(_to("tasks", status=one) for one in TaskStatus)],
        "storage": ["storage"],
        "most viewed": [_to("viewed", span=span) for span in ("day", "week", "all")],
        "callbacks": list(_callbacks(session)),
        "keys": ["keys", f"keys/{KEY_ID}"],
        "settings": ["settings", _to("settings", show="changed")],
        "audit": ["audit", _to("audit", before=5000), *_audit()],
    }


def _library(session: Session) -> Iterator[str]:
    half = _half(session, Artwork.id)
    yield from _each("library", {}, before=half)
    for state in ArtworkState:
        yield from _each("library", {"state": state}, before=half)
        yield _to("library", state=state, type="person")
    for kind in PLURALS:
        yield _to("library", type=kind)
        yield _to("library", type=kind, state="ready")
    for image in ("poster", "icon", "cinemagraph"):
        yield _to("library", image=image)
        yield _to("library", image=image, type="series")
        yield _to("library", image=image, type="person", state="ready")
    for code in (COMMON_CODE, RARE_CODE, "unknown"):
        yield from _each("library", {"code": code}, before=half)
        yield _to("library", code=code, state="failed")
        yield _to("library", code=code, state="ready")
        yield _to("library", code=code, type="person", image="image")
    for text in ("7", str(half), "999999999", "title 1", "title 5000", "t", "nothing like it"):
        yield from _each("library", {"q": text}, before=half)
        yield _to("library", q=text, state="failed", type="series", code=COMMON_CODE)


def _uploads(session: Session) -> Iterator[str]:
    last = session.get_one(Image, image_id(_half(session, Image.image_id)))
    deep = f"{last.created_at.isoformat()}_{last.image_id}"
    yield from _each("uploads", {}, before=deep)
    for state in ImageState:
        yield from _each("uploads", {"state": state}, before=deep)
        for user in _USERS:
            yield _to("uploads", state=state, user=user)
    for user in _USERS:
        yield from _each("uploads", {"user": user}, before=deep)


def _jobs(session: Session) -> Iterator[str]:
    last = session.get_one(ProcessingJob, job_id(_half(session, ProcessingJob.job_id)))
    deep = Position(last.created_at, last.job_id).text()
    yield from _each("jobs", {}, cursor=deep)
    for status in JobStatus:
        yield from _each("jobs", {"status": status}, cursor=deep)
        for user in _USERS:
            yield _to("jobs", status=status, user=user)
    for user in _USERS:
        yield from _each("jobs", {"user": user}, cursor=deep)
    for code in (COMMON_JOB_CODE, RARE_JOB_CODE, "unknown"):
        yield from _each("jobs", {"code": code}, cursor=deep)
        yield _to("jobs", code=code, status="failed")
        yield _to("jobs", code=code, status="completed", user="user-0")


def _callbacks(session: Session) -> Iterator[str]:
    delivered = CallbackStatus.DELIVERED
    deep = ledger.page(session, status=delivered, limit=_half(session, Callback.id)).next_cursor
    yield from _each("callbacks", {}, cursor=deep)
    for status in CallbackStatus:
        yield from _each("callbacks", {"status": status}, cursor=deep)


def _audit() -> Iterator[str]:
    return (_to("audit", action=action) for action in Action)


def _each(page: str, filters: Mapping[str, object], **deep: object) -> Iterator[str]:
    """The page from its beginning, and from half-way."""
    yield _to(page, **filters)
    yield _to(page, **filters, **deep)


def _to(page: str, **filters: object) -> str:
    return f"{page}?{urlencode(filters)}" if filters else page


def _half(session: Session, column: object) -> int:
    return (session.scalar(select(func.count(column))) or 0) // 2  # type: ignore[arg-type]
