"""One run over all places, which may be killed anywhere and gone on with.

How far each column has come is kept in our own database, after each batch. When all have come to
their end, the pictures whose addresses are replaced everywhere are closed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Cursor
from tvdbproxy.ingest.pending.replacement.settle import settle
from tvdbproxy.ingest.pending.replacement.swap import Swapper, Tally, swap
from tvdbproxy.ingest.pending.replacement.tables import Column, id_from_json, id_to_json
from tvdbproxy.jobs import cursors

_DONE = {"done": True}


@dataclass
class Replaced:
    """What a run has come to, by place. ``closed`` pictures have no temporary address any more;
    ``left`` are processed, and still have one somewhere. Both are unknown of a dry run."""

    places: dict[str, Tally] = field(default_factory=dict)
    closed: int | None = None
    left: int | None = None

    @property
    def swapped(self) -> int:
        """Rows that were changed, or would be."""
        return sum(tally.swapped for tally in self.places.values())

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left that could have been replaced. What somebody else changed
        meanwhile may have been another picture by then."""
        return not self.left and not any(tally.too_long for tally in self.places.values())

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values."""
        places = {name: tally.as_json() for name, tally in self.places.items()}
        return {"places": places, "closed": self.closed, "left": self.left}


Progress = Callable[[Column, Tally], None]


def replace_urls(
    swapper: Swapper,
    columns: Sequence[Column],
    *,
    apply: bool,
    resume: bool,
    on_progress: Progress = lambda column, tally: None,
) -> Replaced:
    """Go through all columns. Without ``apply`` nothing is changed anywhere; with ``resume`` a
    run that was broken off is gone on with. Raises ``Unavailable``."""
    replaced = Replaced()
    for column in columns:
        begun = progress_of(swapper, column) if resume else {}
        if begun == _DONE:
            replaced.places[column.place.name] = Tally()
            continue
        replaced.places[column.place.name] = _one(swapper, column, begun, apply, on_progress)
    if apply:
        replaced.closed, replaced.left = settle(swapper, columns)
        _forget(swapper.database, [_name(swapper, column) for column in columns])
    return replaced


def progress_of(swapper: Swapper, column: Column) -> dict[str, Any]:
    """How far a run that was broken off has come; empty if there is none."""
    with swapper.database.read() as session:
        return cursors.read(session, _name(swapper, column))


def start_of(column: Column, begun: dict[str, Any]) -> Any:
    """The id behind which to go on; ``None`` for the beginning. Raises ``InvalidRequest``."""
    return id_from_json(column, begun["after"]) if "after" in begun else None


def _one(
    swapper: Swapper, column: Column, begun: dict[str, Any], apply: bool, on_progress: Progress
) -> Tally:
    name = _name(swapper, column)

    def on_batch(last: Any, tally: Tally) -> None:
        if apply:
            _remember(swapper.database, name, {"after": id_to_json(last)})
        on_progress(column, tally)

    tally = swap(swapper, column, after=start_of(column, begun), apply=apply, on_batch=on_batch)
    if apply:
        _remember(swapper.database, name, _DONE)
    return tally


def _name(swapper: Swapper, column: Column) -> str:
    """The same for the same column of the same database, whoever logs in there."""
    url = swapper.application.url
    place = column.place
    told = (url.get_backend_name(), url.host, url.port, url.database, place.name, place.id_column)
    return f"replace:{hashlib.sha256(repr(told).encode()).hexdigest()[:48]}"


def _remember(database: Database, name: str, value: dict[str, Any]) -> None:
    with database.write() as session:
        cursors.write(session, name, value)


def _forget(database: Database, names: Sequence[str]) -> None:
    with database.write() as session:
        session.execute(delete(Cursor).where(Cursor.name.in_(names)))
