"""Following upstream: what changed since we last asked.

The feed is asked with an overlap, because upstream writes it late at times. Changes make
titles wait for a refresh; deletions and merges are carried out at once. A cursor that is
older than the feed reaches back starts a full sweep instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue import second_look
from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.identity import is_upstreams
from tvdbproxy.catalogue.pictures import remove_picture
from tvdbproxy.catalogue.refresh import want
from tvdbproxy.catalogue.replies.changes import note
from tvdbproxy.catalogue.store import remove_title
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES, Artwork
from tvdbproxy.jobs import cursors
from tvdbproxy.upstream.updates import Change

CURSOR = "updates"
OVERLAP_SECONDS = 3600
# The feed counts in seconds, by upstream's clock.
_SKEW = timedelta(seconds=60)

_ENTITIES = {
    "series": "series",
    "movies": "movie",
    "seasons": "season",
    "episodes": "episode",
    "people": "person",
    "translatedserierk": "series",
    "translatedmovies": "movie",
    "translatedseasons": "season",
    "translatedepisodes": "episode",
    "translatedpeople": "person",
}


@dataclass(frozen=True)
class Followed:
    """What a look at the feed came to."""

    changes: int = 0
    wanted: int = 0
    removed: int = 0


def follow(
    database: Database,
    changes_since: Callable[[int], Iterable[Any]],
    *,
    held_only: bool,
) -> Followed:
    """Read the feed from the cursor on. ``changes_since`` takes Unix seconds and yields
    the upstream room's pages of changes; what it raises goes to the caller, and the cursor
    stays."""
    with database.read() as session:
        started = now(session)
        since = cursors.read(session, CURSOR).get("since")
    if since is None:
        begin(database)
        return Followed()
    total = Followed()
    for page in changes_since(max(int(since) - OVERLAP_SECONDS, 0)):
        total = _add(total, _apply(database, page.changes, held_only))
    with database.write() as session:
        _remember(session, started)
    return total


def begin(database: Database) -> None:
    """Set the cursor to now, unless it is set."""
    with database.write() as session:
        if not cursors.read(session, CURSOR):
            cursors.write(session, CURSOR, {"since": int(now(session).timestamp())})


def reset(database: Database) -> None:
    """Begin at now, whatever the cursor was: it is older than the feed reaches back."""
    with database.write() as session:
        _remember(session, now(session))


def _remember(session: Session, moment: datetime) -> None:
    cursors.write(session, CURSOR, {"since": int(moment.timestamp())})


def _add(total: Followed, more: Followed) -> Followed:
    return Followed(
        total.changes + more.changes, total.wanted + more.wanted, total.removed + more.removed
    )


def _apply(database: Database, changes: Sequence[Change], held_only: bool) -> Followed:
    changes = [change for change in changes if is_upstreams(change.record_id)]
    if not changes:
        return Followed()

    def unit() -> Followed:
        with database.write() as session:
            return _carry_out(session, changes, held_only)

    return again(unit)


def _carry_out(session: Session, changes: Sequence[Change], held_only: bool) -> Followed:
    owners = _owners(session, changes)
    concerned = [(change, _concerned(change, owners)) for change in changes]
    held = {o for _, titles in concerned for o in titles if _is_held(session, o)}
    wanted: dict[Owner, datetime] = {}
    removed = 0
    for change, titles in concerned:
        moment = datetime.fromtimestamp(change.timestamp, UTC)
        if change.method == "delete":
            if any(_is_dealt_with(session, title, moment) for title in titles):
                continue  # the feed is read with an overlap: upstream took it back since
            was_held = _remove(session, change)
            removed += was_held
            # Whoever had the one that was merged away gets the one that it became.
            titles = _heir(change) if was_held or not held_only else set()
            held |= titles
        for title in titles:
            if (title in held or not held_only) and not _is_dealt_with(session, title, moment):
                wanted[title] = max(moment, wanted.get(title, moment))
    # In the order in which everybody takes these rows: titles, second looks, refreshes, answers.
    second_look.plan(session, wanted)
    want(session, wanted)
    note(session, changes, owners)
    return Followed(len(changes), len(wanted), removed)


def _owners(session: Session, changes: Iterable[Change]) -> dict[int, Owner]:
    """The titles of those artworks that we know."""
    ids = sorted({change.record_id for change in changes if change.entity_type == "artwork"})
    rows = session.execute(
        select(Artwork.id, Artwork.content_type, Artwork.content_id).where(Artwork.id.in_(ids))
    )
    return {row.id: (row.content_type, row.content_id) for row in rows}


def _is_dealt_with(session: Session, owner: Owner, moment: datetime) -> bool:
    """Whether the title was fetched well after ``moment``, so that what happened then is known.
    A time that is still to come was written by a wrong clock."""
    table = CONTENT_TABLES[owner[0]]
    synced_at = session.scalar(select(table.synced_at).where(table.id == owner[1]))
    return synced_at is not None and moment + _SKEW < synced_at <= now(session) + _SKEW


def _remove(session: Session, change: Change) -> bool:
    """Carry out a deletion; whether there was something to delete."""
    if change.entity_type == "artwork":
        return remove_picture(session, change.record_id)
    content_type = _ENTITIES.get(change.entity_type)
    if content_type is None or change.entity_type.startswith("translated"):
        return False
    was_held = _is_held(session, (content_type, change.record_id))
    remove_title(session, content_type, change.record_id)
    return was_held


def _heir(change: Change) -> set[Owner]:
    """The title that took the place of a deleted one, if it was merged."""
    own_type = _ENTITIES.get(change.entity_type)
    content_type = _ENTITIES.get(change.merge_to_type or "", own_type)
    if content_type is None or change.merge_to_id is None or not is_upstreams(change.merge_to_id):
        return set()
    return {(content_type, change.merge_to_id)}


def _concerned(change: Change, owners: Mapping[int, Owner]) -> set[Owner]:
    """The titles that a change tells of."""
    if change.entity_type == "artwork":
        # A new artwork does not say whose it is; its title changes as well and tells.
        return {owners[change.record_id]} if change.record_id in owners else set()
    content_type = _ENTITIES.get(change.entity_type)
    if content_type is None:
        return set()
    found = {(content_type, change.record_id)}
    if change.method == "delete" or change.series_id is None or not is_upstreams(change.series_id):
        return found
    # A new episode or season is told by its series, which knows its place.
    return found | {("series", change.series_id)}


def _is_held(session: Session, owner: Owner) -> bool:
    return session.get(CONTENT_TABLES[owner[0]], owner[1]) is not None
