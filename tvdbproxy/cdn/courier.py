"""Delivering: wishes are taken oldest first and many at a time, purged, and then forgotten.

One process at a time does it, by a lease. Who is killed between the purge and the record leaves
the wishes as they were: the same ones are sent again, under the same reference. What changed
once more meanwhile has another ticket, and stays.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tvdbproxy.cdn import lane
from tvdbproxy.cdn.addresses import spellings
from tvdbproxy.cdn.lane import Lane
from tvdbproxy.cdn.purger import DENIED, REFUSED, Most, Purger, is_starred
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Purge, PurgeStatus
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs.sole import sole

log = logging.getLogger(__name__)

LEASE = "cdn"


@dataclass(frozen=True)
class Courier:
    """``key`` is a fingerprint of whom ``purger`` asks and by which right. Within
    ``lease_seconds`` a call has to be over; calls are begun in the first half of it."""

    database: Database
    purger: Purger
    key: str
    lease_seconds: float


@dataclass(frozen=True)
class _Wish:
    """A row as it was when it was taken."""

    address: str
    ticket: str

    @property
    def addresses(self) -> tuple[str, ...]:
        return spellings(self.address)


def deliver(courier: Courier) -> int:
    """Purge what is due, as far as half a lease suffices; how many wishes came true.

    The CDN's faults are written down, and it is left alone for a while. Raises ``Unavailable``
    where our own database is away.
    """
    until = time.monotonic() + courier.lease_seconds / 2
    done = 0
    with sole(courier.database, LEASE, uuid.uuid4().hex, courier.lease_seconds) as ours:
        while ours and time.monotonic() < until:
            wishes = _taken(courier)
            if not wishes or not _granted(courier, wishes):
                break
            done += len(wishes)
    return done


def is_wanted(session: Session, key: str) -> bool:
    """Whether there is anything to deliver now."""
    due = select(Purge.id).where(Purge.status == PurgeStatus.PENDING, Purge.due_at <= now(session))
    return session.scalar(due.limit(1)) is not None and lane.may_ask(session, key)


def _taken(courier: Courier) -> list[_Wish]:
    """The next wishes; none while the CDN is to be left alone."""
    with courier.database.write() as session:
        if not lane.may_ask(session, courier.key):
            return []
        _begin_anew(session, courier.key)
        rows = _left_over(session) or _next(session, courier.purger.most)
        batch = uuid.uuid4().hex
        for row in rows:
            row.batch = row.batch or batch
            row.attempts += 1
        return [_Wish(row.address, row.ticket) for row in rows]


def _begin_anew(session: Session, key: str) -> None:
    """With other settings all may be well, also what was given up for them."""
    known = lane.read(session)
    if known.key != key:
        lane.write(session, Lane(key=key, purged=known.purged, purged_at=known.purged_at))
        # Another provider takes other numbers at a time.
        session.execute(update(Purge).where(Purge.batch.is_not(None)).values(batch=None))
        revive(session, code=DENIED)


def revive(session: Session, *, code: str | None = None) -> int:
    """Have those purged now that were given up, all or for this reason; how many."""
    dead = [Purge.status == PurgeStatus.DEAD]
    if code is not None:
        dead.append(Purge.error_code == code)
    count = session.scalar(select(func.count()).select_from(Purge).where(*dead)) or 0
    session.execute(
        update(Purge)
        .where(*dead)
        .values(status=PurgeStatus.PENDING, due_at=now(session), batch=None, attempts=0)
    )
    return count


def _left_over(session: Session) -> Sequence[Purge]:
    """What somebody has taken who has died since, or found the CDN in trouble."""
    pending = Purge.status == PurgeStatus.PENDING
    first = session.scalar(
        select(Purge.batch).where(pending, Purge.batch.is_not(None)).order_by(Purge.due_at).limit(1)
    )
    if first is None:
        return ()
    rows = select(Purge).where(pending, Purge.batch == first)
    rows = rows.order_by(Purge.due_at, Purge.id)
    return session.scalars(rows.with_for_update()).all()


def _next(session: Session, most: Most) -> list[Purge]:
    """The oldest that are due, as many as one call may have; one in any case."""
    due = (
        select(Purge)
        .where(Purge.status == PurgeStatus.PENDING, Purge.due_at <= now(session))
        .order_by(Purge.due_at, Purge.id)
        .limit(most.exact + most.starred)
        .with_for_update(skip_locked=True)
    )
    taken: list[Purge] = []
    exact = starred = 0
    for row in session.scalars(due):
        stars = [is_starred(address) for address in spellings(row.address)]
        starred, exact = starred + sum(stars), exact + len(stars) - sum(stars)
        if taken and (starred > most.starred or exact > most.exact):
            break
        taken.append(row)
    return taken


def _granted(courier: Courier, wishes: Sequence[_Wish]) -> bool:
    """Purge them and write down what came of it; whether to go on."""
    addresses = list(dict.fromkeys(each for wish in wishes for each in wish.addresses))
    try:
        courier.purger.purge(addresses, _reference(wishes))
    except TvdbProxyError as error:
        if error.code == REFUSED:
            return _without_the_bad_one(courier, wishes, error)
        log.warning("cannot purge %d addresses: %s: %s", len(addresses), error.code, error)
        _record(courier, partial(_failed, wishes=wishes, error=error))
        return False
    # What is not recorded is purged again, which harms nobody.
    _record(courier, partial(_came_true, wishes=wishes, addresses=len(addresses)))
    return True


def _without_the_bad_one(courier: Courier, wishes: Sequence[_Wish], error: TvdbProxyError) -> bool:
    """A call is refused as a whole: halves tell which address it is for."""
    if len(wishes) > 1:
        middle = len(wishes) // 2
        halves = (wishes[:middle], wishes[middle:])
        return all(_granted(courier, half) for half in halves)
    log.warning("%s is never purged: %s", wishes[0].address, error)
    _record(courier, partial(bury, tickets=[wishes[0].ticket], error=error))
    return True


def _reference(wishes: Sequence[_Wish]) -> str:
    """The same for the same wishes."""
    told = "\n".join(sorted(f"{wish.ticket} {wish.address}" for wish in wishes))
    return sha256(told.encode()).hexdigest()


def _record(courier: Courier, unit: partial[None]) -> None:
    def write() -> None:
        with courier.database.write() as session:
            unit(session)

    again(write, seconds=courier.lease_seconds / 2)


def _came_true(session: Session, *, wishes: Sequence[_Wish], addresses: int) -> None:
    tickets = [wish.ticket for wish in wishes]
    session.execute(delete(Purge).where(Purge.ticket.in_(tickets)))
    before = lane.read(session)
    if before.was_closed:
        revive(session, code=DENIED)
    lane.write(session, before.well(addresses, now(session)))


def _failed(session: Session, *, wishes: Sequence[_Wish], error: TvdbProxyError) -> None:
    lane.write(session, lane.read(session).after(error, now(session)))
    tickets = [wish.ticket for wish in wishes]
    if error.code == DENIED:
        bury(session, tickets=tickets, error=error)
        return
    session.execute(
        update(Purge)
        .where(Purge.ticket.in_(tickets))
        .values(error_code=error.code, last_error=str(error))
    )


def bury(session: Session, *, tickets: Sequence[str], error: TvdbProxyError) -> None:
    """Give these up, until somebody has them tried again."""
    session.execute(
        update(Purge)
        .where(Purge.ticket.in_(tickets))
        .values(status=PurgeStatus.DEAD, batch=None, error_code=error.code, last_error=str(error))
    )
