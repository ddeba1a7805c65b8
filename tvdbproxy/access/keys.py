"""Keys of the catalogue and admin doors: made, listed, changed, rotated, revoked.

Everything here works in the caller's session. Who changed a key tells the doorkeepers after the
commit (``Doorkeeper.changed``), or they would go on for up to a second by what they remember.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.access import digests
from tvdbproxy.access.callers import Holder, holder_of
from tvdbproxy.access.traits import UNSAID, Traits, checked
from tvdbproxy.db.database import now
from tvdbproxy.db.models import ApiKey
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound

_ID = re.compile(digests.ID_LETTERS)
# What answers look like to the holder of the key.
_LOOKS = frozenset(["image_rewrite", "spare_characters", "enrich"])


@dataclass(frozen=True)
class KeyView:
    """A key as people see it; times are UTC. ``hint`` is the beginning of the key."""

    id: str
    name: str
    role: str
    hint: str
    has_pin: bool
    rate_limit: str | None
    image_rewrite: str | None
    spare_characters: bool
    enrich: bool | None
    rewrite_changed_at: datetime
    created_at: datetime
    last_used_at: datetime | None
    uses: int
    rotated_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Issued:
    """A key, and its text, which nobody can be told a second time."""

    key: KeyView
    text: str = field(repr=False)


def create(session: Session, traits: Traits) -> Issued:
    """A new key; at least its name has to be said. Raises ``InvalidRequest``."""
    if traits.name is UNSAID:
        raise InvalidRequest("name: say whom the key is for", code="invalid_parameter")
    text, moment = digests.new_key(), now(session)
    row = _blank(digests.new_id(), text, moment)
    _apply(row, traits, moment)
    session.add(row)
    session.flush()
    return Issued(_view(row), text)


def everyone(session: Session) -> list[KeyView]:
    """All keys, revoked ones too, in the order in which they were made."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))
    return [_view(row) for row in rows]


def get(session: Session, key_id: str) -> KeyView:
    """The key of this id. Raises ``NotFound`` (``unknown_key``)."""
    return _view(_row(session, key_id))


def change(session: Session, key_id: str, traits: Traits) -> KeyView:
    """Make it so. A new PIN ends the tokens that were given without it.

    Raises ``NotFound``, ``InvalidRequest``, and ``Conflict`` (``key_revoked``).
    """
    row = _living(session, key_id)
    _apply(row, traits, now(session))
    return _view(row)


def rotate(session: Session, key_id: str) -> Issued:
    """Another text for the same key. The old one and all tokens are refused from the commit on.

    Raises ``NotFound``, and ``Conflict`` (``key_revoked``).
    """
    row, text = _living(session, key_id), digests.new_key()
    row.digest, row.hint = digests.digest_of(text), digests.hint_of(text)
    row.token_secret, row.rotated_at = digests.new_token_secret(), now(session)
    return Issued(_view(row), text)


def revoke(session: Session, key_id: str) -> None:
    """Refuse the key and all its tokens from the commit on, for good. Twice is as good as once.

    Raises ``NotFound``.
    """
    row = _row(session, key_id, to_write=True)
    if row.revoked_at is None:
        row.revoked_at, row.token_secret = now(session), digests.new_token_secret()


def keep_given(session: Session, text: str, name: str) -> bool:
    """See to it that there is a client key of this text, as the settings want it; whether it
    opens anything.

    Its id follows from its text: one that was rotated or revoked since does not come back.
    """
    digest = digests.digest_of(text)
    if session.scalar(select(ApiKey.id).where(ApiKey.digest == digest)) is not None:
        return by_text(session, text) is not None
    key_id = digests.id_of_given(text)
    row = _blank(key_id, text, now(session))
    row.name = name
    columns = {column.key: getattr(row, column.key) for column in ApiKey.__table__.columns}
    upsert(session, ApiKey, [columns], update=())
    return by_text(session, text) is not None


def by_text(session: Session, text: str) -> Holder | None:
    """Whose key this is; None if it is nobody's, or was revoked."""
    found = select(ApiKey).where(
        ApiKey.digest == digests.digest_of(text), ApiKey.revoked_at.is_(None)
    )
    row = session.scalar(found)
    return None if row is None else holder_of(row)


def by_id(session: Session, key_id: str) -> Holder | None:
    """Who has the key of this id; None if there is none, or it was revoked."""
    row = session.get(ApiKey, key_id)
    return None if row is None or row.revoked_at is not None else holder_of(row)


def has_admin(session: Session) -> bool:
    """Whether there is a key that opens the admin doors."""
    found = select(ApiKey.id).where(ApiKey.role == "admin", ApiKey.revoked_at.is_(None)).limit(1)
    return session.scalar(found) is not None


def _blank(key_id: str, text: str, moment: datetime) -> ApiKey:
    return ApiKey(
        id=key_id,
        name="",
        role="client",
        digest=digests.digest_of(text),
        hint=digests.hint_of(text),
        spare_characters=False,
        rewrite_changed_at=moment,
        token_secret=digests.new_token_secret(),
        created_at=moment,
        uses=0,
    )


def _apply(row: ApiKey, traits: Traits, moment: datetime) -> None:
    said = checked(traits)
    if "pin" in said:
        _set_pin(row, said.pop("pin"))
    different = {name for name, value in said.items() if getattr(row, name) != value}
    for name in different:
        setattr(row, name, said[name])
    if different & _LOOKS:
        row.rewrite_changed_at = moment


def _set_pin(row: ApiKey, pin: str | None) -> None:
    row.pin_digest = None if pin is None else digests.pin_digest_of(pin, row.id)
    if pin is not None:
        row.token_secret = digests.new_token_secret()


def _living(session: Session, key_id: str) -> ApiKey:
    row = _row(session, key_id, to_write=True)
    if row.revoked_at is not None:
        raise Conflict("This key was revoked, for good; make another one.", code="key_revoked")
    return row


def _row(session: Session, key_id: str, *, to_write: bool = False) -> ApiKey:
    """Two who write it take turns."""
    row = session.get(ApiKey, key_id, with_for_update=to_write) if _ID.fullmatch(key_id) else None
    if row is None:
        raise NotFound("There is no key of this id; the list has them all.", code="unknown_key")
    return row


def _view(row: ApiKey) -> KeyView:
    names = (name for name in KeyView.__dataclass_fields__ if name != "has_pin")
    return KeyView(
        **{name: getattr(row, name) for name in names}, has_pin=row.pin_digest is not None
    )
