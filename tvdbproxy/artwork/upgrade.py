"""What a waiting client was given in haste, made again with the settings of what is stored.

Nobody waits for it. The row says when it is due, and goes on saying so until it is done: a
message that is lost, or a worker that is killed, costs a while. The old object is shown until
the new one is recorded, by compare-and-set: where the picture was replaced meanwhile, what was
put is taken back, and whatever it may lie over is made anew.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from tvdbproxy.artwork import feed, source
from tvdbproxy.artwork.keep import metadata_of, put_variant
from tvdbproxy.artwork.overtaken import being_made, overtaken
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.artwork.plan import target_prefix
from tvdbproxy.artwork.shown import Shown
from tvdbproxy.artwork.work import MadeVariant, made_variant
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.errors import BadPicture, NotFound, TooLarge, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import timed

log = logging.getLogger(__name__)

_LEASE = "upgrade"


@dataclass(frozen=True)
class _Hasty:
    """A row as it was when the work on it began."""

    size: str
    format: str
    key: str
    made_at: datetime


def due(session: Session, *, again_after: float, limit: int) -> list[int]:
    """Ids of pictures with something that was made in haste, longest due first. They are not
    due again for ``again_after`` seconds, in the caller's transaction."""
    moment = now(session)
    found = session.execute(
        select(Variant.artwork_id, Variant.upgrade_at)
        .where(Variant.upgrade_at <= moment)
        .order_by(Variant.upgrade_at)
        .limit(limit)
    )
    pictures = list(dict.fromkeys(row.artwork_id for row in found))
    session.execute(
        update(Variant)
        .where(Variant.artwork_id.in_(pictures), Variant.upgrade_at.is_not(None))
        .values(upgrade_at=moment + timedelta(seconds=again_after))
    )
    return pictures


def upgrade(kitchen: Kitchen, artwork_id: int, changed: Callable[[str], None]) -> None:
    """Make again what is hasty of one picture. Run it as often as you like.

    ``changed`` is told the prefix of what was put. Does nothing while somebody is at the
    picture, or its source cannot be read: it stays due. Raises ``Crashed``, ``Overloaded`` and
    ``Unavailable``.
    """
    alone = Alone(kitchen.database, _LEASE, kitchen.lease_seconds)
    with alone.held(str(artwork_id)) as is_ours:
        found = _plan(kitchen, artwork_id) if is_ours else None
        if found is None:
            return
        base, hasty = found
        held = source.read(base.source, kitchen.originals)
        if held is None:
            log.info("artwork %d: nothing to make it of; left as it is", artwork_id)
            return
        _make(kitchen, base, hasty, held.data, changed)


def _plan(kitchen: Kitchen, artwork_id: int) -> tuple[Shown, list[_Hasty]] | None:
    """``None`` if there is nothing to do, or not now."""
    with kitchen.database.read() as session:
        row = session.get(Artwork, artwork_id)
        base = Shown.of(row) if row is not None else None
        if row is None or base is None or not _rests(session, row):
            return None
        rows = session.scalars(
            select(Variant)
            .where(Variant.artwork_id == artwork_id, Variant.upgrade_at.is_not(None))
            .order_by(Variant.format, Variant.key)
        )
        hasty = [_Hasty(each.size, each.format, each.key, each.made_at) for each in rows]
    return (base, hasty) if hasty else None


def _rests(session: Session, row: Artwork) -> bool:
    """Whether nobody makes this picture, or another one at its place, and nobody is about to."""
    at_home = row.storage_path == target_prefix(row)
    return (
        at_home and row.state not in feed.UNFINISHED and row.storage_path not in being_made(session)
    )


def _make(
    kitchen: Kitchen,
    base: Shown,
    hasty: Sequence[_Hasty],
    data: bytes,
    changed: Callable[[str], None],
) -> None:
    try:
        for variant, old in _rendered(kitchen, base, hasty, data):
            if not _is_current(kitchen, base):
                return
            _store(kitchen, base, variant, old)
            changed(base.prefix)
    except (BadPicture, TooLarge, Unsupported) as error:
        # It was made once, and is good enough: with more effort it is not to be had.
        log.warning("artwork %d: not made again: %s", base.artwork_id, error)
        _settle(kitchen, hasty)


