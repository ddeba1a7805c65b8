"""What a failure means for the picture: try again, give up, or look again in a week.

The table below is total: a test proves that every kind of error has its verdict.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from tvdbproxy.artwork.work import Work
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.backoff import backoff


class Verdict(StrEnum):
    """What to do about it."""

    WAIT = "wait"  # one of our own servers is away: not the picture's fault, soon again
    RETRY = "retry"  # may pass by itself: again, with growing pauses
    FEW = "few"  # may pass, and may not: a few more times, then look again in a week
    GIVE_UP = "give_up"  # it is the picture: look again when upstream may have mended it
    MISSING = "missing"  # upstream does not have it: likewise
    DROP = "drop"  # the row has moved on, somebody else's business

    @property
    def costs_nothing(self) -> bool:
        """Whether it is no fault of the picture's, and does not count as an attempt."""
        return self in (Verdict.WAIT, Verdict.DROP)


VERDICTS = {
    Kind.UNAVAILABLE: Verdict.WAIT,
    Kind.TIMED_OUT: Verdict.WAIT,
    Kind.OVERLOADED: Verdict.WAIT,
    Kind.RATE_LIMITED: Verdict.RETRY,
    Kind.UPSTREAM_DENIED: Verdict.RETRY,
    Kind.UPSTREAM_LIMITED: Verdict.RETRY,
    Kind.UPSTREAM_BAD: Verdict.RETRY,
    Kind.UPSTREAM_UNAVAILABLE: Verdict.RETRY,
    Kind.UPSTREAM_TIMEOUT: Verdict.RETRY,
    Kind.CRASHED: Verdict.FEW,
    Kind.BAD_PICTURE: Verdict.GIVE_UP,
    Kind.UNSUPPORTED: Verdict.GIVE_UP,
    Kind.TOO_LARGE: Verdict.GIVE_UP,
    Kind.SOURCE_NOT_ALLOWED: Verdict.RETRY,  # our settings say so, and may be mended
    Kind.INVALID: Verdict.GIVE_UP,
    Kind.NOT_FOUND: Verdict.GIVE_UP,
    Kind.UNAUTHORIZED: Verdict.GIVE_UP,
    Kind.FORBIDDEN: Verdict.GIVE_UP,
    Kind.CONFLICT: Verdict.RETRY,
    Kind.CONFIGURATION: Verdict.RETRY,
    Kind.UPSTREAM_MISSING: Verdict.MISSING,
    Kind.UPSTREAM_GONE: Verdict.MISSING,
    Kind.SUPERSEDED: Verdict.DROP,
}

# A body without a length that was cut on its way looks like a picture that ends too early.
_MAY_BE_CUT = ("image_truncated", "image_empty")

_WAIT_SECONDS = 15.0
# After so many failures in a row a picture that may still succeed is shown as failed.
_SHOWN_AS_FAILED = 3


def verdict_of(error: TvdbProxyError) -> Verdict:
    """What this failure means."""
    return Verdict.FEW if error.code in _MAY_BE_CUT else VERDICTS[error.kind]


def record_failure(
    database: Database, work: Work, error: TvdbProxyError, *, most: int, recheck_days: float
) -> Verdict:
    """Write the reason to the row and set when it is tried again, if it is still ours."""
    verdict = verdict_of(error)
    if verdict is Verdict.DROP:
        return verdict
    with database.write() as session:
        row = session.get(Artwork, work.artwork_id, with_for_update=True)
        if row is None or row.claim != work.claim:
            return Verdict.DROP
        row.claim = row.lease_until = row.sent_at = None
        row.attempts = 0  # this delivery came to an orderly end
        row.error_code, row.error_message = error.code, error.public
        if verdict is Verdict.WAIT:
            row.state = ArtworkState.PENDING
            row.due_at = now(session) + timedelta(seconds=error.retry_after or _WAIT_SECONDS)
            return verdict
        row.failures += 1
        row.state = _state(verdict, row.failures)
        again = timedelta(days=recheck_days)
        if verdict is Verdict.RETRY or (verdict is Verdict.FEW and row.failures < most):
            again = backoff(row.failures, error.retry_after)
        row.due_at = now(session) + again
        if row.state != ArtworkState.PENDING:
            tasks.settle(session, row.id, row.state)
        if row.state == ArtworkState.FAILED and _is_whole(row):
            row.state = ArtworkState.READY  # what was made before is shown
    return verdict


def _is_whole(row: Artwork) -> bool:
    """Whether there is a picture of before, and its objects are what the rows say."""
    return row.revision is not None and not (row.forced or row.damaged)


def _state(verdict: Verdict, failures: int) -> ArtworkState:
    if verdict is Verdict.MISSING:
        return ArtworkState.MISSING
    if verdict in (Verdict.RETRY, Verdict.FEW) and failures < _SHOWN_AS_FAILED:
        return ArtworkState.PENDING
    return ArtworkState.FAILED
