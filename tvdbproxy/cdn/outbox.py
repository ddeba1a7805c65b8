"""The outbox: what is to be forgotten, written in the transaction that changes it.

Nobody sends a message for it: it is not due at once, and the reconciler looks often enough.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tvdbproxy.cdn import addresses
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Purge, PurgeStatus
from tvdbproxy.db.upsert import upsert

LONGEST = 2048
"""Letters of an address."""


@dataclass(frozen=True)
class Purges:
    """What flows tell of their changes to. Where it is not ``on``, nothing is written.

    ``cdn`` is the address of the CDN whose origin is the bucket, empty without one.
    """

    on: bool = False
    cdn: str = ""
    wait_seconds: float = 60

    def of_titles(self, session: Session, titles: Iterable[tuple[str, int]]) -> None:
        """Pictures of these titles (content type and id) are others now."""
        if self.on:
            prefixes = [addresses.title_object(kind, number) for kind, number in titles]
            self.of_objects(session, prefixes)

    def of_objects(self, session: Session, keys: Iterable[str]) -> None:
        """The objects under these keys, of either bucket, are others now, or gone."""
        if self.on:
            found = (each for key in keys for each in addresses.of_objects(key, self.cdn))
            ask(session, found, wait_seconds=self.wait_seconds)

    def of_image(
        self, session: Session, numbers: Iterable[int | str], keys: Iterable[str] = ()
    ) -> None:
        """A picture that somebody gave us, by all its numbers, is another now, or gone; likewise
        its objects under these keys."""
        if self.on:
            ask(session, map(addresses.of_media, numbers), wait_seconds=self.wait_seconds)
            self.of_objects(session, keys)


NO_PURGES = Purges()
"""Of a service that no cache stands in front of."""


def ask(session: Session, wanted: Iterable[str], *, wait_seconds: float = 0) -> int:
    """Have these addresses purged, each once however often it is named; how many."""
    moment = now(session)
    # In one order, so that two who name the same ones cannot wait for each other in a circle.
    rows = [
        {
            "id": sha256(address.encode()).hexdigest(),
            "address": address,
            "ticket": uuid.uuid4().hex,
            "status": PurgeStatus.PENDING,
            "asked_at": moment,
            "due_at": moment + timedelta(seconds=wait_seconds),
            "batch": None,
            "attempts": 0,
            "error_code": None,
            "last_error": None,
        }
        for address in sorted(set(wanted))
    ]
    if rows:
        upsert(session, Purge, rows)
    return len(rows)


def absorb(session: Session, address: str) -> None:
    """Forget wishes that a wider one, which ends with ``*``, covers."""
    narrower = Purge.address.startswith(address.removesuffix("*"), autoescape=True)
    session.execute(
        delete(Purge).where(narrower, Purge.address != address, Purge.status == PurgeStatus.PENDING)
    )
