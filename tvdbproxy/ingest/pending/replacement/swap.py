"""Going through one column, batch by batch in the order of its ids: each batch is read, looked
up, and changed in one transaction, where every row is changed only if it is still what was read.

What a batch has come to is written down after it. Who is killed between the two does the batch
again, and finds nothing to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Engine, func, or_, select, update

from tvdbproxy.db.database import Database
from tvdbproxy.ingest.pending.replacement.known import Fate, Known, look_up
from tvdbproxy.ingest.pending.replacement.tables import Column, reachable
from tvdbproxy.ingest.pending.replacement.text import Found, addresses, replaced

_MARK = "temp_images"
_SAMPLE = 5


@dataclass
class Tally:
    """The figures of one column, in rows; ``addresses`` are those of pictures by fate.

    ``swapped`` were changed, or would be; ``changed_meanwhile`` were changed by somebody else
    between reading and writing, and ``too_long`` have no room for the new address.
    """

    rows: int = 0
    swapped: int = 0
    changed_meanwhile: int = 0
    too_long: int = 0
    addresses: Counter[str] = field(default_factory=Counter)
    sample: list[tuple[str, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values; the sample is of ids, old values and new ones."""
        fates = {fate.value: self.addresses[fate] for fate in Fate}
        return {
            "rows": self.rows,
            "swapped": self.swapped,
            "changed_meanwhile": self.changed_meanwhile,
            "too_long": self.too_long,
            "addresses": fates,
            "sample": [{"id": one, "from": old, "to": new} for one, old, new in self.sample],
        }


@dataclass(frozen=True)
class Swapper:
    """``base`` is what new addresses begin with, before the slash and the media id; ``hosts`` are
    those that old ones may begin with. ``batch`` rows are read at a time."""

    database: Database
    application: Engine
    base: str
    hosts: Collection[str]
    batch: int

    def address(self, media_id: str, size: str) -> str:
        """Where a picture is served from now on."""
        return f"{self.base}/{media_id}?size={size}"


@dataclass(frozen=True)
class Row:
    """A row with temporary addresses in it."""

    id: Any
    text: str
    found: tuple[Found, ...]


def swap(
    swapper: Swapper,
    column: Column,
    *,
    after: Any = None,
    apply: bool,
    on_batch: Callable[[Any, Tally], None],
) -> Tally:
    """Go through the column, behind the id ``after``; ``on_batch`` is told the last id of each
    batch and the figures so far. Without ``apply`` everything is counted and nothing changed.

    Raises ``Unavailable``.
    """
    tally = Tally()
    for rows, last in pages(swapper, column, after):
        known = look_up(swapper.database, [one.path for row in rows for one in row.found])
        changes = list(_changes(swapper, column, rows, known, tally))
        done = _write(swapper, column, changes) if apply else len(changes)
        tally.swapped += done
        tally.changed_meanwhile += len(changes) - done
        on_batch(last, tally)
    return tally


def pages(swapper: Swapper, column: Column, after: Any = None) -> Iterator[tuple[list[Row], Any]]:
    """Rows with temporary addresses, a batch at a time, each with the last id that was read."""
    while True:
        read = read_batch(swapper, column, _may_have_one(column), after)
        if read:
            after = read[-1][0]
            yield list(_with_addresses(swapper, column, read)), after
        if len(read) < swapper.batch:
            return


def count(swapper: Swapper, column: Column, after: Any = None) -> int:
    """About how many rows there are to go through."""
    wanted = select(func.count()).select_from(column.table).where(_may_have_one(column))
    if after is not None:
        wanted = wanted.where(column.id > after)
    with reachable(), swapper.application.connect() as connection:
        return connection.execute(wanted).scalar_one()


def read_batch(
    swapper: Swapper, column: Column, where: ColumnElement[bool], after: Any
) -> list[tuple[Any, str]]:
    """Ids and texts of the next rows, in the order of ids."""
    wanted = select(column.id, column.text).where(where, column.id.is_not(None))
    if after is not None:
        wanted = wanted.where(column.id > after)
    wanted = wanted.order_by(column.id).limit(swapper.batch)
    with reachable(), swapper.application.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(wanted)]


def _may_have_one(column: Column) -> ColumnElement[bool]:
    """What the database can tell; letters are compared exactly afterwards."""
    if column.place.inside:
        return column.text.contains(_MARK, autoescape=True)
    plain = column.text.startswith(f"/{_MARK}/", autoescape=True)
    whole = column.text.startswith("http") & column.text.contains(f"/{_MARK}/", autoescape=True)
    return or_(plain, whole)


def _with_addresses(swapper: Swapper, column: Column, read: list[tuple[Any, str]]) -> Iterator[Row]:
    for number, text in read:
        found = tuple(addresses(text, swapper.hosts, inside=column.place.inside))
        if found:
            yield Row(number, text, found)


def _changes(
    swapper: Swapper,
    column: Column,
    rows: list[Row],
    known: Mapping[str, Known],
    tally: Tally,
) -> Iterator[tuple[Row, str]]:
    """Rows that are to be changed, with their new texts."""

    def new_address(one: Found) -> str | None:
        picture = known.get(one.path)
        tally.addresses[Fate.UNKNOWN if picture is None else picture.fate] += 1
        if picture is None or picture.fate is not Fate.READY or picture.media_id is None:
            return None
        return swapper.address(picture.media_id, one.size or column.place.size)

    for row in rows:
        tally.rows += 1
        new = replaced(row.text, row.found, new_address)
        if new == row.text:
            continue
        if column.longest is not None and len(new) > column.longest:
            tally.too_long += 1
            continue
        if len(tally.sample) < _SAMPLE:
            tally.sample.append((str(row.id), row.text, new))
        yield row, new


def _write(swapper: Swapper, column: Column, changes: list[tuple[Row, str]]) -> int:
    """Change them, each if it is still what was read; how many were."""
    if not changes:
        return 0
    writing = swapper.application.execution_options(writes=True)
    done = 0
    with reachable(), writing.begin() as connection:
        for row, new in changes:
            result = connection.execute(
                update(column.table)
                .where(column.id == row.id, column.text == row.text)
                .values({column.place.column: column.stored(new)})
            )
            done += cast("CursorResult[Any]", result).rowcount
    return done
