"""``/updates``: what has changed upstream since a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.pages import pages

CURSOR_TOO_OLD = "cursor_too_old"
"""Code of the error for a moment before the feed's beginning, about three months ago."""

_METHODS = {1: "create", 2: "update", 3: "delete"}
_TOO_OLD = re.compile(r"\bsince\b.*\bago\b", re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """One record that was created, updated or deleted (``method``).

    ``timestamp`` is in Unix seconds. ``series_id`` is told for episodes and some seasons.
    A deleted duplicate names the record that it was merged into.
    """

    entity_type: str
    record_id: int
    method: str
    timestamp: int
    series_id: int | None = None
    merge_to_id: int | None = None
    merge_to_type: str | None = None


@dataclass(frozen=True)
class ChangePage:
    """The changes of one page in upstream's order, and the page to resume at, if any.

    ``unreadable`` counts records without a type, an id, a method or a time.
    """

    number: int
    changes: tuple[Change, ...]
    unreadable: int
    next: int | None


def changes_since(client: TvdbClient, since: int, *, start: int = 0) -> Iterator[ChangePage]:
    """Every page of changes since the Unix time ``since``, from page ``start`` on.

    Raises ``InvalidRequest`` with the code ``cursor_too_old`` where the feed no longer
    reaches back that far: asking again cannot help, a full sweep does. Otherwise raises
    what ``pages`` raises.
    """
    try:
        for page in pages(client, "/updates", {"since": since}, start=start):
            read = [change_of(row) for row in page.rows]
            changes = tuple(change for change in read if change)
            yield ChangePage(page.number, changes, len(read) - len(changes), page.next)
    except InvalidRequest as error:
        if not _TOO_OLD.search(error.public):
            raise
        raise InvalidRequest(
            "TheTVDB no longer remembers the changes since then; start a full sweep.",
            code=CURSOR_TOO_OLD,
            detail=error.public,
        ) from error


def change_of(row: Any) -> Change | None:
    """The change that a record of the feed tells of, or ``None`` where it tells of none."""
    if not isinstance(row, dict):
        return None
    entity_type, record_id = _text(row.get("entityType")), _number(row.get("recordId"))
    method = _text(row.get("method")) or _METHODS.get(_number(row.get("methodInt")) or 0)
    timestamp = _number(row.get("timeStamp"))
    if not (entity_type and record_id and method in _METHODS.values() and timestamp):
        return None
    return Change(
        entity_type=entity_type,
        record_id=record_id,
        method=str(method),
        timestamp=timestamp,
        series_id=_number(row.get("seriesId")),
        merge_to_id=_number(row.get("mergeToId")),
        merge_to_type=_text(row.get("mergeToEntityType")) or _text(row.get("mergeToType")),
    )


def _number(value: Any) -> int | None:
    """A positive whole number; upstream writes "none" as 0 or leaves it out."""
    return value if type(value) is int and value > 0 else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
