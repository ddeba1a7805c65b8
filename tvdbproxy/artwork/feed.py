"""Which pictures are to be sent to the workers now: those that are due and not on their way.

The queue is kept short. What waits is in the database, so it costs nothing there, and a
queue that is lost is filled again from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import case, null, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.jobs import claims
from tvdbproxy.vocabulary import MAIN_IMAGE

# What is being made, or has never come to an end.
UNFINISHED = (ArtworkState.PENDING, ArtworkState.PROCESSING)
# What failed, and whose time to be tried again has come.
FAILED = (ArtworkState.FAILED, ArtworkState.MISSING)
# What is here, and has to be compared with upstream.
STORED = (ArtworkState.READY,)


def due(
    session: Session, states: Sequence[ArtworkState], *, resend_after: float, limit: int
) -> list[int]:
    """Ids of due pictures, longest due first; marked as sent in the caller's transaction."""
    rows = claims.unsent(
        session,
        Artwork,
        [Artwork.id],
        resend_after=resend_after,
        limit=limit,
        where=[Artwork.state.in_(states)],
    )
    return [row.id for row in rows]


def hasten(session: Session, artwork_ids: Sequence[int], *, force: bool, sent: bool = True) -> None:
    """Have these pictures compared with upstream now, whatever their time was. With ``force``
    they are made again although nothing changed. ``sent`` says that the caller sends a message
    for each; otherwise the reconciler does."""
    moment = now(session)
    values: dict[str, object] = {
        "state": ArtworkState.PENDING,
        "due_at": moment,
        # A damaged one is made of our own source first, which is no answer to this wish.
        "checked_at": None,
        "failures": 0,
    }
    if sent:
        values["sent_at"] = moment
    if force:
        # Whoever is at it began before the wish was known, and must not take it for done.
        values |= {"forced": True, "attempts": 0, "claim": None, "lease_until": None}
    for start in range(0, len(artwork_ids), 500):
        session.execute(
            update(Artwork).where(Artwork.id.in_(artwork_ids[start : start + 500])).values(values)
        )


def wake(session: Session, artwork_ids: Sequence[int]) -> None:
    """Make those of these pictures due that are dormant (pending, but never due); the caller
    sees to it that they are made."""
    moment = now(session)
    session.execute(
        update(Artwork)
        .where(
            Artwork.id.in_(artwork_ids),
            Artwork.state == ArtworkState.PENDING,
            Artwork.due_at.is_(None),
        )
        .values(due_at=moment, sent_at=moment)
    )


def mark_damaged(session: Session, artwork_ids: Sequence[int], *, sent: bool) -> None:
    """Make these pictures due now, because some of their objects are not what the rows say:
    they are made again of our own source where that is good. ``sent`` says that the caller
    sees to it; if it is killed before that, the reconciler sends them."""
    moment = now(session)
    values: dict[str, object] = {
        "damaged": True,
        # One that waits to be compared goes on waiting for it when it has been mended.
        "checked_at": case((Artwork.state.in_(UNFINISHED), null()), else_=Artwork.checked_at),
        "state": ArtworkState.PENDING,
        "due_at": moment,
        "sent_at": moment if sent else None,
        "failures": 0,
        # Whoever is at it may have stored what is lost by now, and must not take it for done.
        **claims.revoked(Artwork, moment),
    }
    session.execute(update(Artwork).where(Artwork.id.in_(artwork_ids)).values(values))


def of_title(session: Session, content_type: str, content_id: int) -> list[int]:
    """Every picture of one title, the chosen ones first."""
    return list(
        session.scalars(
            select(Artwork.id)
            .where(Artwork.content_type == content_type, Artwork.content_id == content_id)
            .order_by(Artwork.is_chosen.desc(), Artwork.id)
        )
    )


def own_pictures(
    session: Session, titles: Sequence[tuple[str, int]], *, with_failed: bool
) -> list[int]:
    """The chosen pictures of these titles that stand for the titles themselves. Those that
    failed have a time of their own, and are left out unless ``with_failed``."""
    states = [*UNFINISHED, *STORED, *(FAILED if with_failed else ())]
    patience = [] if with_failed else [Artwork.failures == 0]
    by_type: dict[str, list[int]] = defaultdict(list)
    for content_type, content_id in titles:
        by_type[content_type].append(content_id)
    found: list[int] = []
    for content_type, ids in by_type.items():
        found += session.scalars(
            select(Artwork.id)
            .where(
                Artwork.content_type == content_type,
                Artwork.content_id.in_(ids),
                Artwork.image_type == MAIN_IMAGE[content_type],
                Artwork.is_chosen,
                Artwork.state.in_(states),
                *patience,
            )
            .order_by(Artwork.id)
        )
    return found
