"""Whether all is well, and what to do where it is not: the first thing that an operator sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import (
    Task,
    TaskStatus,
)
from tvdbproxy.db.newest import newest
from tvdbproxy.ops.health import Finding
from tvdbproxy.ops.oldest import longest_wait
from tvdbproxy.ops.overview import synced_at
from tvdbproxy.ops.ticks import last_tick

# The clock ticks far more often than this, and the reconciler sends lost messages again.
_CLOCK_SILENT = timedelta(minutes=5)
_OVERDUE = timedelta(minutes=15)
# Rows that should not be: their kind and state, what is said after their number, what to do, and
# which page has them.
_COUNTED = (
    (
        "jobs",
        "failed",
        "of the applications' pictures failed.",
        "See why, and retry what may pass.",
        "jobs",
    ),
    (
        "callbacks",
        "dead",
        "callbacks were given up: other services were not told.",
        "Mend the receiver, then retry them.",
        "callbacks",
    ),
    (
        "purges",
        "dead",
        "addresses could not be purged from the CDN, which may show old pictures.",
        "See why with `tvdbproxy cdn status`, then `tvdbproxy cdn retry`.",
        None,
    ),
)


class Severity(StrEnum):
    """How soon somebody should look."""

    BROKEN = "broken"  # people notice it now
    WARNING = "warning"  # they will, or something is lost meanwhile


@dataclass(frozen=True)
class Trouble:
    """One thing that is not well: what is seen, what to do, and which page has more of it."""

    severity: Severity
    seen: str
    remedy: str
    page: str | None = None


@dataclass(frozen=True)
class Vitals:
    """What the row of the clock and the rows of work say. Times are UTC; ``overdue_seconds`` is
    how long that has been due which has waited longest."""

    clock_at: datetime | None
    overdue_seconds: float
    synced_at: datetime | None
    last_verify: Mapping[str, Any] | None
    verified_at: datetime | None


@dataclass(frozen=True)
class Expected:
    """What the settings promise: how often upstream is asked for changes."""

    sync_updates_minutes: float


def vitals(session: Session) -> Vitals:
    """Read them: a handful of look-ups by index."""
    done = select(Task.result, Task.finished_at).where(Task.status == TaskStatus.COMPLETED)
    verified = session.execute(
        newest(done, [(Task.kind, "verify_storage")], [Task.created_at]).limit(1)
    ).first()
    return Vitals(
        clock_at=last_tick(session),
        overdue_seconds=longest_wait(session)[1],
        synced_at=synced_at(session),
        last_verify=verified[0] if verified else None,
        verified_at=verified[1] if verified else None,
    )


def troubles(
    findings: Sequence[Finding],
    workers: int | None,
    seen: Vitals,
    states: Mapping[str, Any],
    expected: Expected,
    moment: datetime,
) -> list[Trouble]:
    """Everything that is not well, the worst first."""
    found = [
        *_of_servers(findings),
        *_of_processes(workers, seen, moment),
        *_of_work(seen, states),
        *_of_upstream(seen, expected, moment),
        *_of_storage(seen),
    ]
    return sorted(found, key=lambda trouble: list(Severity).index(trouble.severity))


def _of_servers(findings: Sequence[Finding]) -> Iterator[Trouble]:
    for finding in findings:
        if finding.problem:
            yield Trouble(
                Severity.BROKEN,
                f"{finding.name.capitalize()}: {finding.problem}",
                "Run `tvdbproxy doctor`: it says what is wrong and what to do.",
            )


def _of_processes(workers: int | None, seen: Vitals, moment: datetime) -> Iterator[Trouble]:
    if workers == 0:
        yield Trouble(
            Severity.BROKEN,
            "No worker is running: nothing is synced, and uploads wait.",
            "Start `tvdbproxy worker`, and look at its log if it does not stay.",
        )
    if seen.clock_at is None or moment - seen.clock_at > _CLOCK_SILENT:
        yield Trouble(
            Severity.BROKEN,
            "The scheduler is silent: lost messages are not sent again.",
            "Start `tvdbproxy scheduler`.",
        )


def _of_work(seen: Vitals, states: Mapping[str, Any]) -> Iterator[Trouble]:
    if seen.overdue_seconds > _OVERDUE.total_seconds():
        minutes = seen.overdue_seconds / 60
        yield Trouble(
            Severity.WARNING,
            f"Some work has been due for {minutes:,.0f} minutes.",
            "Start more workers, or wait if a large sync has just begun.",
        )
    for group, state, words, remedy, page in _COUNTED:
        number = states.get(group, {}).get(state, 0)
        if number:
            yield Trouble(Severity.WARNING, f"{number:,} {words}", remedy, page)


def _of_upstream(seen: Vitals, expected: Expected, moment: datetime) -> Iterator[Trouble]:
    late = timedelta(minutes=expected.sync_updates_minutes * 3)
    if seen.synced_at is not None and moment - seen.synced_at > late:
        hours = (moment - seen.synced_at).total_seconds() / 3600
        yield Trouble(
            Severity.WARNING,
            f"TheTVDB's changes were last read {hours:,.1f} hours ago.",
            "Run `tvdbproxy doctor`: it logs in upstream and says what is wrong.",
        )


def _of_storage(seen: Vitals) -> Iterator[Trouble]:
    left = (seen.last_verify or {}).get("left", 0)
    if left:
        yield Trouble(
            Severity.WARNING,
            f"The last verification left {left:,} things wrong in the object store.",
            "Start a verification with repair.",
            "storage",
        )
