"""The kinds of work that there are, each with the same five things to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from tvdbproxy.artwork import retrying as pictures
from tvdbproxy.artwork.retrying import PictureView
from tvdbproxy.db.models import ArtworkState, JobStatus, TaskStatus
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest import browse, finish
from tvdbproxy.ingest import jobs as ingest_jobs
from tvdbproxy.ingest import retrying as uploads
from tvdbproxy.ingest.jobs import JobView
from tvdbproxy.jobs import retrying as asked
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.queue import Argument
from tvdbproxy.jobs.tasks import TaskView
from tvdbproxy.ops.audit_log import Action

Message = tuple[str, Argument]
"""An actor's name, and the id that it is sent with."""


@dataclass(frozen=True)
class Line:
    """A piece of work as a list shows it."""

    id: str
    what: str
    status: str
    attempts: int | None
    error_code: str | None
    error: str | None
    begun_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """Which pieces are listed."""

    status: str | None
    code: str | None
    before: datetime | None


@dataclass(frozen=True)
class Actions:
    """What the audit log calls it to try one again, or many."""

    retried: Action
    many_retried: Action


class Kind(Protocol):
    """One kind. ``statuses`` are those that it can be filtered by. All raise ``NotFound`` and
    ``Conflict`` as the rooms' functions do, and ``InvalidRequest`` for what cannot be meant."""

    statuses: Sequence[str]
    actions: Actions

    def page(
        self, session: Session, chosen: Filter, limit: int, cursor: str | None
    ) -> tuple[list[Line], str | None]:
        """Some of them, and where the next ones begin."""

    def show(self, session: Session, name: str) -> dict[str, Any]:
        """All that is known of one."""

    def retry(self, session: Session, name: str) -> Message | None:
        """Try it again; what is to be sent, unless it is due already."""

    def failed(self, session: Session, code: str | None, limit: int) -> list[Line]:
        """What ``retry_failed`` would try again."""

    def retry_failed(self, session: Session, code: str | None, limit: int) -> list[Message]:
        """Try them again."""

    def cancel(self, session: Session, name: str) -> Action | None:
        """Call it off; what the audit log calls that, unless it was called off before."""


class Uploads:
    """Jobs of pictures that applications gave us; ``outbox`` tells of those that are called off."""

    statuses: Sequence[str] = tuple(JobStatus)
    actions = Actions(Action.JOB_RETRIED, Action.JOBS_RETRIED)

    def __init__(self, outbox: finish.Outbox) -> None:
        self._outbox = outbox

    def page(
        self, session: Session, chosen: Filter, limit: int, cursor: str | None
    ) -> tuple[list[Line], str | None]:
        status = JobStatus(chosen.status) if chosen.status else None
        wanted = browse.Wanted(status=status, code=chosen.code, before=chosen.before)
        page = browse.page(session, wanted, limit=limit, cursor=cursor)
        return [_of_job(view) for view in page.jobs], page.next_cursor

    def show(self, session: Session, name: str) -> dict[str, Any]:
        view = ingest_jobs.read(session, name)
        steps = ingest_jobs.steps(session, name)
        return {**asdict(view), "steps": [asdict(step) for step in steps]}

    def retry(self, session: Session, name: str) -> Message | None:
        return ("process_image", name) if uploads.retry(session, name) else None

    def failed(self, session: Session, code: str | None, limit: int) -> list[Line]:
        return [_of_job(view) for view in uploads.failed(session, code=code, limit=limit)]

    def retry_failed(self, session: Session, code: str | None, limit: int) -> list[Message]:
        found = uploads.retry_failed(session, code=code, limit=limit)
        return [("process_image", job_id) for job_id in found]

    def cancel(self, session: Session, name: str) -> Action | None:
        return Action.JOB_CANCELLED if uploads.cancel(session, self._outbox, name) else None


class Pictures:
    """The catalogue's pictures. What upstream has is not called off."""

    statuses: Sequence[str] = tuple(ArtworkState)
    actions = Actions(Action.PICTURE_RETRIED, Action.PICTURES_RETRIED)

    def page(
        self, session: Session, chosen: Filter, limit: int, cursor: str | None
    ) -> tuple[list[Line], str | None]:
        if chosen.before is not None:
            raise InvalidRequest("--older-than: pictures of the catalogue have no age.")
        state = ArtworkState(chosen.status) if chosen.status else None
        wanted = pictures.Wanted(state=state, code=chosen.code)
        after = 0 if cursor is None else _number(cursor)
        page = pictures.page(session, wanted, limit=limit, after=after)
        more = None if page.next_after is None else str(page.next_after)
        return [_of_picture(view) for view in page.pictures], more

    def show(self, session: Session, name: str) -> dict[str, Any]:
        return asdict(pictures.read(session, _number(name)))

    def retry(self, session: Session, name: str) -> Message | None:
        number = _number(name)
        return ("process_artwork", number) if pictures.retry(session, number) else None

    def failed(self, session: Session, code: str | None, limit: int) -> list[Line]:
        return [_of_picture(view) for view in pictures.failed(session, code=code, limit=limit)]

    def retry_failed(self, session: Session, code: str | None, limit: int) -> list[Message]:
        found = pictures.retry_failed(session, code=code, limit=limit)
        return [("process_artwork", number) for number in found]

    def cancel(self, session: Session, name: str) -> Action | None:
        raise InvalidRequest("A picture of the catalogue cannot be called off.")


class Tasks:
    """What somebody asked for: syncs, cleanups, verifications."""

    statuses: Sequence[str] = tuple(TaskStatus)
    actions = Actions(Action.TASK_RETRIED, Action.TASKS_RETRIED)

    def page(
        self, session: Session, chosen: Filter, limit: int, cursor: str | None
    ) -> tuple[list[Line], str | None]:
        if cursor is not None:
            raise InvalidRequest("--cursor: tasks come in one page; raise --limit.")
        status = TaskStatus(chosen.status) if chosen.status else None
        found = asked.page(
            session, status=status, code=chosen.code, before=chosen.before, limit=limit
        )
        return [_of_task(view) for view in found], None

    def show(self, session: Session, name: str) -> dict[str, Any]:
        return asdict(tasks.read(session, name))

    def retry(self, session: Session, name: str) -> Message | None:
        kind = tasks.read(session, name).kind
        return (kind, name) if asked.retry(session, name) else None

    def failed(self, session: Session, code: str | None, limit: int) -> list[Line]:
        return [_of_task(view) for view in asked.failed(session, code=code, limit=limit)]

    def retry_failed(self, session: Session, code: str | None, limit: int) -> list[Message]:
        found = asked.failed(session, code=code, limit=limit)
        return [(view.kind, view.id) for view in found if asked.retry(session, view.id)]

    def cancel(self, session: Session, name: str) -> Action | None:
        return Action.TASK_CANCELLED if asked.cancel(session, name) else None


def _of_job(view: JobView) -> Line:
    return Line(
        view.job_id,
        f"upload of {view.user_id}",
        view.status,
        view.attempts,
        view.error_code,
        view.error,
        view.created_at,
        view.completed_at,
    )


def _of_picture(view: PictureView) -> Line:
    return Line(
        str(view.id),
        f"{view.image_type} of {view.content_type} {view.content_id}",
        view.state,
        view.failures,
        view.error_code,
        view.error_message,
        None,
        view.processed_at,
    )


def _of_task(view: TaskView) -> Line:
    return Line(
        view.id,
        view.kind,
        view.status,
        None,
        view.error_code,
        view.error_message,
        view.created_at,
        view.finished_at,
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InvalidRequest(f"{text!r} is no number of a picture.")
    return int(text)
