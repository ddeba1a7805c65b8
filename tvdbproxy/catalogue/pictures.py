"""A bundle's pictures into the ``artwork`` table, in the caller's transaction.

Pictures that are new, moved, or chosen differently become due; the others are left as
they are. A picture that is gone settles the tasks that wait for it.

A picture may also be dormant: pending, but never due, because it was only read of in
passing. Who asks for it wakes it (``artwork/feed.py``), and so does a sync of its title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.bundle import Bundle, Picture
from tvdbproxy.catalogue.choose import Owner, chosen
from tvdbproxy.catalogue.identity import is_record_artwork
from tvdbproxy.db.database import now
from tvdbproxy.db.models import CONTENT_TABLES, Artwork, ArtworkState
from tvdbproxy.db.upsert import upsert
from tvdbproxy.jobs import tasks
from tvdbproxy.vocabulary import LOCAL_URL_COLUMNS, MAIN_IMAGE

_IDS_AT_A_TIME = 500
# What tasks are told of a picture that upstream does not have any more.
_REMOVED = "removed"

Images = dict[Owner, str | None]
"""The path of each title's own picture."""

Waits = Callable[["Picture | Artwork", bool], bool]
"""Whether a picture, chosen or not, may wait until somebody asks for it."""


def write_pictures(
    session: Session, bundle: Bundle, moment: datetime, *, at_once: bool = True
) -> list[int]:
    """Write the pictures that the bundle names, and drop those that it would have named;
    the ids of those that are due because of it. Unless ``at_once``, a picture that is new
    is dormant, and one that is, stays so."""
    told: Images = {(t.content_type, t.id): t.image for t in bundle.titles if t.tells_image}
    strangers = {_owner(picture) for picture in bundle.pictures} - told.keys()
    held = _held(session, {*told, *strangers}, [picture.id for picture in bundle.pictures])
    given = _given(bundle, told, held)
    gone = [row for row in held if row.id not in given and _is_gone(row, bundle, told)]
    kept = [_as_picture(row) for row in held if row.id not in given and row not in gone]
    _drop(session, gone)
    images = told | _images(session, strangers)
    best = chosen([*given.values(), *kept], images)
    left = [row for row in held if row not in gone]
    hung = {_spot(row) for row in held if row.storage_path is not None}

    def waits(picture: Picture | Artwork, is_chosen: bool) -> bool:
        # What is in the place of a stored picture has to be made before it is shown.
        return not at_once and not (is_chosen and _spot(picture) in hung)

    due = _update_held(session, left, given, best, moment, waits)
    known = {row.id for row in held}
    new = [given[number] for number in sorted(given.keys() - known)]
    sleepers = {picture.id for picture in new if waits(picture, picture.id in best)}
    rows = [_new_row(p, p.id in best, None if p.id in sleepers else moment) for p in new]
    # One that somebody else has put there meanwhile is the same one.
    upsert(session, Artwork, rows, update=())
    return due + [picture.id for picture in new if picture.id not in sleepers]


def remove_pictures_of(session: Session, owner: Owner) -> None:
    """Every picture of a title is gone, because the title is."""
    gone = delete(Artwork).where(_owned_by(owner[0], [owner[1]])).returning(Artwork.id)
    for artwork_id in session.scalars(gone).all():
        tasks.settle(session, artwork_id, _REMOVED)


def remove_picture(session: Session, artwork_id: int) -> bool:
    """The picture is gone upstream; another of its title takes its place if there is one.
    Whether we had it."""
    row = session.get(Artwork, artwork_id)
    if row is None:
        return False
    _drop(session, [row])
    _choose_again(session, _owner(row), row.image_type)
    return True


def _held(session: Session, owners: Iterable[Owner], ids: Sequence[int]) -> list[Artwork]:
    """Every picture that we have of these titles or under these ids (it may have moved)."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for content_type, content_id in sorted(owners):
        by_type[content_type].append(content_id)
    conditions = [
        _owned_by(content_type, batch)
        for content_type, numbers in by_type.items()
        for batch in _batches(numbers)
    ]
    conditions += [Artwork.id.in_(batch) for batch in _batches(sorted(ids))]
    held: dict[int, Artwork] = {}
    for condition in conditions:
        # Locked in the same order by everybody, so that two refreshes that share people
        # cannot wait for each other in a circle.
        rows = select(Artwork).where(condition).order_by(Artwork.id).with_for_update()
        held |= {row.id: row for row in session.scalars(rows)}
    return list(held.values())


def _given(bundle: Bundle, told: Images, held: Iterable[Artwork]) -> dict[int, Picture]:
    """The bundle's pictures by id, without those on a title's record that we hold under
    upstream's own id: the record of a series does not list the pictures of its seasons."""
    ids = {picture.id for picture in bundle.pictures}
    listed = {
        (_owner(row), row.path)
        for row in held
        if row.id not in ids and not _is_gone(row, bundle, told)
    }
    return {
        picture.id: picture
        for picture in bundle.pictures
        if not (is_record_artwork(picture.id) and (_owner(picture), picture.path) in listed)
    }


def _is_gone(row: Artwork, bundle: Bundle, told: Images) -> bool:
    """Whether the record would have named this picture if upstream still had it."""
    if is_record_artwork(row.id):
        return _owner(row) in told
    title = bundle.title
    return bundle.lists_pictures and _owner(row) == (title.content_type, title.id)


