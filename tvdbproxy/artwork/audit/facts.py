"""Checksums and ETags of good objects, for rows that do not know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Update, bindparam, update

from tvdbproxy.artwork.audit.examine import Examined
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ImageVariant, Variant


def write(
    database: Database, table: type[Variant] | type[ImageVariant], news: Sequence[Examined]
) -> int:
    """Write what was read to the rows of ``table``; how many checksums were not known before."""
    rows: list[dict[str, object]] = [
        {
            "picture": seen.expected.owner,
            "object": seen.expected.key,
            "written_at": seen.expected.written_at,
            "checksum": seen.sha256,
            "word": seen.etag,
        }
        for seen in news
    ]
    if rows:
        again(lambda: _write(database, _update(table), rows))
    return sum(seen.expected.sha256 is None for seen in news)


def _update(table: type[Variant] | type[ImageVariant]) -> Update:
    owner: Any = Variant.artwork_id if table is Variant else ImageVariant.image_id
    return (
        update(table)
        .where(
            owner == bindparam("picture"),
            table.key == bindparam("object"),
            table.made_at == bindparam("written_at"),  # not made anew since
        )
        .values(sha256=bindparam("checksum"), etag=bindparam("word"))
    )


def _write(database: Database, statement: Update, rows: list[dict[str, object]]) -> None:
    with database.write() as session:
        session.connection().execute(statement, rows)
