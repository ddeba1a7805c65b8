"""How far a sync has come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, Movie, Refresh, Series, Variant
from tvdbproxy.jobs import cursors


@dataclass(frozen=True)
class Progress:
    """Counts of titles and pictures; ``bytes`` are those of all stored variants.

    Pictures that wait until somebody asks for them are ``dormant`` and not in the total.
    ``phase`` is ``sweeping`` while the list of titles is read, ``syncing`` while titles or
    pictures wait, else ``idle``.
    """

    phase: str
    titles_done: int
    titles_total: int
    artwork: dict[str, int]
    bytes: int


def progress(database: Database, *, full: bool) -> Progress:
    """Count it: one pass over an index of pictures and over the variants."""
    with database.read() as session:
        held = sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Series, Movie)
        )
        waiting = session.scalar(
            select(func.count()).where(
                Refresh.content_type.in_(("series", "movie")), Refresh.due_at.is_not(None)
            )
        )
        states, dormant = _pictures(session)
        stored = session.scalar(select(func.sum(Variant.bytes))) or 0
        swept = bool(cursors.read(session, "sweep").get("finished"))
    done = held - (waiting or 0)
    busy = states[ArtworkState.PENDING] + states[ArtworkState.PROCESSING]
    phase = "sweeping" if full and not swept else "syncing" if waiting or busy else "idle"
    return Progress(
        phase=phase,
        titles_done=max(done, 0),
        titles_total=held,
        artwork={**states, "total": sum(states.values()), "dormant": dormant},
        bytes=int(stored),
    )


def _pictures(session: Session) -> tuple[dict[str, int], int]:
    """By state, and how many of the pending ones are never due."""
    sleeps = (Artwork.state == ArtworkState.PENDING) & Artwork.due_at.is_(None)
    counts = session.execute(
        select(Artwork.state, sleeps, func.count()).group_by(Artwork.state, sleeps)
    )
    states = dict.fromkeys((state.value for state in ArtworkState), 0)
    dormant = 0
    for state, asleep, count in counts:
        if asleep:
            dormant += count
        else:
            states[state] = states.get(state, 0) + count
    return states, dormant