def _drop(session: Session, rows: Iterable[Artwork]) -> None:
    for row in rows:
        session.delete(row)
        tasks.settle(session, row.id, _REMOVED)
        if row.is_chosen:
            _clear_local_urls(session, _owner(row), row.image_type)
    session.flush()


def _images(session: Session, owners: Iterable[Owner]) -> Images:
    return {owner: _image(session, owner) for owner in owners}


def _image(session: Session, owner: Owner) -> str | None:
    table = CONTENT_TABLES[owner[0]]
    return session.scalar(select(table.image).where(table.id == owner[1]))


def _update_held(
    session: Session,
    held: Iterable[Artwork],
    given: Mapping[int, Picture],
    best: set[int],
    moment: datetime,
    waits: Waits,
) -> list[int]:
    due = []
    left = set()
    for row in held:
        spot = _spot(row)
        changed = _take_over(row, given.get(row.id), row.id in best)
        if changed and _rests(row) and waits(row, row.is_chosen):
            _make_dormant(row)
        elif changed or (row.id in given and _is_dormant(row) and not waits(row, row.is_chosen)):
            _make_due(row, moment)
            due.append(row.id)
        if spot != _spot(row):
            left.add(spot)
    session.flush()
    for owner, image_type in sorted(left):
        _choose_again(session, owner, image_type)
    return due


def _take_over(row: Artwork, picture: Picture | None, best: bool) -> bool:
    """Bring the row up to date; whether it is another picture now, or at another place."""
    moved = False
    if picture is not None:
        moved = _place(row) != _place(picture)
        row.content_type, row.content_id = picture.content_type, picture.content_id
        row.image_type, row.path = picture.image_type, picture.path
        row.thumbnail_path, row.language = picture.thumbnail_path, picture.language
        row.score, row.includes_text = picture.score, picture.includes_text
    if not moved and row.is_chosen == best:
        return False
    row.is_chosen = best
    return True


def _rests(row: Artwork) -> bool:
    """Whether nothing of it is stored, and nothing is going to happen by itself."""
    return row.due_at is None and row.storage_path is None


def _is_dormant(row: Artwork) -> bool:
    return row.state == ArtworkState.PENDING and _rests(row)


def _make_dormant(row: Artwork) -> None:
    """Whoever asks for it wakes it, whatever became of it before."""
    row.state = ArtworkState.PENDING
    row.attempts = row.failures = 0


def _make_due(row: Artwork, moment: datetime) -> None:
    """Work on this picture as soon as a worker is free, with a fresh count of attempts."""
    row.due_at, row.sent_at = moment, None
    row.claim = row.lease_until = None  # what is being made of the old state is stale
    row.attempts = row.failures = 0
    row.state = ArtworkState.PENDING


def _choose_again(session: Session, owner: Owner, image_type: str) -> None:
    """A picture has left the others of its title and type."""
    moment = now(session)
    rows = session.scalars(
        select(Artwork).where(_owned_by(owner[0], [owner[1]]), Artwork.image_type == image_type)
    ).all()
    best = chosen([_as_picture(row) for row in rows], {owner: _image(session, owner)})
    for row in rows:
        if row.is_chosen != (row.id in best):
            row.is_chosen = row.id in best
            if row.is_chosen or not _is_dormant(row):
                _make_due(row, moment)
    if not rows:
        _clear_local_urls(session, owner, image_type)


def _clear_local_urls(session: Session, owner: Owner, image_type: str) -> None:
    """The title's addresses must not promise a picture that is gone."""
    if columns := _local_url_columns(owner[0], image_type):
        table = CONTENT_TABLES[owner[0]]
        session.execute(update(table).where(table.id == owner[1]).values(dict.fromkeys(columns)))


def _local_url_columns(content_type: str, image_type: str) -> list[str]:
    """The columns of a title that a chosen picture of this type fills."""
    columns = [LOCAL_URL_COLUMNS[image_type]] if image_type in LOCAL_URL_COLUMNS else []
    if image_type == MAIN_IMAGE[content_type]:
        columns += ["local_image_url", "local_thumbnail_url"]
    return columns


def _owned_by(content_type: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return (Artwork.content_type == content_type) & Artwork.content_id.in_(ids)


def _owner(picture: Picture | Artwork) -> Owner:
    return picture.content_type, picture.content_id


def _spot(picture: Picture | Artwork) -> tuple[Owner, str]:
    """What a title has one chosen picture for."""
    return _owner(picture), picture.image_type


def _place(picture: Picture | Artwork) -> tuple[Owner, str, str]:
    """What decides where the objects of a picture lie, and from where they come."""
    return _owner(picture), picture.image_type, picture.path


def _batches(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _IDS_AT_A_TIME] for start in range(0, len(ids), _IDS_AT_A_TIME)]


def _as_picture(row: Artwork) -> Picture:
    return Picture(
        id=row.id,
        content_type=row.content_type,
        content_id=row.content_id,
        image_type=row.image_type,
        path=row.path,
        score=row.score,
    )


def _new_row(picture: Picture, is_chosen: bool, due_at: datetime | None) -> dict[str, Any]:
    return {
        "id": picture.id,
        "content_type": picture.content_type,
        "content_id": picture.content_id,
        "image_type": picture.image_type,
        "path": picture.path,
        "thumbnail_path": picture.thumbnail_path,
        "language": picture.language,
        "score": picture.score,
        "includes_text": picture.includes_text,
        "is_chosen": is_chosen,
        "state": ArtworkState.PENDING,
        "due_at": due_at,
    }
