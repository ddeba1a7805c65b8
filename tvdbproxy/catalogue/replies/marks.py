"""What the feed of changes says of the answers that we hold, noted on their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Session

from tvdbproxy.db.models import StoredReply

_IDS_AT_A_TIME = 500


def changed(session: Session, entity: str, changes: Mapping[int, datetime]) -> None:
    """These records changed, each at its time; twice is as good as once."""
    for moment, ids in _by_moment(changes):
        session.execute(
            update(StoredReply).where(_of(entity, ids), _is_older(moment)).values(changed_at=moment)
        )


def deleted(session: Session, entity: str, changes: Mapping[int, datetime]) -> None:
    """These records are gone: upstream is asked once more, and believed."""
    for moment, ids in _by_moment(changes):
        session.execute(
            update(StoredReply)
            .where(_of(entity, ids), StoredReply.fetched_at <= moment)
            .values(deleted_at=moment)
        )


def all_changed(session: Session, moment: datetime) -> None:
    """Nobody knows what changed: all that is held is to be asked for again."""
    session.execute(
        update(StoredReply)
        .where(StoredReply.entity.is_not(None), _is_older(moment))
        .values(changed_at=moment)
    )


def _is_older(moment: datetime) -> ColumnElement[bool]:
    return or_(StoredReply.changed_at.is_(None), StoredReply.changed_at < moment)


def _of(entity: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return (StoredReply.entity == entity) & StoredReply.entity_id.in_(ids)


def _by_moment(changes: Mapping[int, datetime]) -> Iterable[tuple[datetime, list[int]]]:
    """Ids by their times, few at a time and always in the same order, so that two who mark at
    the same time do not wait for each other in a circle."""
    groups: dict[datetime, list[int]] = {}
    for number, moment in sorted(changes.items()):
        groups.setdefault(moment, []).append(number)
    for moment, ids in groups.items():
        for start in range(0, len(ids), _IDS_AT_A_TIME):
            yield moment, ids[start : start + _IDS_AT_A_TIME]
