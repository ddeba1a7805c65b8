"""The last stage: one short transaction makes what was stored visible, or drops it.

Compare-and-set: the row must still carry our claim. If it moved on meanwhile, nothing
is recorded, and whoever's objects we may have overwritten is made anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tvdbproxy.artwork.local_urls import write_local_urls
from tvdbproxy.artwork.work import Made, MadeVariant, Source, Work
from tvdbproxy.cdn.outbox import Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, ArtworkState, Variant
from tvdbproxy.db.models import Source as SourceRow
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import Superseded
from tvdbproxy.jobs import claims, tasks
from tvdbproxy.urls.images import PublicUrls

# A page asks for many pictures at once, and those who wait for them go first.
_AFTER_THE_CROWD = timedelta(minutes=1)


def record(
    database: Database,
    urls: PublicUrls,
    work: Work,
    source: Source,
    made: Made,
    *,
    compared: bool,
    recheck_days: float,
    purges: Purges,
    replaces: bool,
) -> list[str]:
    """Publish the new revision; the keys of objects that it leaves behind, which somebody
    made on demand of the old one meanwhile. ``compared`` says that upstream was asked for
    it; otherwise it is asked when it would have been anyway. Caches are told if it ``replaces``
    something that they may have. Raises ``Superseded`` if the
    row is not ours any more."""
    with database.write() as session:
        row = _claimed(session, work)
        if row is not None:
            moment = now(session)
            left_behind = _left_behind(session, work, made)
            news = _is_news(session, source)
            _write_source(session, source, moment)
            _write_variants(session, work, made, moment)
            _write_artwork(row, work, source, made, moment)
            write_local_urls(session, urls, row)
            if compared:
                row.checked_at = moment
            checked = None if work.forced and not compared else row.checked_at
            _finish(session, row, moment, checked, recheck_days, "stored")
            if replaces:
                purges.of_titles(session, [(row.content_type, row.content_id)])
            if news:
                purges.of_objects(session, [source.key])
            return left_behind
        _repair_prefix(session, work)
    raise Superseded("The picture changed while it was being made.")


def record_unchanged(
    database: Database,
    urls: PublicUrls,
    work: Work,
    source: Source | None,
    *,
    recheck_days: float,
) -> None:
    """Upstream has what we have: the next look is set, and the title told of its picture,
    for its row may be younger. ``source`` are the bytes if they came again, with validators
    that may be new."""
    with database.write() as session:
        row = _claimed(session, work)
        if row is None:
            raise Superseded("The picture changed while it was being compared.")
        moment = now(session)
        if source is not None:
            _write_source(session, source, moment)
        write_local_urls(session, urls, row)
        row.checked_at = moment
        _finish(session, row, moment, moment, recheck_days, "unchanged")


def variant_row(
    artwork_id: int, variant: MadeVariant, moment: datetime, *, on_demand: bool
) -> dict[str, Any]:
    """The row of a stored variant."""
    return {
        "artwork_id": artwork_id,
        "size": variant.size,
        "format": variant.format,
        "key": variant.key,
        "width": variant.width,
        "height": variant.height,
        "bytes": variant.length,
        "sha256": variant.sha256,
        "etag": variant.etag,
        "on_demand": on_demand,
        "made_at": moment,
        "upgrade_at": moment + _AFTER_THE_CROWD if variant.in_haste else None,
    }


def _claimed(session: Session, work: Work) -> Artwork | None:
    row = session.get(Artwork, work.artwork_id, with_for_update=True)
    return row if row is not None and row.claim == work.claim else None


def _write_source(session: Session, source: Source, moment: datetime) -> None:
    upsert(
        session,
        SourceRow,
        [
            {
                "key": source.key,
                "sha256": source.sha256,
                "size": len(source.data),
                "etag": source.etag,
                "last_modified": source.last_modified,
                "fetched_at": moment,
            }
        ],
    )


def _is_news(session: Session, source: Source) -> bool:
    """Whether the source lies over another one, which the mirror may have shown."""
    held = session.get(SourceRow, source.key)
    return held is not None and held.sha256 != source.sha256


def _left_behind(session: Session, work: Work, made: Made) -> list[str]:
    """Variants at our prefix that came after the plan and are no part of the new set."""
    keys = session.scalars(select(Variant.key).where(Variant.artwork_id == work.artwork_id))
    new = {variant.key for variant in made.variants}
    return sorted(k for k in keys if k not in new and k.rpartition("/")[0] == work.prefix)


def _write_variants(session: Session, work: Work, made: Made, moment: datetime) -> None:
    session.execute(delete(Variant).where(Variant.artwork_id == work.artwork_id))
    upsert(
        session,
        Variant,
        [
            variant_row(
                work.artwork_id,
                variant,
                moment,
                on_demand=(variant.size, variant.format) in work.extras,
            )
            for variant in made.variants
        ],
    )


def _write_artwork(row: Artwork, work: Work, source: Source, made: Made, moment: datetime) -> None:
    row.revision, row.source_sha256 = made.revision, source.sha256
    row.source_key = source.key
    row.storage_path, row.file_size = work.prefix, len(source.data)
    row.format, row.width, row.height = made.facts.format, made.facts.width, made.facts.height
    row.has_alpha = made.facts.has_alpha
    row.dominant_color, row.placeholder = made.facts.dominant_color, made.facts.placeholder
    row.processed_at = moment


def _finish(
    session: Session,
    row: Artwork,
    moment: datetime,
    checked: datetime | None,
    recheck_days: float,
    outcome: str,
) -> None:
    """All is well; upstream is asked again so many days after it was, or now if it was not:
    then tasks that wait for the picture go on waiting."""
    row.state, row.forced, row.damaged = ArtworkState.READY, False, False
    row.due_at = checked + timedelta(days=recheck_days) if checked else moment
    row.claim = row.lease_until = row.sent_at = None
    row.attempts = row.failures = 0
    row.error_code = row.error_message = None
    if checked:
        tasks.settle(session, row.id, outcome)


def _repair_prefix(session: Session, work: Work) -> None:
    """Our objects may lie over those of the picture that is at home there now."""
    moment = now(session)
    session.execute(
        update(Artwork)
        .where(Artwork.storage_path == work.prefix)
        .values(
            state=ArtworkState.PENDING,
            due_at=moment,
            sent_at=None,
            forced=True,
            **claims.revoked(Artwork, moment),
        )
    )
