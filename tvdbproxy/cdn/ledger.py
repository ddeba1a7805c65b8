"""Purges as operators see them: what waits, what was given up and why, and how the CDN is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tvdbproxy.cdn import lane, outbox
from tvdbproxy.cdn.courier import revive
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Purge, PurgeStatus
from tvdbproxy.errors import InvalidRequest

_SAMPLE = 20
# No answer of ours is kept for longer than a day and a week of grace after it.
_TOO_LATE_DAYS = 9.0
# What was given up waits for somebody to look at it, but not for ever.
_DEAD_DAYS = 90.0
_ADDRESS = re.compile(r"(?:https?://[^/?#\s*]+)?/[^#\s*]*\*?", re.ASCII)


@dataclass(frozen=True)
class DeadLetter:
    """A wish that was given up."""

    address: str
    error: str | None
    asked_at: datetime


@dataclass(frozen=True)
class Status:
    """``pending`` wishes, of which the ``oldest`` was asked for then; ``due`` ones wait for
    nothing but their turn. The rest is as ``Lane`` says; ``dead_letters`` are the newest."""

    pending: int
    due: int
    dead: int
    oldest: datetime | None
    rests_until: str | None
    error: str | None
    purged: int
    purged_at: str | None
    dead_letters: tuple[DeadLetter, ...]


def status(session: Session) -> Status:
    """How it stands now."""
    moment, known = now(session), lane.read(session)
    pending = Purge.status == PurgeStatus.PENDING
    newest = (
        select(Purge)
        .where(Purge.status == PurgeStatus.DEAD)
        .order_by(Purge.asked_at.desc())
        .limit(_SAMPLE)
    )
    return Status(
        pending=_count(session, pending),
        due=_count(session, pending, Purge.due_at <= moment),
        dead=_count(session, Purge.status == PurgeStatus.DEAD),
        oldest=session.scalar(select(func.min(Purge.asked_at)).where(pending)),
        rests_until=known.rests_until if known.rests(moment) else None,
        error=known.error,
        purged=known.purged,
        purged_at=known.purged_at,
        dead_letters=tuple(
            DeadLetter(row.address, row.last_error, row.asked_at) for row in session.scalars(newest)
        ),
    )


def ask(session: Session, wanted: Sequence[str]) -> int:
    """Have these addresses purged now; how many. What a wider one covers is no wish any more.

    Raises ``InvalidRequest`` (``invalid_address``).
    """
    for address in wanted:
        if len(address) > outbox.LONGEST or not _ADDRESS.fullmatch(address):
            raise InvalidRequest(
                f"{address[:100]!r} is nothing to purge: give a path as /images/series/1/*, or a "
                "whole address; a * may stand at its end.",
                code="invalid_address",
            )
    for address in wanted:
        if address.endswith("*"):
            outbox.absorb(session, address)
    return outbox.ask(session, wanted)


def retry(session: Session) -> int:
    """Have those tried again that were given up, and ask the CDN now however it was; how many."""
    known = lane.read(session)
    lane.write(session, replace(known, failures=0, rests_until=None))
    return revive(session)


def forget(session: Session) -> None:
    """Give up what no cache can have any more, and forget what was given up long ago."""
    moment = now(session)
    session.execute(
        update(Purge)
        .where(
            Purge.status == PurgeStatus.PENDING,
            Purge.asked_at < moment - timedelta(days=_TOO_LATE_DAYS),
        )
        .values(status=PurgeStatus.DEAD, batch=None, error_code="purge_too_late")
    )
    session.execute(
        delete(Purge).where(
            Purge.status == PurgeStatus.DEAD,
            Purge.asked_at < moment - timedelta(days=_DEAD_DAYS),
        )
    )


def _count(session: Session, *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(Purge).where(*conditions)) or 0  # type: ignore[arg-type]
