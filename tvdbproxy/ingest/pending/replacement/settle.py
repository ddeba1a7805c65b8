"""When a picture's temporary address is replaced everywhere, its row in the queue is closed.

That is looked up, not remembered, so that it holds after a kill and after changes by others: the
permanent address stands in one of the places, and the temporary one in none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement

from tvdbproxy.ingest.pending.replacement.known import Fate, close, look_up, processed
from tvdbproxy.ingest.pending.replacement.swap import Swapper, pages, read_batch
from tvdbproxy.ingest.pending.replacement.tables import Column


def settle(swapper: Swapper, columns: Sequence[Column]) -> tuple[int, int]:
    """How many pictures of the queue are complete now that were not before, and how many of
    those that are processed still have their temporary address somewhere."""
    replaced = {number for column in columns for number in _replaced(swapper, column)}
    left = {number for column in columns for number in _left(swapper, column)}
    return close(swapper.database, replaced - left), len(left)


def _left(swapper: Swapper, column: Column) -> set[int]:
    found: set[int] = set()
    for rows, _ in pages(swapper, column):
        paths = [one.path for row in rows for one in row.found]
        known = look_up(swapper.database, paths).values()
        found |= {picture.id for picture in known if picture.fate is Fate.READY}
    return found


def _replaced(swapper: Swapper, column: Column) -> set[int]:
    """Pictures whose permanent address stands in the column, and that are not closed yet."""
    where, address = _permanent(swapper, column)
    found: set[int] = set()
    after: Any = None
    while True:
        read = read_batch(swapper, column, where, after)
        ids = [media_id for _, text in read for media_id in address.findall(text)]
        found |= {number for some in processed(swapper.database, ids).values() for number in some}
        if len(read) < swapper.batch:
            return found
        after = read[-1][0]


def _permanent(swapper: Swapper, column: Column) -> tuple[ColumnElement[bool], re.Pattern[str]]:
    """What the database can tell of permanent addresses, and what one looks like."""
    begin = f"{swapper.base}/"
    address = re.escape(begin) + r"([1-9][0-9]{0,19})\?size="
    if not column.place.inside:
        return column.text.startswith(begin, autoescape=True), re.compile(rf"\A{address}")
    last_part = swapper.base.rpartition("/")[2]  # whatever its slashes look like
    return (
        column.text.contains(last_part, autoescape=True),
        re.compile(address.replace("/", r"\\?/"), re.ASCII),
    )
