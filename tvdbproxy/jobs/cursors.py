"""How far a long walk has come: small JSON values by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Cursor
from tvdbproxy.db.upsert import upsert


def read(session: Session, name: str) -> dict[str, Any]:
    """The value under ``name``; empty if the walk has not begun."""
    row = session.get(Cursor, name)
    return dict(row.value) if row else {}


def write(session: Session, name: str, value: dict[str, Any]) -> None:
    """Remember ``value`` in the caller's transaction, beside what it describes."""
    upsert(session, Cursor, [{"name": name, "value": value, "updated_at": now(session)}])
