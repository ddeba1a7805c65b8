"""What the feed of changes means for the answers that we hold.

Only marks are made: an answer is fetched anew when somebody next asks for it. That upstream
has deleted a record is not taken as the last word either, but makes us ask once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.identity import is_upstreams
from tvdbproxy.catalogue.replies import marks
from tvdbproxy.upstream.operations import OPERATIONS, Ageing
from tvdbproxy.upstream.updates import Change

ENTITIES: Mapping[str, str] = {
    "series": "series",
    "movie": "movies",
    "season": "seasons",
    "episode": "episodes",
    "person": "people",
}
"""Our content types in the feed's words."""

# A translation changes the record whose it is.
_WHOSE = {
    "translatedcharacters": "seriespeople",
    "translatedcompanies": "companies",
    "translatedepisodes": "episodes",
    "translatedlists": "lists",
    "translatedmovies": "movies",
    "translatedpeople": "people",
    "translatedseasons": "seasons",
    "translatedserierk": "series",
}
_TABLES = frozenset(
    row.entity for row in OPERATIONS.values() if row.ageing is Ageing.TABLE and row.entity
)

Marks = dict[str, dict[int, datetime]]


def note(session: Session, changes: Iterable[Change], owners: Mapping[int, Owner]) -> None:
    """Mark the answers that these changes concern. ``owners`` are the titles of those artworks
    among them that we know."""
    changed: Marks = defaultdict(dict)
    deleted: Marks = defaultdict(dict)
    for change in changes:
        # The feed counts in whole seconds: the change may have come at the end of this one.
        moment = datetime.fromtimestamp(change.timestamp + 1, UTC)
        entity = _WHOSE.get(change.entity_type, change.entity_type)
        gone = change.method == "delete" and entity == change.entity_type
        _mark(deleted if gone else changed, entity, change.record_id, moment)
        if entity in _TABLES:
            _mark(changed, entity, 0, moment)
        if change.series_id is not None:
            _mark(changed, "series", change.series_id, moment)
        if change.merge_to_id is not None:
            _mark(changed, change.merge_to_type or entity, change.merge_to_id, moment)
        if entity == "artwork" and change.record_id in owners:
            content_type, content_id = owners[change.record_id]
            _mark(changed, ENTITIES[content_type], content_id, moment)
    for entity in sorted(changed):
        marks.changed(session, entity, changed[entity])
    for entity in sorted(deleted):
        marks.deleted(session, entity, deleted[entity])


def _mark(marks: Marks, entity: str, number: int, moment: datetime) -> None:
    if number == 0 or is_upstreams(number):
        marks[entity][number] = max(moment, marks[entity].get(number, moment))
