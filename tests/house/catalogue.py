"""A reader of the catalogue's door with a key of its own, and replies that a test makes older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.house.asking import Answer, ask
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import StoredReply
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services


class Told(Answer):
    """An answer of the door."""

    @property
    def warning(self) -> str:
        """The code of the warning, or nothing."""
        return self.headers.get("Warning", "")[:3]


@dataclass(frozen=True)
class Reader:
    """``send`` asks with a path and headers; ``headers`` have the token."""

    send: Callable[[str, dict[str, str]], Told]
    headers: dict[str, str]
    key_id: str

    def get(self, path: str, **headers: str) -> Told:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(path, {**self.headers, **named})


def reader(services: Services, base: str = "", **traits: Any) -> Reader:
    """Somebody with a new key, at the server ``base`` or in this process."""
    with services.database.write() as session:
        issued = keys.create(session, Traits(name="a test", **traits))
    token = services.doorkeeper.log_in(issued.text, None, "127.0.0.1")
    send = _over_the_wire(base) if base else _inside(services)
    return Reader(send, {"Authorization": f"Bearer {token}"}, issued.key.id)


def age(database: Database, *, days: float = 0, **keywords: float) -> None:
    """As if all that we hold had been fetched so long ago."""
    earlier = timedelta(days=days, **keywords)
    with database.write() as session:
        for row in session.scalars(select(StoredReply)):
            row.fetched_at -= earlier
            row.changed_at = row.changed_at and row.changed_at - earlier
            row.doubted_at = row.doubted_at and row.doubted_at - earlier


def replies(database: Database) -> dict[str, StoredReply]:
    """All rows by key."""
    with database.read() as session:
        return {row.key: row for row in session.scalars(select(StoredReply))}


def says_so(told: Told, *statuses: int) -> None:
    """It is a failure with one of these, in the words and the form that clients know."""
    assert told.status in statuses, told
    assert told.headers["Content-Type"].startswith("application/json")
    assert told.headers["Cache-Control"] == "no-store"
    document = told.document
    assert (document["status"], document["data"]) == ("failure", None)
    assert len(document["message"]) > 10
    if "Retry-After" in told.headers:
        assert 1 <= int(told.headers["Retry-After"]) <= 3600


def _over_the_wire(base: str) -> Callable[[str, dict[str, str]], Told]:
    def send(path: str, headers: dict[str, str]) -> Told:
        return Told(*ask(base, path, **headers))

    return send


def _inside(services: Services) -> Callable[[str, dict[str, str]], Told]:
    app = create_app(services)

    def send(path: str, headers: dict[str, str]) -> Told:
        # A client of Flask's is for one thread.
        answer = app.test_client().get(path, headers=headers)
        return Told(answer.status_code, answer.headers, answer.data)

    return send
