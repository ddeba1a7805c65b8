"""Upstream's answers in the database, and what the feed says of them.

An answer is as old as the question: what changes while upstream is answering makes the
answer stale, not fresh.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.replies import marks
from tvdbproxy.catalogue.replies.ages import DOUBT_SECONDS, Times
from tvdbproxy.db.database import now
from tvdbproxy.db.models import StoredReply
from tvdbproxy.db.upsert import upsert
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.operations import Ageing
from tvdbproxy.upstream.questions import Question

# Of a series' record a seventh is left; the highest level would win little more.
_LEVEL = 3
# Between two who ask the same, one may be so much later than the other.
_LONGEST_FLIGHT = timedelta(minutes=10)
# Longer questions are answered and not kept: somebody invents them.
_LONGEST_KEY = 1024


Keep = Callable[[Session], "Held"]
"""A unit that keeps an answer."""


@dataclass(frozen=True)
class Held:
    """An answer that we have. ``missing`` is upstream's sentence where it has no such record;
    ``packed`` is empty then."""

    key: str
    ageing: Ageing
    packed: bytes
    sha256: str
    last_modified: datetime
    times: Times
    missing: str | None = None

    @property
    def body(self) -> bytes:
        """The JSON as upstream sent it."""
        return zlib.decompress(self.packed)


def read(session: Session, key: str) -> Held | None:
    """What we hold of a question."""
    row = session.get(StoredReply, key)
    return _held(row) if row is not None else None


def read_times(session: Session, key: str) -> Times | None:
    """What is known of an answer's freshness, without the answer."""
    row = session.execute(
        select(
            StoredReply.fetched_at,
            StoredReply.changed_at,
            StoredReply.deleted_at,
            StoredReply.doubted_at,
        ).where(StoredReply.key == key)
    ).first()
    return Times(*row) if row is not None else None


def keep(session: Session, question: Question, reply: Reply, asked_at: datetime) -> Held:
    """Keep an answer to a question that was put at ``asked_at``, unless we have a later one."""
    row = session.get(StoredReply, question.key, with_for_update=True)
    if row is not None and row.status == 200 and _is_later(row, asked_at):
        return _held(row)
    fresh = fresh_reply(question, reply, asked_at)
    modified, changed_at = fresh.last_modified, None
    if row is not None:
        changed_at = row.changed_at
        modified = _modified(row, fresh, now(session)) if row.status == 200 else modified
    values = {
        "ageing": fresh.ageing,
        "entity": question.operation.entity,
        "entity_id": _entity_id(question, reply),
        "status": 200,
        "message": None,
        "body": fresh.packed,
        "size": len(reply.body),
        "sha256": fresh.sha256,
        "last_modified": modified,
        "fetched_at": asked_at,
        "deleted_at": None,
        "doubted_at": None,
    }
    _write(session, question.key, values)
    return replace(fresh, last_modified=modified, times=Times(asked_at, changed_at))


def keep_record(session: Session, question: Question, reply: Reply, asked_at: datetime) -> None:
    """Keep a whole record; if it is another than before, whatever else we hold of the same
    record has changed as well, although the feed may never say so."""
    before = session.scalar(select(StoredReply.sha256).where(StoredReply.key == question.key))
    held = keep(session, question, reply, asked_at)
    entity, number = question.operation.entity, question.entity_id
    if before is not None and before != held.sha256 and entity is not None and number is not None:
        marks.changed(session, entity, {number: asked_at - timedelta(seconds=1)})


def fresh_reply(question: Question, reply: Reply, asked_at: datetime) -> Held:
    """An answer that has just come, as if it were kept."""
    return Held(
        key=question.key,
        ageing=Ageing.PART if _is_past_the_end(question, reply) else question.ageing,
        packed=zlib.compress(reply.body, _LEVEL),
        sha256=hashlib.sha256(reply.body).hexdigest(),
        last_modified=_last_updated(reply.data) or asked_at.replace(microsecond=0),
        times=Times(asked_at),
    )


