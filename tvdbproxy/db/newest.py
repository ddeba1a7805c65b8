"""The newest rows of one sort, read off the end of an index whatever a planner believes.

Told ``WHERE state = 'failed' ORDER BY id DESC LIMIT 50``, PostgreSQL may go through all rows by
id until it has met fifty: a walk through the whole table, where these are old or few. As a range
of an index in the order of that index, the same question leaves it nothing to choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, func, literal, tuple_

T = TypeVar("T", bound=Select[Any])

Equal = tuple[Any, Any]


def newest(
    chosen: T, equal: Sequence[Equal], order: Sequence[Any], before: Sequence[Any] | None = None
) -> T:
    """``chosen`` with those rows alone of which each column of ``equal`` has its value, ordered
    by the columns of ``order``, the highest first, and only those below ``before``. An index
    should begin with all these columns."""
    for column, value in equal[:-1]:
        chosen = chosen.where(column == value)
    # The last one is said as a range: of columns that equal something, PostgreSQL knows that
    # they leave the order to the others, and goes back to walking.
    first = [(column, _bound(value, column)) for column, value in equal[-1:]]
    columns = [*(column for column, _ in first), *order]
    chosen = chosen.where(*(column >= value for column, value in first))
    if before is not None:
        places = [_bound(value, column) for column, value in zip(order, before, strict=True)]
        values = [*(value for _, value in first), *places]
        chosen = chosen.where(tuple_(*columns) < tuple_(*values))
    else:
        chosen = chosen.where(*(column <= value for column, value in first))
    return chosen.order_by(*(column.desc() for column in columns))


def also(column: Any, value: Any) -> ColumnElement[bool]:
    """That this column has this value as well, as a condition that no index is chosen for."""
    return cast("ColumnElement[bool]", func.coalesce(column, "") == value)


def _bound(value: Any, column: Any) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, column.type)
