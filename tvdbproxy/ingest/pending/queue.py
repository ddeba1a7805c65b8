"""The queue that we offer: pictures are put in, listed for a processing machine, and served
under their temporary addresses until they have permanent ones."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import PendingImage, PendingStatus
from tvdbproxy.errors import InvalidRequest, NotFound, TooLarge
from tvdbproxy.imaging.formats import Format, sniff
from tvdbproxy.imaging.header import read_header
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest.given import readable_name
from tvdbproxy.ingest.pending.fields import FIELDS, UploadField, temporary_path
from tvdbproxy.storage.keys import pending_key
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectStore, StoredObject

_USER_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_TEMPORARY = re.compile(r"/temp_images/[a-z_]{1,32}/[A-Za-z0-9._-]{1,200}", re.ASCII)


@dataclass(frozen=True)
class GivenFile:
    """A file as a form has it: ``field`` is one of ``FIELDS``."""

    field: str
    name: str | None
    data: bytes


@dataclass(frozen=True)
class PendingView:
    """A picture of the queue, as machines and applications see it. Times are UTC."""

    id: int
    user_id: int
    image_path: str
    original_name: str | None
    mime_type: str | None
    status: str
    data_type: str
    created_at: datetime


@dataclass(frozen=True)
class PendingQueue:
    """``max_bytes`` is that of one file; at most ``list_max`` pictures are listed at a time."""

    database: Database
    originals: ObjectStore
    max_bytes: int
    list_max: int

    def put(self, user_id: str, files: Sequence[GivenFile]) -> list[PendingView]:
        """Store the files and have them wait, all of them or none.

        Raises ``InvalidRequest`` for a user or a field that cannot be, ``TooLarge``
        (``file_too_large``), and what ``sniff`` and ``read_header`` raise for what is no picture.
        """
        number = _user(user_id)
        if not files:
            raise InvalidRequest(
                f"There is no file; send one as {', '.join(FIELDS)}.", code="no_file"
            )
        seen = [(file, self._looked_at(file)) for file in files]
        with self.database.read() as session:
            moment = now(session)
        # Objects first: a row without its picture would be handed out at once.
        rows = [self._stored(number, file, kind, moment) for file, kind in seen]
        with self.database.write() as session:
            session.add_all(rows)
            session.flush()
            return [_view(row) for row in rows]

    def waiting(self) -> tuple[list[PendingView], int]:
        """What waits to be processed, the oldest first, and how much waits in all."""
        is_pending = PendingImage.status == PendingStatus.PENDING
        oldest = select(PendingImage).where(is_pending).order_by(PendingImage.id)
        with self.database.read() as session:
            rows = session.scalars(oldest.limit(self.list_max)).all()
            total = session.scalar(select(func.count()).select_from(PendingImage).where(is_pending))
        return [_view(row) for row in rows], total or 0

    def picture(self, path: str) -> StoredObject | str:
        """The bytes at a temporary address, or the media id of what has taken their place.

        Raises ``NotFound`` (``unknown_pending_image``): no such address, or one that failed.
        """
        with self.database.read() as session:
            row = _at(session, path)
        if row is None or row.status == PendingStatus.FAILED:
            raise unknown()
        try:
            return self.originals.get(row.key)
        except NotFound:
            if row.media_id is None:
                raise
            return row.media_id

    def _looked_at(self, file: GivenFile) -> Format:
        if file.field not in FIELDS:
            raise InvalidRequest(f"There is no field {file.field[:80]!r}; use {', '.join(FIELDS)}.")
        if len(file.data) > self.max_bytes:
            raise TooLarge(
                f"{file.field}: a file may have {self.max_bytes / MEBIBYTE:g} MiB; use a smaller "
                "one.",
                code="file_too_large",
            )
        kind = sniff(file.data)
        read_header(file.data, kind)
        return kind

    def _stored(
        self, user_id: int, file: GivenFile, kind: Format, moment: datetime
    ) -> PendingImage:
        field: UploadField = FIELDS[file.field]
        key = pending_key(moment.date(), str(uuid.uuid4()), kind.extension)
        digest = hashlib.sha256(file.data).hexdigest()
        put_source(self.originals, key, file.data, mime=kind.mime, sha256=digest, if_absent=True)
        return PendingImage(
            user_id=user_id,
            data_type=field.data_type,
            image_path=temporary_path(field, user_id, moment, kind.extension),
            key=key,
            original_name=readable_name(file.name),
            mime_type=kind.mime,
            file_size=len(file.data),
            status=PendingStatus.PENDING,
            created_at=moment,
            updated_at=moment,
        )


def unknown() -> NotFound:
    """There is no such picture in the queue."""
    return NotFound("There is no such pending image.", code="unknown_pending_image")


def _at(session: Session, path: str) -> PendingImage | None:
    """PostgreSQL would not even take some of what can be written in a URL, such as NUL."""
    if not _TEMPORARY.fullmatch(path):
        return None
    return session.scalars(select(PendingImage).where(PendingImage.image_path == path)).first()


def _user(text: str) -> int:
    if not _USER_ID.fullmatch(text):
        raise InvalidRequest("user_id: give the user's number, 1 to 18 digits.")
    return int(text)


def _view(row: PendingImage) -> PendingView:
    return PendingView(**{name: getattr(row, name) for name in PendingView.__dataclass_fields__})
