"""What a processing machine reports of a picture: it is done, or it cannot be done.

Reports come at least once, so that the same one twice is no mistake; another one than before is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import PendingImage, PendingStatus
from tvdbproxy.errors import Conflict, InvalidRequest
from tvdbproxy.ingest.given import is_deeper
from tvdbproxy.ingest.pending.queue import unknown
from tvdbproxy.storage.store import ObjectStore

_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_MEDIA_ID = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
_ADDRESS = re.compile(r"https?://[!-~]{1,490}", re.ASCII)
_LAST_PART = re.compile(r"/([1-9][0-9]{0,19})(?:[?#].*)?\Z", re.ASCII)
_FORMAT = re.compile(r"[a-z0-9]{1,8}", re.ASCII)
_MOST_FORMATS = 16
_LARGEST_ANALYSIS = 256 * 1024
_DEEPEST_ANALYSIS = 16


@dataclass(frozen=True)
class Completed:
    """A report of success. ``analysis`` is what was told beside the media id, if anything was."""

    media_id: str
    permanent_url: str | None = None
    analysis: dict[str, Any] | None = None


@dataclass(frozen=True)
class Recorded:
    """A picture of the queue after a report."""

    id: int
    media_id: str
    status: str


def read_completion(document: Mapping[str, Any]) -> Completed:
    """The simple payload (``media_id``) or the rich one, whose ``permanent_url`` may end in the
    media id instead. Raises ``InvalidRequest`` naming the member at fault."""
    address = _address(document)
    if document.get("processing_complete", True) is not True:
        raise InvalidRequest(
            "processing_complete: report a picture when it is done, with true.",
            code="not_complete",
        )
    return Completed(_media_id(document, address), address, _analysis(document))


def complete(database: Database, pending_id: str, report: Completed) -> Recorded:
    """Record that a picture is done. What the report leaves out stays as it was told before.

    Raises ``NotFound`` (``unknown_pending_image``), and ``Conflict`` for a picture that failed
    (``already_failed``) or became another one (``already_processed``).
    """
    with database.write() as session:
        row = _locked(session, pending_id)
        if row.status == PendingStatus.FAILED:
            raise Conflict(
                "This image was reported as failed; put it in the queue anew.",
                code="already_failed",
            )
        if row.status != PendingStatus.PENDING and row.media_id != report.media_id:
            raise Conflict(
                f"This image was reported as media {row.media_id} before.",
                code="already_processed",
            )
        if row.status == PendingStatus.PENDING:
            row.status = PendingStatus.PROCESSED
        row.media_id = row.thumbnail_url = report.media_id
        row.permanent_url = report.permanent_url or row.permanent_url or report.media_id
        row.analysis = report.analysis or row.analysis
        row.updated_at = now(session)
        return Recorded(row.id, report.media_id, row.status)


def fail(database: Database, originals: ObjectStore, pending_id: str) -> None:
    """Record that a picture cannot be done, and remove its temporary file.

    Raises ``NotFound`` (``unknown_pending_image``), ``Conflict`` (``already_processed``), and
    ``Unavailable`` where the file could not be removed, which a repetition makes up for.
    """
    with database.write() as session:
        row = _locked(session, pending_id)
        if row.status in (PendingStatus.PROCESSED, PendingStatus.COMPLETE):
            raise Conflict(
                f"This image was processed; it is media {row.media_id}.", code="already_processed"
            )
        if row.status == PendingStatus.PENDING:
            row.status, row.updated_at = PendingStatus.FAILED, now(session)
            row.error = "The processing machine reported that it cannot be done."
        key = row.key
    originals.delete(key)


def _locked(session: Session, pending_id: str) -> PendingImage:
    if not _ID.fullmatch(pending_id):
        raise unknown()
    chosen = select(PendingImage).where(PendingImage.id == int(pending_id)).with_for_update()
    row = session.scalars(chosen).one_or_none()
    if row is None:
        raise unknown()
    return row


def _address(document: Mapping[str, Any]) -> str | None:
    given = document.get("permanent_url")
    if given is None:
        return None
    if not isinstance(given, str) or not (_ADDRESS.fullmatch(given) or _MEDIA_ID.fullmatch(given)):
        raise InvalidRequest("permanent_url: give an http or https address, or the media id.")
    return given


def _media_id(document: Mapping[str, Any], address: str | None) -> str:
    given = document.get("media_id")
    if given is None and address is not None:
        found = _LAST_PART.search(f"/{address}")
        given = found[1] if found else None
    text = str(given) if type(given) in (str, int) else ""
    if not _MEDIA_ID.fullmatch(text):
        raise InvalidRequest("media_id: give the number of the picture, as in 789.")
    return text


def _analysis(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """All of what was told that we answer again, or hand on."""
    told = document.get("ai_analysis")
    if told is not None and not isinstance(told, dict):
        raise InvalidRequest("ai_analysis: give an object, or null.")
    kept: dict[str, Any] = dict(told or {})
    if (enhanced := document.get("ai_enhanced")) is not None:
        if not isinstance(enhanced, bool):
            raise InvalidRequest("ai_enhanced: give true or false.")
        kept["ai_enhanced"] = enhanced
    if (formats := document.get("formats_available")) is not None:
        kept["formats_available"] = _formats(formats)
    _check_size(kept)
    return kept or None


def _formats(given: Any) -> list[str]:
    named = isinstance(given, list) and len(given) <= _MOST_FORMATS
    if not named or not all(isinstance(one, str) and _FORMAT.fullmatch(one) for one in given):
        raise InvalidRequest('formats_available: give names, as in ["avif", "webp", "jpeg"].')
    return list(given)


def _check_size(kept: dict[str, Any]) -> None:
    """Databases take less than a JSON parser does, infinite numbers for one."""
    if is_deeper(kept, _DEEPEST_ANALYSIS):
        raise InvalidRequest(f"ai_analysis: nested more than {_DEEPEST_ANALYSIS} levels deep.")
    try:
        size = len(json.dumps(kept, allow_nan=False))
    except ValueError as error:
        raise InvalidRequest(f"ai_analysis: this cannot be kept ({error}).") from error
    if size > _LARGEST_ANALYSIS:
        raise InvalidRequest(f"ai_analysis: more than {_LARGEST_ANALYSIS // 1024} KiB of JSON.")
