"""Whether the clock ticks: what a scheduler leaves in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import Lease

# Of all that ticks, what ticks most often. A tick is a lease until shortly before the next.
_TICK = "tick:reconcile"


def last_tick(session: Session) -> datetime | None:
    """Until when the last tick holds (UTC); ``None`` if there was none for a day."""
    return session.scalar(select(Lease.until).where(Lease.name == _TICK))
