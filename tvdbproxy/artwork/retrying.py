"""The catalogue's pictures as operators look for them, and have those tried again that failed.

Every function takes a session of the caller's, changes rows in it and sends nothing. Each is safe
beside workers and when it is run twice: a picture that somebody is at is left alone. The caller
sends the messages after its commit; where it does not, the reconciler does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.artwork import feed
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.jobs.leases import is_over


@dataclass(frozen=True)
class PictureView:
    """A picture as people see it. ``failures`` are those in a row; it is tried (again) at
    ``due_at``, never while that is empty. Times are UTC."""

    id: int
    content_type: str
    content_id: int
    image_type: str
    path: str
    state: str
    failures: int
    error_code: str | None
    error_message: str | None
    due_at: datetime | None
    processed_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which pictures: whatever is given has to hold. ``code`` is that of the error."""

    state: ArtworkState | None = None
    code: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Page:
    """Some pictures, and the id after which the next ones come, if there are more."""

    pictures: tuple[PictureView, ...]
    next_after: int | None


def page(session: Session, wanted: Wanted, *, limit: int = 50, after: int = 0) -> Page:
    """These pictures by id, those behind ``after``."""
    pairs = (
        (Artwork.state, wanted.state),
        (Artwork.error_code, wanted.code),
        (Artwork.content_type, wanted.content_type),
    )
    conditions = [column == value for column, value in pairs if value is not None]
    chosen = select(Artwork).where(Artwork.id > after, *conditions)
    rows = session.scalars(chosen.order_by(Artwork.id).limit(limit + 1)).all()
    more = rows[limit - 1].id if len(rows) > limit else None
    return Page(tuple(map(_view, rows[:limit])), more)


def read(session: Session, artwork_id: int) -> PictureView:
    """One of them. Raises ``NotFound`` (``unknown_artwork``)."""
    return _view(_row(session, artwork_id))


def retry(session: Session, artwork_id: int) -> bool:
    """Have a picture that failed, or waits for its time, tried now, as often as a new one.
    ``False`` if it is due or somebody is at it already; otherwise the caller sends
    ``process_artwork`` for it.

    Raises ``NotFound`` (``unknown_artwork``), and ``Conflict`` (``artwork_ready``) where nothing
    was wrong.
    """
    row = _row(session, artwork_id, lock=True)
    if row.state == ArtworkState.READY and row.error_code is None:
        raise Conflict(
            "The picture is made, and nothing is wrong with it; sync its title to have it compared "
            "with upstream.",
            code="artwork_ready",
        )
    if not _is_idle(session, row):
        return False
    feed.hasten(session, [artwork_id], force=False)
    return True


def failed(session: Session, *, code: str | None = None, limit: int = 100) -> list[PictureView]:
    """What ``retry_failed`` would have tried again now, in its order."""
    return [_view(row) for row in _failed(session, code, limit)]


def retry_failed(session: Session, *, code: str | None = None, limit: int = 100) -> list[int]:
    """Have up to ``limit`` pictures tried now that failed or that upstream did not have, those
    whose time is nearest before others; of that error ``code`` alone, if one is named.

    Gives their ids, for each of which the caller sends ``process_artwork``. Two who do this at
    the same time each get others.
    """
    artwork_ids = [row.id for row in _failed(session, code, limit, lock=True)]
    feed.hasten(session, artwork_ids, force=False)
    return artwork_ids


def _row(session: Session, artwork_id: int, *, lock: bool = False) -> Artwork:
    row = session.get(Artwork, artwork_id, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound("There is no such picture.", code="unknown_artwork")
    return row


def _is_idle(session: Session, row: Artwork) -> bool:
    """Whether nobody is at it, nor will be in a moment."""
    moment = now(session)
    if row.lease_until is not None and row.lease_until > moment:
        return False
    is_due = row.due_at is not None and row.due_at <= moment
    return not (is_due and row.state in feed.UNFINISHED)


def _failed(session: Session, code: str | None, limit: int, *, lock: bool = False) -> list[Artwork]:
    """State by state: each is in the order of an index, both together are not."""
    of_these = [] if code is None else [Artwork.error_code == code]
    free = is_over(Artwork.lease_until, now(session))
    chosen = select(Artwork).where(free, *of_these).order_by(Artwork.due_at, Artwork.id)
    if lock:
        chosen = chosen.with_for_update(skip_locked=True)
    rows = [
        row
        for state in feed.FAILED
        for row in session.scalars(chosen.where(Artwork.state == state).limit(limit))
    ]
    return sorted(rows, key=_urgency)[:limit]


def _urgency(row: Artwork) -> tuple[bool, datetime, int]:
    """What has a time goes before what has none."""
    return row.due_at is None, row.due_at or datetime.max.replace(tzinfo=UTC), row.id


def _view(row: Artwork) -> PictureView:
    return PictureView(**{name: getattr(row, name) for name in PictureView.__dataclass_fields__})
