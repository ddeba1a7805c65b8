"""Being the only one at something for as long as it takes, over processes and hosts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tvdbproxy.db.database import Database
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs import leases

log = logging.getLogger(__name__)


@contextmanager
def sole(database: Database, name: str, holder: str, seconds: float) -> Iterator[bool]:
    """Hold the lease ``name`` within the block; whether it could be had.

    Letting go may fail without harm: the lease runs out by itself.
    """
    with database.write() as session:
        ours = leases.acquire(session, name, holder, seconds)
    try:
        yield ours
    finally:
        if ours:
            _let_go(database, name, holder)


def _let_go(database: Database, name: str, holder: str) -> None:
    try:
        with database.write() as session:
            leases.release(session, name, holder)
    except TvdbProxyError as error:
        log.warning("cannot let go of %s: %s", name, error)
