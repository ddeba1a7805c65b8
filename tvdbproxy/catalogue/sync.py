"""One tick of the catalogue: what is left of a sweep, then what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tvdbproxy.catalogue import sweep, updates
from tvdbproxy.catalogue.refresh import Upstream, want
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES
from tvdbproxy.errors import TvdbProxyError

_TITLES_AT_A_TIME = 500


@dataclass(frozen=True)
class Ticked:
    """What a tick came to."""

    pages: int
    followed: updates.Followed


def tick(
    database: Database,
    upstream: Upstream,
    changes_since: Callable[[int], Iterable[Any]],
    hosts: Sequence[str],
    *,
    full: bool,
    on_progress: Callable[[], None],
) -> Ticked:
    """Sweep if ``full`` and not done yet, then follow the feed.

    ``on_progress`` is called after each page's commit: titles wait for a refresh since.
    Raises what the upstream client raises; everything up to there is kept.
    """
    pages = 0

    def count(swept: sweep.Swept, waiting: list[tuple[str, int]]) -> None:
        nonlocal pages
        pages += 1
        on_progress()

    if full:
        updates.begin(database)  # what changes while we sweep must not be missed
        sweep.sweep(database, upstream, hosts, count)
    try:
        followed = updates.follow(database, changes_since, held_only=not full)
    except TvdbProxyError as error:
        if error.code != "cursor_too_old":
            raise
        _start_over(database, full)
        followed = updates.Followed()
    on_progress()
    return Ticked(pages, followed)


def _start_over(database: Database, full: bool) -> None:
    """The feed does not reach back to our cursor: look at everything again.

    The cursor moves last: who is killed before starts over once more, and misses nothing.
    """
    if full:
        sweep.restart(database)
    else:
        _want_all_held(database)
    updates.reset(database)


def _want_all_held(database: Database) -> None:
    for content_type in ("series", "movie"):
        table = CONTENT_TABLES[content_type]
        after = 0
        while True:
            with database.write() as session:
                page = select(table.id).where(table.id > after).order_by(table.id)
                ids = list(session.scalars(page.limit(_TITLES_AT_A_TIME)))
                want(session, [(content_type, number) for number in ids])
            if not ids:
                break
            after = ids[-1]