def deny(session: Session, question: Question, message: str, asked_at: datetime) -> Held:
    """Upstream says that it has no such record. One that we hold is doubted for a while and
    given up if upstream insists; at once where the feed said that it is gone."""
    row = session.get(StoredReply, question.key, with_for_update=True)
    if row is not None and row.status == 200:
        if _is_later(row, asked_at):
            return _held(row)
        doubt = timedelta(seconds=DOUBT_SECONDS)
        insisted = row.doubted_at is not None and asked_at - row.doubted_at >= doubt
        if row.deleted_at is None and not insisted:
            row.doubted_at = row.doubted_at or asked_at
            return _held(row)
    values = {
        "ageing": Ageing.DENIAL,
        "entity": question.operation.entity,
        "entity_id": question.entity_id,
        "status": 404,
        "message": message,
        "body": b"",
        "size": 0,
        "sha256": "",
        "last_modified": asked_at.replace(microsecond=0),
        "fetched_at": asked_at,
        "deleted_at": None,
        "doubted_at": None,
    }
    _write(session, question.key, values)
    return denied(question, message, asked_at)


def denied(question: Question, message: str, asked_at: datetime) -> Held:
    """That upstream has no such record, as if it were kept."""
    moment = asked_at.replace(microsecond=0)
    return Held(question.key, Ageing.DENIAL, b"", "", moment, Times(asked_at), message)


def remove(session: Session, key: str) -> None:
    """Forget one answer."""
    session.execute(delete(StoredReply).where(StoredReply.key == key))


def count(session: Session) -> int:
    """How many answers we hold."""
    return session.scalar(select(func.count()).select_from(StoredReply)) or 0


def _write(session: Session, key: str, values: dict[str, Any]) -> None:
    if len(key) > _LONGEST_KEY:
        return
    upsert(session, StoredReply, [{"key": key, **values}])
    session.expire_all()  # what was read before is not what stands there now


def _is_later(row: StoredReply, asked_at: datetime) -> bool:
    """Whether the row was fetched after ``asked_at``. One of the future was fetched by a wrong
    clock, and must not hold back what comes until then."""
    return asked_at < row.fetched_at <= asked_at + _LONGEST_FLIGHT


def _is_past_the_end(question: Question, reply: Reply) -> bool:
    """A page without records, of which there is no end. Some clients stop at the first."""
    if not question.operation.is_paged or dict(question.params).get("page", "0") == "0":
        return False
    rows = reply.data.get("episodes") if isinstance(reply.data, dict) else reply.data
    return not rows


def _held(row: StoredReply) -> Held:
    return Held(
        key=row.key,
        ageing=Ageing(row.ageing),
        packed=row.body,
        sha256=row.sha256,
        last_modified=row.last_modified,
        times=Times(row.fetched_at, row.changed_at, row.deleted_at, row.doubted_at),
        missing=(row.message or "") if row.status == 404 else None,
    )


def _modified(row: StoredReply, fresh: Held, moment: datetime) -> datetime:
    """When the answer last changed. A record's own time does not always move with it, and who
    asks "changed since?" by it must hear of the change."""
    if row.sha256 == fresh.sha256:
        return row.last_modified
    if fresh.last_modified > row.last_modified:
        return fresh.last_modified
    return moment.replace(microsecond=0)


def _last_updated(data: Any) -> datetime | None:
    """A record's own time of change, which upstream gives in UTC and without a zone."""
    text = data.get("lastUpdated") if isinstance(data, dict) else None
    if not isinstance(text, str):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _entity_id(question: Question, reply: Reply) -> int | None:
    """Whose record it is; of one that was asked for by a slug the answer tells."""
    if question.entity_id is not None or question.operation.entity is None:
        return question.entity_id
    number = reply.data.get("id") if isinstance(reply.data, dict) else None
    return number if type(number) is int and 0 < number < 2**63 else None
