"""One tick of the catalogue: what is left of a sweep, then what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import true

from tvdbproxy.catalogue import sweep, updates
from tvdbproxy.catalogue.refresh import Upstream, want_all
from tvdbproxy.catalogue.replies import marks
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES
from tvdbproxy.errors import TvdbProxyError


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
    for content_type in CONTENT_TABLES:
        _want_held(database, content_type, swept=full)
    with database.write() as session:
        marks.all_changed(session, now(session))
    updates.reset(database)


def _want_held(database: Database, content_type: str, *, swept: bool) -> None:
    """Those whose own record we have. Series and movies bring along what belongs to them; they
    are left to the sweep where there is one."""
    table = CONTENT_TABLES[content_type]
    comes_first = content_type in sweep.CONTENT_TYPES
    if comes_first and swept:
        return
    want_all(database, content_type, true() if comes_first else table.synced_at.is_not(None))
