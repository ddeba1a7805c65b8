"""A bundle into the tables, in the caller's transaction.

Rows that did not change are left as they are, so that a sync that runs twice finds
nothing to do the second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.bundle import Bundle, Title
from tvdbproxy.catalogue.pictures import remove_pictures_of, write_pictures
from tvdbproxy.db.database import now
from tvdbproxy.db.models import CONTENT_TABLES, Credit
from tvdbproxy.db.upsert import upsert


def store(session: Session, bundle: Bundle, *, at_once: bool = True) -> list[int]:
    """Write all that the bundle says; the ids of pictures that are due because of it. Unless
    ``at_once``, those of which nothing is stored wait until somebody asks for them."""
    moment = now(session)
    # Pictures before titles, as whoever records a picture locks them.
    due = write_pictures(session, bundle, moment, at_once=at_once)
    synced = bundle.title if at_once else None
    write_titles(session, bundle.titles, synced=synced, moment=moment)
    _write_credits(session, bundle)
    return due


def write_titles(
    session: Session,
    titles: Iterable[Title],
    *,
    synced: Title | None = None,
    moment: datetime | None = None,
    swept_at: datetime | None = None,
) -> None:
    """Upsert titles; ``synced`` is the one whose whole record this is, ``swept_at`` when a list
    named all of them."""
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for title in sorted(titles, key=lambda t: (t.content_type, t.id)):
        row = {"id": title.id, **title.columns}
        if title is synced:
            row["synced_at"] = moment
        if swept_at is not None:
            row["swept_at"] = swept_at
        groups[title.content_type, tuple(row)].append(row)
    for (content_type, _), rows in groups.items():
        upsert(session, CONTENT_TABLES[content_type], rows)


def remove_title(session: Session, content_type: str, content_id: int) -> None:
    """The title is gone upstream. Its objects become orphans and are cleaned up in time."""
    remove_pictures_of(session, (content_type, content_id))
    credited = [Credit.content_type == content_type, Credit.content_id == content_id]
    if content_type == "person":
        credited = [Credit.person_id == content_id]
    session.execute(delete(Credit).where(*credited))
    table = CONTENT_TABLES[content_type]
    session.execute(delete(table).where(table.id == content_id))


def _write_credits(session: Session, bundle: Bundle) -> None:
    title = bundle.title
    rows = [
        {
            "id": credit.id,
            "content_type": title.content_type,
            "content_id": title.id,
            "person_id": credit.person_id,
            "role": credit.role,
            "job": credit.job,
            "position": credit.position,
        }
        for credit in bundle.credits
    ]
    if bundle.lists_credits:
        session.execute(
            delete(Credit).where(
                Credit.content_type == title.content_type,
                Credit.content_id == title.id,
                Credit.id.not_in([credit.id for credit in bundle.credits]),
            )
        )
    upsert(session, Credit, rows)