def _rendered(
    kitchen: Kitchen, base: Shown, hasty: Sequence[_Hasty], data: bytes
) -> Iterator[tuple[MadeVariant, _Hasty]]:
    """Each again, one format after the other, beside the row of the old one."""
    recipe = kitchen.recipe
    by_format: dict[str, dict[str, tuple[Size, _Hasty]]] = defaultdict(dict)
    for old in hasty:
        size = recipe.size(base.content_type, base.image_type, old.size)
        if size is None:
            _settle(kitchen, [old])  # no such size any more: it goes when it is old
        else:
            by_format[old.format][old.size] = size, old
    for name, wanted in by_format.items():
        sizes = [size for size, _ in wanted.values()]
        order = recipe.single(sizes, Format(name), recipe.effort)
        with timed(kitchen.meter, Event.STAGE, Pipeline.UPGRADE, "process"):
            rendered = kitchen.pool.render(data, order)
        for pixels in rendered.variants:
            for size_name in pixels.size_names:
                yield made_variant(base.prefix, size_name, pixels), wanted[size_name][1]


def _is_current(kitchen: Kitchen, base: Shown) -> bool:
    with kitchen.database.read() as session:
        row = session.get(Artwork, base.artwork_id)
        return row is not None and base.is_still(row) and _rests(session, row)


def _store(kitchen: Kitchen, base: Shown, variant: MadeVariant, old: _Hasty) -> None:
    """The object, then its row; or neither."""
    metadata = metadata_of(base.source.sha256, base.revision, has_alpha=base.has_alpha)
    info = put_variant(variant, metadata, kitchen.thumbnails)
    if not _record(kitchen, base, replace(variant, etag=info.etag), old):
        log.info("artwork %d changed while %s was made again", base.artwork_id, variant.key)
        _take_back(kitchen, variant.key, info.etag)


def _record(kitchen: Kitchen, base: Shown, variant: MadeVariant, old: _Hasty) -> bool:
    """Whether the row is still the one that we know, and is ours now. Whoever begins with the
    picture after this puts its objects over ours; who began before is seen here."""
    with kitchen.database.write() as session:
        row = session.get(Artwork, base.artwork_id, with_for_update=True)
        if row is None or not base.is_still(row) or not _rests(session, row):
            return False
        made = session.execute(
            update(Variant)
            .where(*_same(base.artwork_id, old))
            .values(
                width=variant.width,
                height=variant.height,
                bytes=variant.length,
                sha256=variant.sha256,
                etag=variant.etag,
                made_at=now(session),
                upgrade_at=None,
            )
        )
        return cast("CursorResult[Any]", made).rowcount == 1


def _take_back(kitchen: Kitchen, key: str, etag: str) -> None:
    """Our object may lie over one of the picture that is at home there now."""
    with kitchen.database.read() as session:
        known = session.scalars(select(Variant.etag).where(Variant.key == key)).all()
    if etag in known:
        return  # whoever was faster has made the same
    try:
        if kitchen.thumbnails.head(key).etag == etag:
            kitchen.thumbnails.delete(key)
    except NotFound:
        pass
    finally:
        with kitchen.database.write() as session:
            feed.mark_damaged(session, overtaken(session, [key]), sent=False)


def _settle(kitchen: Kitchen, hasty: Sequence[_Hasty]) -> None:
    """Leave them as they are for good."""
    with kitchen.database.write() as session:
        for old in hasty:
            session.execute(
                update(Variant)
                .where(Variant.key == old.key, Variant.made_at == old.made_at)
                .values(upgrade_at=None)
            )


def _same(artwork_id: int, old: _Hasty) -> list[Any]:
    return [
        Variant.artwork_id == artwork_id,
        Variant.size == old.size,
        Variant.format == old.format,
        Variant.key == old.key,
        Variant.made_at == old.made_at,
    ]
