"""Single flight over all processes: one works, the others look whether it is done."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from tvdbproxy.db.database import Database
from tvdbproxy.errors import TimedOut, Unavailable
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.claims import new_claim

log = logging.getLogger(__name__)

T = TypeVar("T")

_GLANCE_SECONDS = 0.1
# A lease outlives the work that it is for by this much.
_SLACK_SECONDS = 5.0


@dataclass(frozen=True)
class Alone:
    """``seconds`` is how long a piece of work may take."""

    database: Database
    seconds: float

    def do(
        self, name: str, deadline: Deadline, find: Callable[[], T | None], make: Callable[[], T]
    ) -> T:
        """What ``find`` finds, or what ``make`` makes where nobody else is at it.

        ``find`` is asked again after the lease was had: it may have been made meanwhile.
        Raises what both raise, and ``TimedOut`` (``transform_timeout``) at the deadline.
        """
        while True:
            with self._held(name) as is_ours:
                if (found := find()) is not None:
                    return found
                if is_ours:
                    return make()
            if deadline.passed:
                raise timed_out("another process is still at it")
            time.sleep(_GLANCE_SECONDS)

    @contextmanager
    def _held(self, name: str) -> Iterator[bool]:
        """Whether nobody else is at it; if so, nobody is until the block ends. Without a
        database everybody is: twice is better than not at all."""
        claim = new_claim()
        try:
            with self.database.write() as session:
                is_ours = leases.acquire(session, name, claim, self.seconds + _SLACK_SECONDS)
        except Unavailable as error:
            log.warning("no lease for %s: %s", name, error)
            yield True
            return
        try:
            yield is_ours
        finally:
            if is_ours:
                self._let_go(name, claim)

    def _let_go(self, name: str, claim: str) -> None:
        try:
            with self.database.write() as session:
                leases.release(session, name, claim)
        except Unavailable as error:
            log.warning("cannot let go of %s: %s", name, error)


def timed_out(detail: str) -> TimedOut:
    """The time for one transform is over."""
    return TimedOut(
        "The picture was not ready in time; try again in a moment.",
        code="transform_timeout",
        detail=detail,
        retry_after=2,
    )
