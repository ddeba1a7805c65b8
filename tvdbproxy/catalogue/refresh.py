"""One title fetched from upstream and stored, and the list of titles that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.mappers import bundle_of
from tvdbproxy.catalogue.replies import store as replies
from tvdbproxy.catalogue.store import remove_title, store
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES, Refresh
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import Kind, TvdbProxyError, UpstreamBad
from tvdbproxy.jobs import claims
from tvdbproxy.jobs.backoff import backoff
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.questions import asked

# What to ask for, so that one request brings all that belongs to a title.
_RECORDS: dict[str, tuple[str, dict[str, str]]] = {
    "series": ("series_extended", {"meta": "episodes"}),
    "movie": ("movie_extended", {"meta": "translations"}),
    "season": ("season_extended", {}),
    "episode": ("episode_extended", {"meta": "translations"}),
    "person": ("person_extended", {"meta": "translations"}),
}
_TITLES_AT_A_TIME = 500
# How long a title that upstream denies may prove to be there after all.
_DOUBT_SECONDS = 900.0
# What upstream says of a title that it does not have (any more).
GONE = (Kind.UPSTREAM_MISSING, Kind.UPSTREAM_GONE)


class Upstream(Protocol):
    """What this room needs of the upstream client."""

    def get(self, path: str, params: Mapping[str, str | int | None] | None = None) -> Reply:
        """The reply to a path."""


@dataclass(frozen=True)
class Refreshed:
    """What became of a refresh: the pictures that are due now, the first wanted first."""

    content_type: str
    content_id: int
    pictures: tuple[int, ...] = ()
    removed: bool = False


def want(session: Session, titles: Iterable[tuple[str, int]]) -> None:
    """Have these titles fetched (again). Those that wait already go on waiting, and those
    that were set aside get another chance: upstream has something new to tell."""
    moment = now(session)
    wanted = sorted(set(titles))
    rows = [{"content_type": kind, "content_id": n, "due_at": moment} for kind, n in wanted]
    upsert(session, Refresh, rows, update=())
    for start in range(0, len(wanted), _TITLES_AT_A_TIME):
        batch = wanted[start : start + _TITLES_AT_A_TIME]
        for these in claims.by_key([Refresh.content_type, Refresh.content_id], batch):
            session.execute(
                update(Refresh)
                .where(these, Refresh.due_at.is_(None))
                .values(due_at=moment, sent_at=None, attempts=0)
            )


def want_all(database: Database, content_type: str, which: ColumnElement[bool]) -> None:
    """Have all titles of a type fetched (again) that fulfil a condition, some at a time."""
    table, after = CONTENT_TABLES[content_type], 0
    while True:
        page = select(table.id).where(table.id > after, which).order_by(table.id)
        with database.write() as session:
            ids = session.scalars(page.limit(_TITLES_AT_A_TIME)).all()
            want(session, [(content_type, number) for number in ids])
        if not ids:
            break
        after = ids[-1]


def refresh(
    database: Database,
    upstream: Upstream,
    hosts: Sequence[str],
    content_type: str,
    content_id: int,
    *,
    lease_seconds: float,
    most: int,
) -> Refreshed | None:
    """Do one waiting refresh; ``None`` if there is none, or somebody else is at it.

    Failures are written to the row, which stays due later. Never raises for upstream's
    faults: the row tells. That upstream has no such title is believed the second time
    only, because it says so by mistake at times; the title is removed then.
    """
    claim = claims.new_claim()
    where = _row(content_type, content_id)
    with database.write() as session:
        if not claims.take(session, Refresh, where, claim, lease_seconds):
            return None
        row = session.get_one(Refresh, (content_type, content_id), populate_existing=True)
        if row.attempts > most:
            _set_aside(session, where, most)
            return None
        doubted = row.error_code
    try:
        return fetch_title(database, upstream, hosts, content_type, content_id)
    except TvdbProxyError as error:
        failure = error

    def end() -> Refreshed | None:
        with database.write() as session:
            ours = select(Refresh).where(where, Refresh.claim == claim).with_for_update()
            row = session.scalars(ours).one_or_none()
            if row is None:
                return None  # who took over may have stored the title since
            if failure.kind in GONE and failure.code == doubted:
                remove_title(session, content_type, content_id)
                session.delete(row)
                return Refreshed(content_type, content_id, removed=True)
            _put_off(session, row, failure)
            return None

    # A claim that nobody ends looks like that of a worker which the title has killed.
    return again(end, seconds=lease_seconds)


def fetch_title(
    database: Database,
    upstream: Upstream,
    hosts: Sequence[str],
    content_type: str,
    content_id: int,
) -> Refreshed:
    """Fetch and store one title now, upstream's answer included. Raises what the upstream
    client raises."""
    name, params = _RECORDS[content_type]
    question, asked_at = asked(name, params, id=content_id), datetime.now(UTC)
    reply = upstream.get(question.path, dict(question.params))
    record = reply.data
    if not isinstance(record, dict):
        raise UpstreamBad(f"Upstream sent no record for this {content_type}.")
    bundle = bundle_of(content_type, record, hosts)
    main = {title.image for title in bundle.titles[:1]}
    order = {p.id: p.path not in main for p in bundle.pictures}

    def keep() -> list[int]:
        with database.write() as session:
            written = store(session, bundle)
            session.execute(delete(Refresh).where(_row(content_type, content_id)))
            replies.keep_record(session, question, reply, asked_at)
            return written

    due = again(keep)
    due.sort(key=lambda number: order.get(number, True))
    return Refreshed(content_type, content_id, tuple(due))


def _row(content_type: str, content_id: int) -> ColumnElement[bool]:
    return (Refresh.content_type == content_type) & (Refresh.content_id == content_id)


def _put_off(session: Session, row: Refresh, error: TvdbProxyError) -> None:
    row.failures += 1
    row.attempts = 0
    doubt = _DOUBT_SECONDS if error.kind in GONE else None
    row.due_at = now(session) + backoff(row.failures, error.retry_after or doubt)
    row.claim = row.lease_until = row.sent_at = None
    row.error_code, row.error_message = error.code, error.public


def _set_aside(session: Session, where: ColumnElement[bool], most: int) -> None:
    session.execute(
        update(Refresh)
        .where(where)
        .values(
            due_at=None,
            claim=None,
            lease_until=None,
            error_code="worker_crashed",
            error_message=f"Work on this title broke off {most} times; see the workers' logs.",
        )
    )


def unsent(session: Session, *, resend_after: float, limit: int) -> list[tuple[str, int]]:
    """Titles that wait for a refresh and have no message on its way; marked as sent."""
    columns = [Refresh.content_type, Refresh.content_id]
    rows = claims.unsent(session, Refresh, columns, resend_after=resend_after, limit=limit)
    return [(row.content_type, row.content_id) for row in rows]
