"""Who works: workers, the scheduler, and whether work that is due gets done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.ops.oldest import longest_wait
from tvdbproxy.ops.ticks import last_tick

NAMES = {
    "workers": "There is a worker.",
    "scheduler": "The clock has ticked lately.",
    "work": "Nothing that is due has waited for long.",
}

# So many ticks may be missed by a scheduler that restarts.
_MISSED = 4
_LONG = timedelta(hours=1)
_WORK = {
    "pictures": "a picture of the catalogue",
    "jobs": "an upload",
    "callbacks": "a callback",
    "titles": "a title",
    "tasks": "a task",
}


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
    until = last_tick(session)
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
    work, seconds = longest_wait(session)
    if seconds == 0:
        return ok("work", "Nothing is due.")
    age = timedelta(seconds=seconds)
    seen = f"What has waited longest is {_WORK[work]}: {_words(age)}."
    if age > _LONG:
        return warning(
            "work",
            seen,
            "Start more workers, and look into their logs; `tvdbproxy jobs list` shows what waits.",
        )
    return ok("work", seen)


def _words(age: timedelta) -> str:
    seconds = age.total_seconds()
    for length, word in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {word}"
    return f"{seconds:.0f} seconds"
