"""Single flight over all processes: one works, the others look whether it is done."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from tvdbproxy.db.database import Database
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.claims import new_claim

log = logging.getLogger(__name__)

T = TypeVar("T")

_GLANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Alone:
    """Thread-safe. ``kind`` is of what the work comes to, as ``banner``; whoever works has
    ``lease_seconds`` for it, after which others take him for dead."""

    database: Database
    kind: str
    lease_seconds: float

    def do(
        self,
        what: str,
        find: Callable[[], T | None],
        make: Callable[[], T],
        patience_seconds: float,
    ) -> T | None:
        """What ``find`` finds, or what ``make`` makes where nobody else is at it; ``None`` if
        somebody else still is after ``patience_seconds``. Raises what both raise.

        ``find`` is asked again after the lease was had: it may have been made meanwhile.
        """
        deadline = time.monotonic() + patience_seconds
        while True:
            with self.held(what) as is_ours:
                if (found := find()) is not None:
                    return found
                if is_ours:
                    return make()
            if time.monotonic() >= deadline:
                return None
            time.sleep(_GLANCE_SECONDS)

    @contextmanager
    def held(self, what: str) -> Iterator[bool]:
        """Whether nobody else is at it; if so, nobody is until the block ends. Without a
        database, or with one that is busy, everybody is: twice is better than not at all."""
        name, claim = self.lease_of(what), new_claim()
        is_ours = self._take(name, claim)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._let_go(name, claim)

    def lease_of(self, what: str) -> str:
        """The name of the lease. A path or a question may be longer than one may be."""
        return f"{self.kind}:{sha256(what.encode()).hexdigest()}"

    def _take(self, name: str, claim: str) -> bool:
        """Those who look again and again only read."""
        try:
            with self.database.read() as session:
                if leases.is_held(session, name):
                    return False
            with self.database.write_soon() as session:
                return leases.acquire(session, name, claim, self.lease_seconds)
        except Unavailable as error:
            log.warning("no lease for %s: %s", name, error)
            return True

    def _let_go(self, name: str, claim: str) -> None:
        """What was made is there whether this succeeds or not: the lease runs out."""
        try:
            with self.database.write_soon() as session:
                leases.release(session, name, claim)
        except Unavailable as error:
            log.warning("cannot let go of %s: %s", name, error)
