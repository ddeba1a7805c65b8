"""Logins at the dashboard: rows, so that one can be ended, and ends with the key that opened it.

The browser keeps a random word in a cookie, and we its digest. The word against forged forms is
made of the cookie's word: no page of somebody else's can know it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tvdbproxy.access.admin import name_of_admin
from tvdbproxy.db.database import now
from tvdbproxy.db.models import AdminSession, ApiKey

_WORD = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
SETTINGS_KEY = "ADMIN_API_KEY"
"""What the holder of the key of the settings is called."""


@dataclass(frozen=True)
class Operator:
    """Somebody who is logged in. ``who`` is the short name of the key, ``name`` what people call
    it; times are UTC."""

    who: str
    name: str
    created_at: datetime
    expires_at: datetime


def begin(session: Session, who: str, hours: float) -> str:
    """A new login of the key with this short name; the word for the cookie."""
    word, moment = secrets.token_urlsafe(32), now(session)
    session.execute(delete(AdminSession).where(AdminSession.expires_at <= moment))
    session.add(
        AdminSession(
            digest=_digest(word),
            who=who,
            created_at=moment,
            expires_at=moment + timedelta(hours=hours),
        )
    )
    return word


def operator(session: Session, word: str, admin_key: str) -> Operator | None:
    """Who is logged in with this word; None if nobody is any more: it ran out, was ended, or its
    key was revoked, rotated, or replaced in the settings (``admin_key``)."""
    row = session.get(AdminSession, _digest(word)) if _WORD.fullmatch(word) else None
    if row is None or row.expires_at <= now(session):
        return None
    name = _name(session, row, admin_key)
    return None if name is None else Operator(row.who, name, row.created_at, row.expires_at)


def end(session: Session, word: str) -> None:
    """End the login of this word. Twice is as good as once."""
    session.execute(delete(AdminSession).where(AdminSession.digest == _digest(word)))


def form_word(word: str) -> str:
    """What a form must bring along, so that it is known to be one of our own pages'."""
    return hmac.new(word.encode(), b"forms", hashlib.sha256).hexdigest()


def is_form_word(given: str, word: str) -> bool:
    """Whether it is that, compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), form_word(word).encode())


def _name(session: Session, row: AdminSession, admin_key: str) -> str | None:
    """What the key is called; None if it opens nothing any more, or is another one by now."""
    if row.who == name_of_admin(admin_key, admin_key):
        return SETTINGS_KEY
    key = session.scalar(
        select(ApiKey).where(
            ApiKey.id == row.who, ApiKey.role == "admin", ApiKey.revoked_at.is_(None)
        )
    )
    if key is None or (key.rotated_at is not None and key.rotated_at > row.created_at):
        return None
    return key.name


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
