"""Keys carried from one installation to another: as digests, so that clients keep theirs and
nobody learns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.access import digests
from tvdbproxy.access.traits import Traits, checked
from tvdbproxy.db.database import now
from tvdbproxy.db.models import ApiKey

_Id = Annotated[str, StringConstraints(pattern=f"^{digests.ID_LETTERS}$")]
_Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_Hint = Annotated[str, StringConstraints(pattern="^[!-~]{0,8}$")]


@dataclass(frozen=True)
class CarriedKey:
    """A key as it is carried; times are UTC. ``token_secret`` is empty where secrets are left
    out: the tokens of such a key end, and its holder logs in again."""

    id: _Id
    name: str
    role: str
    digest: _Digest
    hint: _Hint
    pin_digest: _Digest | None
    rate_limit: str | None
    image_rewrite: str | None
    spare_characters: bool
    enrich: bool | None
    created_at: datetime
    rotated_at: datetime | None
    revoked_at: datetime | None
    token_secret: _Digest | None = None


class Fate(StrEnum):
    """What becomes of a key that is taken over."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    NEWER_HERE = "newer_here"  # it was rotated or revoked here since, and stays so
    TAKEN = "taken"  # another key of this installation has the same text


@dataclass(frozen=True)
class Taken:
    """One key, and what became of it; ``changed`` names what is another now."""

    id: str
    name: str
    fate: Fate
    changed: tuple[str, ...] = ()


_NEVER_BACK = ("rotated_at", "revoked_at")


def carried(session: Session, *, with_secrets: bool) -> list[CarriedKey]:
    """All keys, revoked ones too."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))
    names = [name for name in CarriedKey.__dataclass_fields__ if name != "token_secret"]
    return [
        CarriedKey(
            **{name: getattr(row, name) for name in names},
            token_secret=row.token_secret if with_secrets else None,
        )
        for row in rows
    ]


def take_over(session: Session, keys: Sequence[CarriedKey]) -> list[Taken]:
    """Have these keys here, whatever of them there is already: done twice, the second time all
    are the same. What was rotated or revoked here since is not undone. For a dry run, roll back.

    Raises ``InvalidRequest`` (``invalid_parameter``) for traits that no key may have.
    """
    return [_take_over(session, key) for key in keys]


def _take_over(session: Session, key: CarriedKey) -> Taken:
    _check(key)
    row = session.get(ApiKey, key.id, with_for_update=True)
    if row is not None and _is_newer(row, key):
        return Taken(key.id, key.name, Fate.NEWER_HERE)
    equal = select(ApiKey.id).where(ApiKey.digest == key.digest, ApiKey.id != key.id)
    if session.scalar(equal) is not None:
        return Taken(key.id, key.name, Fate.TAKEN)
    if row is None:
        session.add(_row(session, key))
        session.flush()
        return Taken(key.id, key.name, Fate.ADDED)
    changed = _change(session, row, key)
    return Taken(key.id, key.name, Fate.CHANGED if changed else Fate.SAME, changed)


def _check(key: CarriedKey) -> None:
    checked(
        Traits(
            name=key.name,
            role=key.role,
            rate_limit=key.rate_limit,
            image_rewrite=key.image_rewrite,
        )
    )


def _is_newer(row: ApiKey, key: CarriedKey) -> bool:
    pairs = [(getattr(row, name), getattr(key, name)) for name in _NEVER_BACK]
    return any(here is not None and (there is None or here > there) for here, there in pairs)


def _row(session: Session, key: CarriedKey) -> ApiKey:
    values = {name: getattr(key, name) for name in CarriedKey.__dataclass_fields__}
    values["token_secret"] = key.token_secret or digests.new_token_secret()
    return ApiKey(**values, uses=0, rewrite_changed_at=now(session))


def _change(session: Session, row: ApiKey, key: CarriedKey) -> tuple[str, ...]:
    names = [name for name in CarriedKey.__dataclass_fields__ if name != "token_secret"]
    changed = [name for name in names if getattr(row, name) != getattr(key, name)]
    for name in changed:
        setattr(row, name, getattr(key, name))
    if key.token_secret is not None and key.token_secret != row.token_secret:
        row.token_secret = key.token_secret
        changed.append("token_secret")
    elif {"digest", "pin_digest"} & {*changed}:
        row.token_secret = digests.new_token_secret()  # tokens of the former text are void
    if changed:
        row.rewrite_changed_at = now(session)
        session.flush()
    return tuple(changed)
