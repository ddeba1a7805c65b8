"""The whole upstream catalogue, page by page, with a checkpoint after each.

The checkpoint moves in the transaction that stores the page, so that a sweep that was
killed goes on where it was, and no page is skipped or counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.bundle import Title
from tvdbproxy.catalogue.mappers import base_title
from tvdbproxy.catalogue.refresh import Upstream, want, want_all
from tvdbproxy.catalogue.replies import store as replies
from tvdbproxy.catalogue.store import write_titles
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES, Movie, Series
from tvdbproxy.jobs import cursors
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.questions import Question, asked

CURSOR = "sweep"
# Seasons, episodes and people come with their titles.
_LISTS = (("series", "series_list"), ("movie", "movies"))
_TABLES: dict[str, type[Series] | type[Movie]] = {"series": Series, "movie": Movie}
CONTENT_TYPES = tuple(_TABLES)
"""What has lists of its own."""


@dataclass(frozen=True)
class Swept:
    """One page done: how many titles it had."""

    content_type: str
    page: int
    titles: int


def sweep(
    database: Database,
    upstream: Upstream,
    hosts: Sequence[str],
    on_page: Callable[[Swept, list[tuple[str, int]]], None],
) -> bool:
    """Go through all pages that are left; ``False`` if the sweep was finished before.

    ``on_page`` is called after each page's commit, with the titles that wait since.
    """
    place = _begun(database)
    if place.get("finished"):
        return False
    started = datetime.fromisoformat(place["started"])
    for number, (content_type, name) in enumerate(_LISTS):
        page = int(place.get("page", 0)) if number == place.get("list", 0) else 0
        if number < place.get("list", 0):
            continue
        _sweep_list(database, upstream, hosts, (number, content_type, name), page, started, on_page)
    for content_type in CONTENT_TYPES:
        _doubt_unlisted(database, content_type, started)
    with database.write() as session:
        cursors.write(session, CURSOR, {"finished": True})
    return True


def restart(database: Database) -> None:
    """Have the next sweep begin at the first page."""
    with database.write() as session:
        cursors.write(session, CURSOR, {})


def _begun(database: Database) -> dict[str, Any]:
    """Where the sweep is; a new one remembers when it began."""
    with database.write() as session:
        place = cursors.read(session, CURSOR)
        if not place.get("finished") and "started" not in place:
            place["started"] = now(session).isoformat()
            cursors.write(session, CURSOR, place)
    return place


def _doubt_unlisted(database: Database, content_type: str, started: datetime) -> None:
    """Titles that no list names any more are asked for by themselves: upstream's word removes
    them, a list that was short of them does not."""
    table = _TABLES[content_type]
    unlisted = or_(table.swept_at.is_(None), table.swept_at < started)
    want_all(database, content_type, and_(table.synced_at.is_not(None), unlisted))


def _sweep_list(
    database: Database,
    upstream: Upstream,
    hosts: Sequence[str],
    which: tuple[int, str, str],
    page: int,
    started: datetime,
    on_page: Callable[[Swept, list[tuple[str, int]]], None],
) -> None:
    number, content_type, name = which
    more = True
    while more:
        question, asked_at = asked(name, {"page": str(page)}), datetime.now(UTC)
        reply = upstream.get(question.path, dict(question.params))
        titles = _titles(content_type, reply.data, hosts)
        more = bool(reply.data) and bool(reply.links and reply.links.get("next"))
        place = {
            "list": number if more else number + 1,
            "page": page + 1 if more else 0,
            "started": started.isoformat(),
        }
        waiting = again(partial(_keep_page, database, titles, question, reply, asked_at, place))
        on_page(Swept(content_type, page, len(titles)), waiting)
        page += 1


def _keep_page(
    database: Database,
    titles: Sequence[Title],
    question: Question,
    reply: Reply,
    asked_at: datetime,
    place: dict[str, Any],
) -> list[tuple[str, int]]:
    """The page and the checkpoint behind it, together; the titles that wait since."""
    with database.write() as session:
        waiting = _changed(session, titles[0].content_type, titles) if titles else []
        write_titles(session, titles, swept_at=now(session))
        want(session, waiting)
        replies.keep(session, question, reply, asked_at)
        cursors.write(session, CURSOR, place)
    return waiting


def _changed(session: Session, content_type: str, titles: Sequence[Title]) -> list[tuple[str, int]]:
    """The titles of which we do not hold the whole record in its present state."""
    table = CONTENT_TABLES[content_type]
    ids = [title.id for title in titles]
    rows = session.execute(
        select(table.id, table.last_updated).where(table.id.in_(ids), table.synced_at.is_not(None))
    )
    held: dict[int, str | None] = {row.id: row.last_updated for row in rows}
    return [
        (content_type, title.id)
        for title in titles
        if title.id not in held or held[title.id] != title.columns.get("last_updated")
    ]


def _titles(content_type: str, data: Any, hosts: Sequence[str]) -> list[Title]:
    entries = data if isinstance(data, list) else []
    found = (base_title(content_type, entry, hosts) for entry in entries if isinstance(entry, dict))
    # A record twice on a page would hit its own row twice in one statement.
    return list({title.id: title for title in found if title is not None}.values())
