"""Who came in, as far as the rooms behind the door need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tvdbproxy.db.models import ApiKey


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key.

    ``image_rewrite`` (``mirror``, ``sized``, ``off``) and ``enrich`` are None where the settings
    decide; ``rewrite_changed_at`` is when answers to this key last changed their looks.
    ``rate_limit`` is as in ``120/minute``, or None.
    """

    key_id: str
    name: str
    role: str
    image_rewrite: str | None
    spare_characters: bool
    enrich: bool | None
    rewrite_changed_at: datetime
    rate_limit: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """A caller, and what it has to prove itself with."""

    caller: Caller
    token_secret: str
    pin_digest: str | None


def holder_of(row: ApiKey) -> Holder:
    """What a row says of its key's holder."""
    caller = Caller(
        key_id=row.id,
        name=row.name,
        role=row.role,
        image_rewrite=row.image_rewrite,
        spare_characters=row.spare_characters,
        enrich=row.enrich,
        rewrite_changed_at=row.rewrite_changed_at,
        rate_limit=row.rate_limit,
    )
    return Holder(caller, row.token_secret, row.pin_digest)
