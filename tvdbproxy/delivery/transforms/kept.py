"""What can be had again, kept in the originals bucket under keys that are hashes.

An object tells all that is needed of itself. Its row only says how much room it takes and when
somebody wanted it; it is written after the object, and by whoever reads an object that has none.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import KeptTransform
from tvdbproxy.db.upsert import upsert
from tvdbproxy.delivery.aside import Aside
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.errors import InvalidRequest, Unavailable
from tvdbproxy.storage.finding import find, look
from tvdbproxy.storage.sources import PRIVATE
from tvdbproxy.storage.store import ObjectInfo, ObjectStore, StoredObject

log = logging.getLogger(__name__)

Kind = Literal["source", "result"]

FOLDER = "transforms/"
_SHA256 = "sha256"
# Who is wanted twice a day is remembered once.
_USE = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """Objects of one kind. With ``max_bytes`` of 0 nothing is kept."""

    kind: Kind
    database: Database
    store: ObjectStore
    aside: Aside
    lately: Lately
    max_bytes: int

    def key_of(self, name: str) -> str:
        """Where the object of this name lies."""
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{FOLDER}{self.kind}s/{digest[:2]}/{digest[2:4]}/{digest}"

    def read(self, key: str) -> StoredObject | None:
        """The object, unless it is not there or not what was stored. Raises ``Unavailable``."""
        if not self.max_bytes:
            return None
        found = find(self.store, key)
        if found is None or sha256(found.data).hexdigest() != found.info.metadata.get(_SHA256):
            return None
        self._notice(key, found.info.size)
        return found

    def look(self, key: str) -> ObjectInfo | None:
        """What is known of the object, if it is there. Raises ``Unavailable``."""
        if not self.max_bytes:
            return None
        info = look(self.store, key)
        if info is None or _SHA256 not in info.metadata:
            return None
        self._notice(key, info.size)
        return info

    def write(self, key: str, data: bytes, mime: str, facts: Mapping[str, str]) -> None:
        """Keep it, if that is possible: the object first, then its row. ``facts`` that a store
        does not take are left out by whoever has them."""
        if not self.max_bytes or len(data) > self.max_bytes:
            return
        checksum = sha256(data).hexdigest()
        try:
            self.store.put(
                key,
                data,
                content_type=mime,
                cache_control=PRIVATE,
                metadata={_SHA256: checksum, **facts},
            )
            self.record(key, len(data))
        except (Unavailable, InvalidRequest) as error:
            log.warning("cannot keep %s: %s: %s", key, error.code, error)

    def record(self, key: str, size: int) -> None:
        """Write that the object is there, and wanted. Raises ``Unavailable``."""
        with self.database.write() as session:
            moment = now(session)
            row = {"key": key, "kind": self.kind, "size": size, "used_at": moment}
            upsert(session, KeptTransform, [row])

    def _notice(self, key: str, size: int) -> None:
        """Somebody wants it. Costs the reader nothing."""
        if self.lately.is_first(key):
            self.aside.do(key, lambda: self.note_use(key, size))

    def note_use(self, key: str, size: int) -> None:
        """Write the use, once a day, and the row where it is missing."""
        with self.database.write() as session:
            moment = now(session)
            row = {"key": key, "kind": self.kind, "size": size, "used_at": moment}
            upsert(session, KeptTransform, [row], update=())
            session.execute(
                update(KeptTransform)
                .where(KeptTransform.key == key, KeptTransform.used_at <= moment - _USE)
                .values(used_at=moment, size=size)
            )


def ascii_or_nothing(facts: Mapping[str, str | None]) -> dict[str, str]:
    """Those facts that every store takes as metadata."""
    return {
        name: value
        for name, value in facts.items()
        if value and value.isascii() and value.isprintable() and value == value.strip()
        and len(value) <= 200
    }  # fmt: skip
