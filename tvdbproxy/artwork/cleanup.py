"""Objects that no row refers to, deleted after a grace period.

Both sides stream: objects in pages of the listing, rows by key. Whether an object is an
orphan is asked again right before it is deleted, and what somebody is making is left
alone. No store can delete "unless somebody has just written it", so it is asked once more
afterwards, and a picture that was overtaken is made again: a sync that runs meanwhile
loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from tvdbproxy.artwork import feed
from tvdbproxy.artwork.overtaken import being_made, names_of, overtaken
from tvdbproxy.cdn.outbox import NO_PURGES, Purges
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Artwork,
    Image,
    ImageState,
    ImageVariant,
    KeptTransform,
    PendingImage,
    PendingStatus,
    ProcessingJob,
    Source,
    Variant,
)
from tvdbproxy.storage.keys import parse_incoming_key
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

_BATCH = 500
_SAMPLE = 50


@dataclass
class Swept:
    """The figures of a cleanup; ``sample`` names the first few orphans."""

    examined: int = 0
    orphans: int = 0
    bytes: int = 0
    deleted: int = 0
    too_young: int = 0
    sample: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The figures as a task's result."""
        return asdict(self)


def clean(
    database: Database,
    originals: ObjectStore,
    thumbnails: ObjectStore,
    *,
    grace_hours: float,
    dry_run: bool,
    on_batch: Callable[[Swept], None] = lambda swept: None,
    on_listed: Callable[[ObjectStore, list[ObjectInfo]], None] = lambda store, batch: None,
    on_deleted: Callable[[Session, list[str]], object] = lambda session, names: None,
    purges: Purges = NO_PURGES,
) -> Swept:
    """Go through both buckets. With ``dry_run`` everything is counted and nothing deleted.
    ``on_listed`` is told of every object, whosesoever it is, and ``on_deleted`` of what went: it
    may have been stored anew at the last moment. Caches are told to forget it as well."""
    with database.read() as session:
        oldest_kept = now(session) - timedelta(hours=grace_hours)
    swept = Swept()
    sides: list[tuple[ObjectStore, Callable[[Session, list[str]], set[str]]]] = [
        (thumbnails, _known_variants),
        (originals, _known_sources),
    ]
    for store, known in sides:
        for batch in _batches(store):
            on_listed(store, batch)
            swept.examined += len(batch)
            orphans = _orphans(database, batch, known, oldest_kept, swept)
            if not dry_run and orphans:
                _delete(database, store, orphans, known, swept, on_deleted, purges)
            on_batch(swept)
    return swept


def _batches(store: ObjectStore) -> Iterator[list[ObjectInfo]]:
    objects = store.list()
    while batch := list(islice(objects, _BATCH)):
        yield batch


def _orphans(
    database: Database,
    batch: list[ObjectInfo],
    known: Callable[[Session, list[str]], set[str]],
    oldest_kept: datetime,
    swept: Swept,
) -> list[ObjectInfo]:
    with database.read() as session:
        held = known(session, [info.key for info in batch])
    strays = [info for info in batch if info.key not in held]
    orphans = [info for info in strays if info.last_modified <= oldest_kept]
    swept.too_young += len(strays) - len(orphans)
    swept.orphans += len(orphans)
    swept.bytes += sum(info.size for info in orphans)
    swept.sample += [info.key for info in orphans][: _SAMPLE - len(swept.sample)]
    return orphans


def _delete(
    database: Database,
    store: ObjectStore,
    orphans: list[ObjectInfo],
    known: Callable[[Session, list[str]], set[str]],
    swept: Swept,
    on_deleted: Callable[[Session, list[str]], object],
    purges: Purges,
) -> None:
    with database.read() as session:
        held = known(session, [info.key for info in orphans])
        making, media = being_made(session), _media_being_made(session)
    doomed = [
        info.key
        for info in orphans
        if info.key not in held
        and making.keys().isdisjoint(names_of(info.key))
        and media.isdisjoint(info.key.split("/"))
    ]
    store.delete_many(doomed)
    with database.write() as session:
        feed.mark_damaged(session, overtaken(session, doomed), sent=False)
        unneeded = ~exists().where(Artwork.source_key == Source.key)
        session.execute(delete(Source).where(Source.key.in_(doomed), unneeded))
        on_deleted(session, doomed)
        purges.of_objects(session, doomed)
    swept.deleted += len(doomed)


def _media_being_made(session: Session) -> set[str]:
    """Checksums of pictures of applications that somebody is at, likewise."""
    rows = session.scalars(
        select(Image.sha256)
        .join(ProcessingJob, ProcessingJob.image_id == Image.image_id)
        .where(ProcessingJob.lease_until > now(session))
    )
    return {digest for digest in rows if digest is not None}


def _known_variants(session: Session, names: list[str]) -> set[str]:
    ours = session.scalars(select(Variant.key).where(Variant.key.in_(names)))
    given = session.scalars(select(ImageVariant.key).where(ImageVariant.key.in_(names)))
    return {*ours, *given}


def _known_sources(session: Session, names: list[str]) -> set[str]:
    """Sources that a picture was made of, those that the mirror keeps, what transforms do, and
    what applications gave us."""
    rows = session.scalars(select(Artwork.source_key).where(Artwork.source_key.in_(names)))
    mirrored = session.scalars(select(Source.key).where(Source.key.in_(names), Source.mirrored))
    kept = session.scalars(select(KeptTransform.key).where(KeptTransform.key.in_(names)))
    given = session.scalars(select(Image.source_key).where(Image.source_key.in_(names)))
    # Until its temporary address is replaced everywhere, or nothing will come of it.
    waits = PendingImage.status.in_((PendingStatus.PENDING, PendingStatus.PROCESSED))
    temporary = session.scalars(select(PendingImage.key).where(PendingImage.key.in_(names), waits))
    known = {*rows, *mirrored, *kept, *given, *temporary, *_awaited(session, names)}
    return {key for key in known if key is not None}


def _awaited(session: Session, names: list[str]) -> set[str]:
    """Uploads that go straight to the store and have not been looked at yet."""
    by_id = {image_id: key for key in names if (image_id := parse_incoming_key(key))}
    waiting = session.scalars(
        select(Image.image_id).where(
            Image.image_id.in_(by_id), Image.source_key.is_(None), Image.state != ImageState.FAILED
        )
    )
    return {by_id[image_id] for image_id in waiting}
