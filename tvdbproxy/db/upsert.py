"""Insert or update, in one statement, on both dialects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tvdbproxy.db.base import Base

# SQLite takes at most 32,766 parameters a statement; our widest rows have about thirty columns.
_ROWS_AT_A_TIME = 500


def upsert(
    session: Session,
    table: type[Base],
    rows: Iterable[Mapping[str, Any]],
    *,
    update: Sequence[str] | None = None,
    add: Sequence[str] = (),
) -> None:
    """Write ``rows`` (all with the same columns) by primary key.

    A row that is there already gets the columns of ``update``: by default all that
    were given, none for an empty sequence (insert where absent). Those of ``add`` are added
    to what is there instead.
    """
    pending = list(rows)
    for start in range(0, len(pending), _ROWS_AT_A_TIME):
        _upsert_batch(session, table, pending[start : start + _ROWS_AT_A_TIME], update, add)


def _upsert_batch(
    session: Session,
    table: type[Base],
    rows: list[Mapping[str, Any]],
    update: Sequence[str] | None,
    add: Sequence[str],
) -> None:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = [column.name for column in inspect(table).primary_key]
    columns = [name for name in rows[0] if name not in key] if update is None else update
    statement: Any = insert(table).values([dict(row) for row in rows])
    changes = {name: statement.excluded[name] for name in columns}
    changes |= {name: getattr(table, name) + statement.excluded[name] for name in add}
    if changes:
        statement = statement.on_conflict_do_update(index_elements=key, set_=changes)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    session.execute(statement)
