"""Who works: workers, the scheduler, and whether work that is due gets done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Artwork,
    ArtworkState,
    Callback,
    CallbackStatus,
    JobStatus,
    Lease,
    ProcessingJob,
    Task,
    TaskStatus,
)
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient

NAMES = {
    "workers": "There is a worker.",
    "scheduler": "The clock has ticked lately.",
    "work": "Nothing that is due has waited for long.",
}

_TICK = "tick:reconcile"
# So many ticks may be missed by a scheduler that restarts.
_MISSED = 4
_LONG = timedelta(hours=1)
_UNFINISHED = (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.RETRYING)


def look(patient: Patient) -> Iterator[Finding]:
    """Workers say so in Redis; the scheduler's ticks and all work are rows."""
    yield _workers(patient)
    try:
        with patient.database() as database, database.read() as session:
            yield _scheduler(session, patient.settings.queue.reconcile_seconds)
            yield _work(session)
    except Unavailable:
        for name in ("scheduler", "work"):
            yield skipped(name, "The database that would tell does not answer, or is not migrated.")


def _workers(patient: Patient) -> Finding:
    if patient.settings.in_memory:
        return skipped("workers", "BROKER_URL is memory://: the web server's threads work.")
    presence = Presence(patient.settings.broker)
    count = presence.count()
    presence.leave()
    if count is None:
        return skipped("workers", "The queue's server, where workers say so, does not answer.")
    if count == 0:
        return failed(
            "workers", "No worker has said that it is there.", "Start `tvdbproxy worker`."
        )
    return ok("workers", f"{count} at work.")


def _scheduler(session: Session, seconds: float) -> Finding:
    until = session.scalar(select(Lease.until).where(Lease.name == _TICK))
    if until is None:
        return failed(
            "scheduler", "The clock has never ticked here.", "Start `tvdbproxy scheduler`."
        )
    late = now(session) - until
    if late > timedelta(seconds=_MISSED * max(seconds, 15)):
        return failed(
            "scheduler",
            f"The clock has not ticked since {until:%Y-%m-%d %H:%M:%S} UTC.",
            "Start `tvdbproxy scheduler`, or look into its log.",
        )
    return ok("scheduler", "The clock ticks.")


def _work(session: Session) -> Finding:
    moment = now(session)
    waiting = {name: oldest for name, oldest in _oldest(session, moment) if oldest is not None}
    if not waiting:
        return ok("work", "Nothing is due.")
    name = min(waiting, key=lambda one: waiting[one])
    age = moment - waiting[name]
    seen = f"What has waited longest is {name}: {_words(age)}."
    if age > _LONG:
        return warning(
            "work",
            seen,
            "Start more workers, and look into their logs; `tvdbproxy jobs list` shows what waits.",
        )
    return ok("work", seen)


def _oldest(session: Session, moment: datetime) -> Iterator[tuple[str, datetime | None]]:
    """Since when the oldest of each kind is due."""
    making = (ArtworkState.PENDING, ArtworkState.PROCESSING)
    for name, due, conditions in (
        ("a picture of the catalogue", Artwork.due_at, [Artwork.state.in_(making)]),
        ("an upload", ProcessingJob.due_at, [ProcessingJob.status.in_(_UNFINISHED)]),
        ("a callback", Callback.due_at, [Callback.status == CallbackStatus.PENDING]),
        ("a task", Task.created_at, [Task.status == TaskStatus.PENDING]),
    ):
        yield name, session.scalar(select(func.min(due)).where(due <= moment, *conditions))


def _words(age: timedelta) -> str:
    seconds = age.total_seconds()
    for length, word in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {word}"
    return f"{seconds:.0f} seconds"
