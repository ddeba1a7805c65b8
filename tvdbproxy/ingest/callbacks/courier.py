"""Delivering: a row is claimed, its request sent, and what came of it recorded.

Who is killed between the request and the record has it sent again when the lease has run
out, under the same id. So a receiver hears of everything at least once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Callback, CallbackKind, CallbackStatus
from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.ingest.callbacks.letter import Letter
from tvdbproxy.ingest.callbacks.receivers import PendingSource, Receiver, Webhooks
from tvdbproxy.ingest.callbacks.step import follow
from tvdbproxy.jobs import claims
from tvdbproxy.jobs.backoff import Pace, backoff
from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import OK, SILENT, Meter

log = logging.getLogger(__name__)

PACE = Pace(first=20, factor=4, longest=12 * 3600)
"""Eight attempts take most of a day: 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 12 h between them."""

# What no later attempt will change.
_FINAL = (Kind.UPSTREAM_GONE, Kind.SOURCE_NOT_ALLOWED)


@dataclass(frozen=True)
class Courier:
    """Everything that deliveries need. ``lease_seconds`` have to be longer than a request may
    take; a callback that failed ``max_attempts`` times is dead, and so
    is one over which ``max_deliveries`` workers died."""

    database: Database
    webhooks: Webhooks
    source: PendingSource
    lease_seconds: float
    max_attempts: int
    max_deliveries: int
    meter: Meter = SILENT

    @property
    def receivers(self) -> Mapping[str, Receiver]:
        """Who takes callbacks of which kind."""
        return {CallbackKind.WEBHOOK: self.webhooks, CallbackKind.PENDING_SOURCE: self.source}


@dataclass(frozen=True)
class _Attempt:
    """What came of one request: ``error`` is empty if it was taken."""

    status: int | None
    error: TvdbProxyError | None = None


def deliver(courier: Courier, callback_id: str) -> CallbackStatus | None:
    """Try a callback that is due; its status afterwards. ``None`` if there is nothing to do:
    it is not due, or somebody else is at it, or it is no more.

    Receivers' faults are written to the row, which is due again later or dead. Raises
    ``Unavailable`` where our own database is away.
    """
    letter = _claimed(courier, callback_id)
    if letter is None:
        return None
    attempt = _attempt(courier.receivers[letter.kind], letter)
    outcome = OK if attempt.error is None else attempt.error.kind.value
    courier.meter.count(Event.CALLBACK, letter.kind, outcome)
    # What is not recorded is sent again, to somebody who has it already.
    return again(partial(_record, courier, letter, attempt), seconds=courier.lease_seconds)


def _claimed(courier: Courier, callback_id: str) -> Letter | None:
    claim, which = claims.new_claim(), Callback.id == callback_id
    with courier.database.write() as session:
        if not claims.take(session, Callback, which, claim, courier.lease_seconds):
            return None
        row = session.get_one(Callback, callback_id, populate_existing=True)
        # Neither failed nor delivered: whoever was at it has died.
        if row.attempts - row.failures > courier.max_deliveries:
            _bury(row, f"Workers died over it {courier.max_deliveries} times; see their logs.")
            follow(session, row.job_id)
            return None
        return Letter(
            id=row.id,
            kind=row.kind,
            event=row.event,
            method=row.method,
            url=row.url,
            body=row.body.encode(),
            claim=claim,
        )


def _attempt(receiver: Receiver, letter: Letter) -> _Attempt:
    try:
        return _Attempt(receiver.hand_over(letter))
    except TvdbProxyError as error:
        log.warning("callback %s (%s): %s: %s", letter.id, letter.event, error.code, error)
        return _Attempt(error.upstream_status, error)


def _record(courier: Courier, letter: Letter, attempt: _Attempt) -> CallbackStatus | None:
    with courier.database.write() as session:
        ours = select(Callback).where(Callback.id == letter.id, Callback.claim == letter.claim)
        row = session.scalars(ours.with_for_update()).one_or_none()
        if row is None:
            return None  # forgotten meanwhile, or taken over by somebody who saw our lease end
        row.claim = row.lease_until = row.sent_at = None
        row.last_status = attempt.status
        if attempt.error is None:
            _settle(session, row)
        else:
            _put_off(session, row, attempt.error, courier.max_attempts)
        follow(session, row.job_id)
        return CallbackStatus(row.status)


def _settle(session: Session, row: Callback) -> None:
    row.status, row.delivered_at = CallbackStatus.DELIVERED, now(session)
    row.due_at = row.last_error = None


def _put_off(session: Session, row: Callback, error: TvdbProxyError, most: int) -> None:
    row.failures += 1
    if error.kind in _FINAL or row.failures >= most:
        _bury(row, f"{error.code}: {error.public}")
        return
    row.last_error = f"{error.code}: {error.public}"
    row.due_at = now(session) + backoff(row.failures, error.retry_after, pace=PACE)


def _bury(row: Callback, why: str) -> None:
    row.status, row.last_error = CallbackStatus.DEAD, why
    row.due_at = row.claim = row.lease_until = row.sent_at = None
