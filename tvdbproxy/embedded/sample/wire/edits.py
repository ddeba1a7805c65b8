"""Edits of the world, as tests write them."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.api.updates import METHODS
from tvdbproxy.embedded.sample.world.feed import Update, now
from tvdbproxy.embedded.sample.world.world import World


def edit(world: World, document: dict[str, Any]) -> None:
    """All edits of one document, in the order of this function.

    Raises ``KeyError`` for a record that is not there, ``ValueError`` for what makes no sense.
    """
    for kind, record_id in document.get("touch", []):
        world.touch(kind, record_id)
    for path in _several(document.get("replace_picture", [])):
        world.replace_picture(path)
    if chosen := document.get("choose"):
        record_id, artwork_id = chosen
        kind = "series" if record_id in world.table("series") else "movies"
        world.choose(kind, record_id, artwork_id)
    if merged := document.get("merge"):
        kind, record_id, into = merged
        world.delete(kind, record_id, merged_into=into)
    for kind, record_id in document.get("delete", []):
        world.delete(kind, record_id)
    for kind, record_id in document.get("create", []):
        world.create(kind, record_id)
    for line in document.get("announce", []):
        world.announce(_update(line))


def _several(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


def _update(line: dict[str, Any]) -> Update:
    """A line of the feed in upstream's own words; the moment is now where none is told."""
    method = line.get("method", "update")
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; use one of {', '.join(METHODS)}")
    return Update(
        kind=str(line["entityType"]),
        id=int(line["recordId"]),
        method=method,
        at=int(line.get("timeStamp", now())),
        series_id=line.get("seriesId"),
        merged_into=line.get("mergeToId"),
        merged_kind=line.get("mergeToEntityType"),
    )
