"""Rows of sources that no picture needs and that have no object either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from sqlalchemy import delete, exists, select
from sqlalchemy.sql import ColumnElement

from tvdbproxy.artwork.audit.verified import Verified
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Source
from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.storage.store import ObjectStore

_PAGE = 500


def find(
    database: Database,
    originals: ObjectStore,
    threads: Executor,
    verified: Verified,
    *,
    repair: bool,
    on_page: Callable[[], None],
) -> None:
    """Count them and, with ``repair``, drop them. Those with an object are the cleanup's, which
    takes both; those that a picture was made of are looked at with that picture."""
    for names in _unneeded(database):
        there = threads.map(lambda name: _is_there(originals, name), names)
        lost = [name for name, is_there in zip(names, there, strict=True) if not is_there]
        for name in lost:
            verified.dangling += 1
            verified.found("dangling", name)
        if repair and lost:
            with database.write() as session:
                # Unless somebody has stored it since.
                session.execute(delete(Source).where(Source.key.in_(lost), _is_unneeded()))
            verified.dangling_dropped += len(lost)
        on_page()


def _unneeded(database: Database) -> Iterator[list[str]]:
    after = ""
    while True:
        with database.read() as session:
            page = select(Source.key).where(Source.key > after, _is_unneeded())
            names = list(session.scalars(page.order_by(Source.key).limit(_PAGE)))
        if not names:
            return
        yield names
        after = names[-1]


def _is_unneeded() -> ColumnElement[bool]:
    return ~exists().where(Artwork.source_key == Source.key)


def _is_there(originals: ObjectStore, name: str) -> bool:
    try:
        originals.head(name)
    except NotFound:
        return False
    except Unavailable as error:
        if error.code != "storage_corrupt":
            raise
    return True
