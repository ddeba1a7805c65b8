"""Taking a picture in: looked at by its header, put into the bucket, written down once.

The object first, then one transaction. Who dies between the two leaves an object that the
cleanup finds; who asks twice with one idempotency key gets the first answer twice.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import IdempotencyKey, Image, ImageState, StepName
from tvdbproxy.errors import InvalidRequest, TvdbProxyError, Unavailable, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.given import Given
from tvdbproxy.storage import keys
from tvdbproxy.storage.finding import look
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectStore

log = logging.getLogger(__name__)

_LONGEST_KEY = 255
# Where the same bytes lie already.
_EQUAL = (
    select(Image.source_key)
    .where(Image.sha256 == bindparam("digest"), Image.source_key.is_not(None))
    .limit(1)
)


@dataclass(frozen=True)
class Repeatable:
    """A request that may come twice: the client's key, and the SHA-256 of what it asked."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Accepted:
    """A picture was taken in, now or (``replayed``) when the same request came before."""

    job_id: str
    image_id: str
    replayed: bool = False


@dataclass(frozen=True)
class Reception:
    """What taking pictures in needs."""

    database: Database
    originals: ObjectStore
    limits: Limits
    formats: frozenset[Format]
    max_attempts: int
    idempotency_hours: float

    def accept(
        self,
        given: Given,
        data: bytes,
        *,
        digest: str | None = None,
        repeatable: Repeatable | None = None,
        charge: Callable[[Session], object] = lambda session: None,
    ) -> Accepted:
        """Take it in; ``charge`` is called in the transaction that does so, and may refuse.
        ``digest`` is the SHA-256 of the data for whoever knows it already, in hexadecimal.

        Raises ``TooLarge``, ``Unsupported`` and ``BadPicture`` for what is no picture that we
        take, ``InvalidRequest`` (``idempotency_key_reused``), and ``Unavailable``.
        """
        before = self.replay(given.user_id, repeatable)
        if before is not None:
            return before
        staged = self._stage(data, digest or sha256(data).hexdigest())
        try:
            with self.database.write() as session:
                accepted = self._record(session, given, staged, repeatable)
                if not accepted.replayed:
                    charge(session)
        except _GoneMeanwhile:
            return self.accept(
                given, data, digest=staged.sha256, repeatable=repeatable, charge=charge
            )
        except Unavailable:
            raise  # it may have been written down all the same; else the cleanup finds the object
        except TvdbProxyError:
            self._take_back(staged)
            raise
        except IntegrityError:
            # The same key, at the same time: the other request was first.
            self._take_back(staged)
            first = self.replay(given.user_id, repeatable)
            if first is None:
                raise
            return first
        if accepted.replayed:
            self._take_back(staged)
        return accepted

    def look(self, data: bytes) -> Format:
        """Which format the bytes are, whatever their name says. Raises as ``accept``."""
        found = inspect(data, self.limits).format
        if found not in self.formats:
            names = ", ".join(sorted(each.mime for each in self.formats))
            raise Unsupported(f"This is {found.mime}, which is not taken here: send {names}.")
        return found

    def replay(self, user_id: str, repeatable: Repeatable | None) -> Accepted | None:
        """What was answered to the same request before."""
        if repeatable is None:
            return None
        with self.database.read() as session:
            return _first(session, user_id, repeatable, now(session))

    def _stage(self, data: bytes, digest: str) -> _Staged:
        """Put the bytes where they stay, unless the same ones lie there already."""
        image_format = self.look(data)
        image_id = str(uuid.uuid4())
        equal = self.database.row(_EQUAL, {"digest": digest})
        if equal is not None and look(self.originals, equal[0]) is not None:
            return _Staged(image_id, equal[0], True, digest, len(data), image_format)
        # The day only says where in the bucket it lies: any clock will do.
        key = keys.upload_key(datetime.now(UTC).date(), image_id, image_format.extension)
        put_source(self.originals, key, data, mime=image_format.mime, sha256=digest)
        return _Staged(image_id, key, False, digest, len(data), image_format)

    def _record(
        self, session: Session, given: Given, staged: _Staged, repeatable: Repeatable | None
    ) -> Accepted:
        moment = now(session)
        if repeatable is not None:
            before = _first(session, given.user_id, repeatable, moment)
            if before is not None:
                return before
        if staged.is_shared and not _still_there(session, staged.key):
            raise _GoneMeanwhile
        image = jobs.new_image(given, staged.image_id, ImageState.STAGED, moment)
        image.source_key, image.sha256, image.file_size = staged.key, staged.sha256, staged.size
        image.mime_type, image.format = staged.format.mime, staged.format.value
        job = jobs.begin(
            session,
            image,
            moment,
            done=[StepName.RETRIEVE_FILE],
            callback_url=given.callback_url,
            max_attempts=self.max_attempts,
        )
        if repeatable is not None:
            forget_keys(session, moment)
            session.add(
                IdempotencyKey(
                    user_id=given.user_id,
                    key=repeatable.key,
                    fingerprint=repeatable.fingerprint,
                    job_id=job.job_id,
                    image_id=staged.image_id,
                    expires_at=moment + timedelta(hours=self.idempotency_hours),
                )
            )
            session.flush()
        return Accepted(job.job_id, staged.image_id)

    def _take_back(self, staged: _Staged) -> None:
        """The object of a picture that was refused after all; the cleanup finds it otherwise."""
        if staged.is_shared:
            return
        try:
            self.originals.delete(staged.key)
        except TvdbProxyError as error:
            log.warning("cannot drop %s: %s; the cleanup will", staged.key, error)


@dataclass(frozen=True)
class _Staged:
    """Bytes that lie in the bucket; ``is_shared`` if they are another picture's as well."""

    image_id: str
    key: str
    is_shared: bool
    sha256: str
    size: int
    format: Format


class _GoneMeanwhile(Exception):
    """The equal picture was deleted while we meant to share its source."""


def repeatable_of(key: str | None, *asked: bytes) -> Repeatable | None:
    """The request as it may be repeated; ``asked`` is all that it says. Raises
    ``InvalidRequest`` (``invalid_idempotency_key``)."""
    if key is None:
        return None
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidRequest(
            f"Idempotency-Key: use 1 to {_LONGEST_KEY} letters of ASCII.",
            code="invalid_idempotency_key",
        )
    digest = sha256()
    for part in asked:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return Repeatable(key, digest.hexdigest())


def _first(
    session: Session, user_id: str, repeatable: Repeatable, moment: datetime
) -> Accepted | None:
    """What was answered first, unless that is too long ago. Raises ``InvalidRequest``
    (``idempotency_key_reused``)."""
    row = session.get(IdempotencyKey, (user_id, repeatable.key))
    if row is None or row.expires_at <= moment:
        return None
    if row.fingerprint != repeatable.fingerprint:
        raise InvalidRequest(
            "Idempotency-Key: it was sent with another upload before; take a new one.",
            code="idempotency_key_reused",
        )
    return Accepted(row.job_id, row.image_id, replayed=True)


def forget_keys(session: Session, moment: datetime) -> None:
    """Forget the keys of requests that nobody repeats any more."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at <= moment))


def _still_there(session: Session, key: str) -> bool:
    """Whether a picture has that source, which stays until we have committed."""
    held = select(Image.image_id).where(Image.source_key == key).limit(1).with_for_update()
    return session.scalar(held) is not None
