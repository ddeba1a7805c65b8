"""Checksums and ETags of good objects, for rows that do not know them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from tvdbproxy.artwork.audit.examine import Examined
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ImageVariant

_WRITE = (
    update(ImageVariant)
    .where(
        ImageVariant.image_id == bindparam("picture"),
        ImageVariant.key == bindparam("object"),
        ImageVariant.made_at == bindparam("written_at"),  # not made anew since
    )
    .values(sha256=bindparam("checksum"), etag=bindparam("word"))
)


def write(database: Database, news: Sequence[Examined]) -> int:
    """Write what was read to the rows; how many checksums were not known before."""
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
        again(lambda: _write(database, rows))
    return sum(seen.expected.sha256 is None for seen in news)


def _write(database: Database, rows: list[dict[str, object]]) -> None:
    with database.write() as session:
        session.connection().execute(_WRITE, rows)
