"""Who did what is written with it, read page by page, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import AuditEntry
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Actor

ADA = Actor("ada", "192.0.2.1")


def write(database: Database, action: Action, subject: str) -> None:
    with database.write() as session:
        audit_log.write(session, ADA, action, subject, number=3)


def test_lines_are_read_page_by_page_the_latest_first(database: Database) -> None:
    for number in range(5):
        write(database, Action.KEY_CREATED, str(number))
    write(database, Action.LOGGED_IN, "")
    with database.read() as session:
        first = audit_log.page(session, action=Action.KEY_CREATED, limit=3)
        second = audit_log.page(session, action=Action.KEY_CREATED, limit=3, before=first.older)
        everything = audit_log.page(session)
    assert [entry.subject for entry in first.entries + second.entries] == list("43210")
    assert second.older is None
    assert len(everything.entries) == 6
    entry = first.entries[0]
    assert (entry.who, entry.address, entry.details) == ("ada", "192.0.2.1", {"number": 3})


def test_a_subject_of_any_length_is_taken(database: Database) -> None:
    write(database, Action.KEY_CREATED, "x" * 10_000)
    with database.read() as session:
        assert len(audit_log.page(session).entries[0].subject) == 500


def test_what_is_not_committed_was_not_done(database: Database) -> None:
    with database.read() as session:
        audit_log.write(session, ADA, Action.KEY_CREATED, "x")
    with database.read() as session:
        assert audit_log.page(session).entries == ()


def test_old_lines_are_forgotten(database: Database) -> None:
    write(database, Action.KEY_CREATED, "old")
    with database.write() as session:
        session.execute(update(AuditEntry).values(at=now(session) - timedelta(days=366)))
    write(database, Action.KEY_CREATED, "new")
    with database.write() as session:
        assert audit_log.forget(session, 365) == 1
        assert [entry.subject for entry in audit_log.page(session).entries] == ["new"]
