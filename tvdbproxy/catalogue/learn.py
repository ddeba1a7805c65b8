"""What is learnt in passing: a title whose record somebody read through us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.mappers import Hosts, bundle_of
from tvdbproxy.catalogue.store import store
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES
from tvdbproxy.upstream.questions import Question

_WHOLE_RECORDS: Mapping[str, str] = {
    "series_extended": "series",
    "movie_extended": "movie",
    "season_extended": "season",
    "episode_extended": "episode",
    "person_extended": "person",
}


def learn_from(
    database: Database, question: Question, body: bytes, fetched_at: datetime, hosts: Hosts
) -> None:
    """Learn what an answer says if it is a whole record and newer than what we know.

    Raises ``UpstreamBad`` if the record has no id, and ``Unavailable`` if the database is.
    """
    content_type = _WHOLE_RECORDS.get(question.operation.name)
    if content_type is None:
        return
    table = CONTENT_TABLES[content_type]
    with database.read() as session:
        known = select(table.synced_at).where(table.id == question.entity_id)
        synced_at = session.scalar(known)
    if synced_at is not None and synced_at >= fetched_at:
        return
    record = json.loads(body)["data"]
    if isinstance(record, dict):
        with database.write() as session:
            learn(session, content_type, record, hosts)


def learn(session: Session, content_type: str, record: dict[str, Any], hosts: Hosts) -> None:
    """Store all that an extended record says, in the caller's transaction, and have nothing
    made of it: a picture that is new waits until somebody asks for it.

    Raises ``UpstreamBad`` if the record has no id.
    """
    store(session, bundle_of(content_type, record, hosts), at_once=False)
