"""What is learnt in passing: a title whose record somebody read through us.

A record that was read says less than one that is synced: it may lack episodes, and nobody
follows it. So it does not count as synced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.catalogue.mappers import Hosts, bundle_of
from tvdbproxy.catalogue.store import store
from tvdbproxy.upstream.questions import Question

_WHOLE_RECORDS: Mapping[str, str] = {
    "series_extended": "series",
    "movie_extended": "movie",
    "season_extended": "season",
    "episode_extended": "episode",
    "person_extended": "person",
}


def content_type_learnt(question: Question) -> str | None:
    """Of which content type a title can be learnt from the answer; ``None`` for none. A short
    record leaves the pictures out."""
    if dict(question.params).get("short"):
        return None
    return _WHOLE_RECORDS.get(question.operation.name)


def learn(session: Session, content_type: str, record: dict[str, Any], hosts: Hosts) -> None:
    """Store all that an extended record says, in the caller's transaction, and have nothing
    made of it: a picture that is new waits until somebody asks for it.

    Raises ``UpstreamBad`` if the record has no id.
    """
    store(session, bundle_of(content_type, record, hosts), at_once=False)
