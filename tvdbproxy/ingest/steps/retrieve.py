"""The first step: the bytes, wherever they are, to the place where they stay.

A picture that was uploaded through us lies there already. One that a client puts into the
store by itself is read once, whole, and what was read is what is kept: who writes to its
address again changes nothing. One from another service's queue is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import ImageState, StepName
from tvdbproxy.errors import ConfigurationError, Conflict, NotFound, TooLarge
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest import checklist
from tvdbproxy.ingest.reception import Reception
from tvdbproxy.ingest.work import Bytes, Work
from tvdbproxy.storage import keys
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectStore


class FetchesPending(Protocol):
    """What this step needs to fetch pictures of another service's queue."""

    def get(self, url: str, *, headers: Mapping[str, str]) -> Fetched:
        """The bytes. Raises what the fetch room raises."""


@dataclass(frozen=True)
class Abroad:
    """The other service, whose key opens what its queue names."""

    fetcher: FetchesPending
    key: str

    def get(self, url: str) -> bytes:
        """One of its pictures."""
        return self.fetcher.get(url, headers={"Authorization": f"Bearer {self.key}"}).data


def retrieve(
    database: Database,
    reception: Reception,
    abroad: Abroad | None,
    work: Work,
) -> Bytes:
    """The picture's bytes, which lie in the originals bucket from now on.

    Raises ``NotFound`` (``upload_lost``, ``upload_awaited``), ``TooLarge``, ``Unsupported``,
    ``BadPicture``, and what the rooms of storage and fetch raise.
    """
    if work.source_key is not None and work.sha256 is not None:
        return _held(reception.originals, work.source_key, work.sha256)
    if work.source_url is not None:
        if abroad is None:
            raise ConfigurationError(
                "The queue that named this picture is not set up any more: set "
                "PENDING_SOURCE_URL and PENDING_SOURCE_KEY."
            )
        return _settle(database, reception, work, abroad.get(work.source_url))
    incoming = keys.incoming_key(work.image_id)
    settled = _settle(database, reception, work, _arrived(reception, incoming))
    reception.originals.delete(incoming)
    return settled


def _held(originals: ObjectStore, key: str, digest: str) -> Bytes:
    found = find(originals, key)
    if found is None or sha256(found.data).hexdigest() != digest:
        raise NotFound(
            "The uploaded file is not in the bucket any more: upload it again.", code="upload_lost"
        )
    return Bytes(key, digest, found.data)


def _arrived(reception: Reception, incoming: str) -> bytes:
    try:
        info = reception.originals.head(incoming)
    except NotFound as error:
        raise NotFound("The file has not arrived.", code="upload_awaited") from error
    if info.size > reception.limits.max_bytes:
        raise TooLarge(
            f"The file is larger than {reception.limits.max_bytes / MEBIBYTE:g} MiB: send a "
            "smaller one."
        )
    return reception.originals.get(incoming).data


def _settle(database: Database, reception: Reception, work: Work, data: bytes) -> Bytes:
    """Keep the bytes at a key that is ours alone, and write down which they are.

    What lies there once stays: who was at the same picture before, and died or was taken for
    dead, may have kept an earlier upload there, which is as good, and may still be looking at it.
    """
    image_format = reception.look(data)
    with database.read() as session:
        day = now(session).date()
    key = keys.upload_key(day, work.image_id, image_format.extension)
    kept = _kept(reception.originals, key, data, image_format)
    _record(database, work, kept, reception.look(kept.data))
    return kept


def _kept(originals: ObjectStore, key: str, data: bytes, image_format: Format) -> Bytes:
    """The bytes, or those that somebody has kept there already."""
    digest = sha256(data).hexdigest()
    try:
        put_source(originals, key, data, mime=image_format.mime, sha256=digest, if_absent=True)
    except Conflict:
        data = originals.get(key).data
        digest = sha256(data).hexdigest()
    return Bytes(key, digest, data)


def _record(database: Database, work: Work, kept: Bytes, image_format: Format) -> None:
    with database.write() as session:
        _, image = checklist.claimed(session, work)
        image.source_key, image.sha256, image.file_size = kept.key, kept.sha256, len(kept.data)
        image.mime_type, image.format = image_format.mime, image_format.value
        image.state = ImageState.STAGED
        checklist.done(session, work, StepName.RETRIEVE_FILE)
