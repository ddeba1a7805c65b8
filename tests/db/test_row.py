"""One query without a session around it."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, select, text

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import IdempotencyKey
from tvdbproxy.errors import Unavailable

LOOK = select(IdempotencyKey.job_id, IdempotencyKey.expires_at).where(
    IdempotencyKey.key == bindparam("wanted")
)


def test_it_gives_the_row_as_a_session_would(database: Database) -> None:
    with database.write() as session:
        moment = now(session)
        session.add(
            IdempotencyKey(
                user_id="ann", key="k", fingerprint="f", job_id="j", image_id="i", expires_at=moment
            )
        )
    for _ in range(3):
        assert database.row(LOOK, {"wanted": "k"}) == ("j", moment)
        assert database.row(LOOK, {"wanted": "other"}) is None
    with database.write() as session:  # what follows on the connection is a transaction again
        session.execute(text("DELETE FROM idempotency_keys"))
        session.rollback()
    assert database.row(LOOK, {"wanted": "k"}) is not None


def test_its_troubles_are_our_errors(empty_database: Database) -> None:
    with pytest.raises(Unavailable) as trouble:
        empty_database.row(LOOK, {"wanted": "k"})
    assert trouble.value.code == "migration_pending"
