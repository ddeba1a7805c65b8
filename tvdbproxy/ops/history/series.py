"""What was remembered, as series of equal steps for plots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import PictureViews, Sample
from tvdbproxy.db.upsert import upsert
from tvdbproxy.ops.history.names import Measured

# As many pictures of a day are remembered.
_VIEWED_A_DAY = 10_000


class Span(StrEnum):
    """How far back a plot goes."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


# Minutes a step, and steps.
_STEPS = {Span.HOUR: (1, 60), Span.DAY: (15, 96), Span.WEEK: (120, 84)}


@dataclass(frozen=True)
class Series:
    """Values at equal steps, the oldest first; ``begin`` (UTC) is that of the first step."""

    name: str
    begin: datetime
    step_minutes: int
    values: tuple[float, ...]

    @property
    def total(self) -> float:
        """All of them together."""
        return sum(self.values)

    @property
    def most(self) -> float:
        """The largest."""
        return max(self.values, default=0.0)

    @property
    def last(self) -> float:
        """The newest."""
        return self.values[-1] if self.values else 0.0


def counts(session: Session, names: Iterable[str], span: Span) -> Mapping[str, Series]:
    """How often each happened in each step."""
    return _series(session, names, span, func.sum(Sample.value))


def amounts(session: Session, names: Iterable[str], span: Span) -> Mapping[str, Series]:
    """The most that there was of each in each step."""
    return _series(session, names, span, func.max(Sample.value))


def measure(session: Session, values: Mapping[Measured, float]) -> None:
    """Remember how much there is of each now. Who measures last in a minute is right."""
    minute = int(now(session).timestamp() // 60)
    rows = [{"name": name, "minute": minute, "value": value} for name, value in values.items()]
    upsert(session, Sample, rows)


def forget(session: Session, days: float) -> int:
    """Delete what is older, and what was viewed least of each day; how many rows."""
    moment = now(session)
    oldest = moment - timedelta(days=days)
    gone = _deleted(
        session, delete(Sample).where(Sample.minute < int(oldest.timestamp() // 60))
    ) + _deleted(session, delete(PictureViews).where(PictureViews.day < oldest.date()))
    for day in (moment.date(), (moment - timedelta(days=1)).date()):
        bar = session.scalar(
            select(PictureViews.views)
            .where(PictureViews.day == day)
            .order_by(PictureViews.views.desc())
            .offset(_VIEWED_A_DAY)
            .limit(1)
        )
        if bar is not None:
            least = delete(PictureViews).where(PictureViews.day == day, PictureViews.views <= bar)
            gone += _deleted(session, least)
    return gone


def _series(
    session: Session, names: Iterable[str], span: Span, together: Any
) -> Mapping[str, Series]:
    minutes, steps = _STEPS[span]
    last = int(now(session).timestamp() // 60) // minutes
    first = last - steps + 1
    wanted = list(names)
    step = (Sample.minute // minutes).label("step")
    rows = session.execute(
        select(Sample.name, step, together)
        .where(Sample.name.in_(wanted), Sample.minute >= first * minutes)
        .group_by(Sample.name, step)
    )
    found = {name: [0.0] * steps for name in wanted}
    for name, number, value in rows:
        if first <= number <= last:
            found[name][number - first] = float(value)
    begin = datetime.fromtimestamp(first * minutes * 60, UTC)
    return {name: Series(name, begin, minutes, tuple(found[name])) for name in wanted}


def _deleted(session: Session, statement: Any) -> int:
    return int(cast("CursorResult[Any]", session.execute(statement)).rowcount)
