"""How it goes with the CDN: one row for all processes, beside the wishes.

When it is in trouble, it is left alone, whatever waits: one call tells as much as a thousand.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tvdbproxy.cdn.purger import DENIED
from tvdbproxy.db.database import now
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs import cursors
from tvdbproxy.jobs.backoff import Pace, backoff

CURSOR = "cdn"

# In trouble it is asked again after 15 s, 30 s, 1 min ... 15 min; where it does not let us at
# all, after a quarter of an hour ... six hours.
_TROUBLE = Pace(first=15, factor=2, longest=15 * 60)
_CLOSED = Pace(first=15 * 60, factor=2, longest=6 * 3600)
# A rest that ends later was set by a clock that was ahead.
_LONGEST = timedelta(hours=8)


@dataclass(frozen=True)
class Lane:
    """``key`` is a fingerprint of the settings that all this is about. ``rests_until`` is when
    the CDN is to be asked again, after ``failures`` in a row, the last of which was ``error``.
    ``purged`` counts addresses, and ``purged_at`` is when there were some last. Times are ISO."""

    key: str = ""
    failures: int = 0
    rests_until: str | None = None
    error_code: str | None = None
    error: str | None = None
    purged: int = 0
    purged_at: str | None = None

    @property
    def was_closed(self) -> bool:
        """Whether the last answer was that we may not."""
        return self.error_code == DENIED

    def rests(self, moment: datetime) -> bool:
        """Whether it is to be left alone now."""
        if self.rests_until is None:
            return False
        until = datetime.fromisoformat(self.rests_until)
        return moment < until < moment + _LONGEST

    def after(self, error: TvdbProxyError, moment: datetime) -> Lane:
        """The same after one more failure."""
        failures = self.failures + 1
        pace = _CLOSED if error.code == DENIED else _TROUBLE
        pause = backoff(failures, error.retry_after, pace=pace)
        return replace(
            self,
            failures=failures,
            rests_until=(moment + min(pause, _LONGEST / 2)).isoformat(),
            error_code=error.code,
            error=str(error),
        )

    def well(self, purged: int, moment: datetime) -> Lane:
        """The same after a success."""
        return Lane(key=self.key, purged=self.purged + purged, purged_at=moment.isoformat())


def read(session: Session) -> Lane:
    """How it goes."""
    known = Lane.__dataclass_fields__
    return Lane(**{k: v for k, v in cursors.read(session, CURSOR).items() if k in known})


def write(session: Session, lane: Lane) -> None:
    """Remember it, in the caller's transaction."""
    cursors.write(session, CURSOR, asdict(lane))


def may_ask(session: Session, key: str) -> bool:
    """Whether the CDN that ``key`` means may be asked now."""
    lane = read(session)
    return lane.key != key or not lane.rests(now(session))
