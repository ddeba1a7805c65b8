"""A bundle into the tables, in the caller's transaction.

Rows that did not change are left as they are, so that a sync that runs twice finds
nothing to do the second time. Pictures that are new, moved, or chosen differently
become due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.bundle import Bundle, Picture, Title
from tvdbproxy.catalogue.choose import Owner, chosen
from tvdbproxy.catalogue.identity import is_record_artwork
from tvdbproxy.db.database import now
from tvdbproxy.db.models import CONTENT_TABLES, Artwork, ArtworkState, Credit
from tvdbproxy.db.upsert import upsert
from tvdbproxy.vocabulary import LOCAL_URL_COLUMNS, MAIN_IMAGE

_IDS_AT_A_TIME = 500


def store(session: Session, bundle: Bundle) -> list[int]:
    """Write all that the bundle says; the ids of pictures that are due because of it."""
    moment = now(session)
    write_titles(session, bundle.titles, synced=bundle.title, moment=moment)
    _write_credits(session, bundle)
    return _write_pictures(session, bundle, moment)


def write_titles(
    session: Session,
    titles: Iterable[Title],
    *,
    synced: Title | None = None,
    moment: datetime | None = None,
) -> None:
    """Upsert titles; ``synced`` is the one whose whole record this is."""
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for title in sorted(titles, key=lambda t: (t.content_type, t.id)):
        row = {"id": title.id, **title.columns}
        if title is synced:
            row["synced_at"] = moment
        groups[title.content_type, tuple(row)].append(row)
    for (content_type, _), rows in groups.items():
        upsert(session, CONTENT_TABLES[content_type], rows)


def write_pictures(session: Session, pictures: Sequence[Picture], titles: Iterable[Title]) -> None:
    """Make pictures known that are not yet; those that are stay as they are."""
    moment = now(session)
    best = chosen(pictures, {(t.content_type, t.id): t.image for t in titles})
    rows = [_new_row(picture, picture.id in best, moment) for picture in pictures]
    upsert(session, Artwork, rows, update=())


def remove_title(session: Session, content_type: str, content_id: int) -> None:
    """The title is gone upstream. Its objects become orphans and are cleaned up in time."""
    session.execute(delete(Artwork).where(_owned_by(content_type, [content_id])))
    credited = [Credit.content_type == content_type, Credit.content_id == content_id]
    if content_type == "person":
        credited = [Credit.person_id == content_id]
    session.execute(delete(Credit).where(*credited))
    table = CONTENT_TABLES[content_type]
    session.execute(delete(table).where(table.id == content_id))


def remove_picture(session: Session, artwork_id: int) -> None:
    """The picture is gone upstream; another of its title takes its place if there is one."""
    artwork = session.get(Artwork, artwork_id)
    if artwork is None:
        return
    session.delete(artwork)
    session.flush()
    table = CONTENT_TABLES[artwork.content_type]
    image = session.scalar(select(table.image).where(table.id == artwork.content_id))
    owner = (artwork.content_type, artwork.content_id)
    _choose_again(session, owner, artwork.image_type, image)


def _write_credits(session: Session, bundle: Bundle) -> None:
    title = bundle.title
    rows = [
        {
            "id": credit.id,
            "content_type": title.content_type,
            "content_id": title.id,
            "person_id": credit.person_id,
            "role": credit.role,
            "job": credit.job,
            "position": credit.position,
        }
        for credit in bundle.credits
    ]
    if bundle.lists_credits:
        session.execute(
            delete(Credit).where(
                Credit.content_type == title.content_type,
                Credit.content_id == title.id,
                Credit.id.not_in([credit.id for credit in bundle.credits]),
            )
        )
    if rows:
        upsert(session, Credit, rows)


def _write_pictures(session: Session, bundle: Bundle, moment: datetime) -> list[int]:
    images = {(t.content_type, t.id): t.image for t in bundle.titles if t.tells_image}
    held = _held_pictures(session, images)
    given = {picture.id for picture in bundle.pictures}
    gone = [row for row in held if row.id not in given and _is_gone(row, bundle)]
    _drop(session, gone)
    kept = [_as_picture(row) for row in held if row.id not in given and row not in gone]
    best = chosen([*bundle.pictures, *kept], images)
    due = _update_held(session, held, bundle, best, moment)
    ids = {row.id for row in held}
    new = [picture for picture in bundle.pictures if picture.id not in ids]
    rows = [_new_row(picture, picture.id in best, moment) for picture in new]
    if rows:
        upsert(session, Artwork, rows)
    return due + [picture.id for picture in new]


def _held_pictures(session: Session, images: Iterable[Owner]) -> list[Artwork]:
    """Every picture that we have of these titles."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for content_type, content_id in images:
        by_type[content_type].append(content_id)
    held: list[Artwork] = []
    for content_type, ids in sorted(by_type.items()):
        for start in range(0, len(ids), _IDS_AT_A_TIME):
            batch = ids[start : start + _IDS_AT_A_TIME]
            # Locked in the order of ids, so that two refreshes that share people cannot
            # wait for each other in a circle.
            rows = select(Artwork).where(_owned_by(content_type, batch))
            held += session.scalars(rows.order_by(Artwork.id).with_for_update())
    return held


def _is_gone(row: Artwork, bundle: Bundle) -> bool:
    """Whether the record would have named this picture if upstream still had it."""
    if is_record_artwork(row.id):
        return True
    title = bundle.title
    return (
        bundle.lists_pictures
        and row.content_type == title.content_type
        and row.content_id == title.id
    )


def _drop(session: Session, rows: Iterable[Artwork]) -> None:
    for row in rows:
        session.delete(row)
        if row.is_chosen:
            _clear_local_urls(session, (row.content_type, row.content_id), row.image_type)


def _clear_local_urls(session: Session, owner: Owner, image_type: str) -> None:
    """The title's addresses must not promise a picture that is gone."""
    if columns := local_url_columns(owner[0], image_type):
        table = CONTENT_TABLES[owner[0]]
        session.execute(update(table).where(table.id == owner[1]).values(dict.fromkeys(columns)))


def local_url_columns(content_type: str, image_type: str) -> list[str]:
    """The columns of a title that a chosen picture of this type fills."""
    columns = [LOCAL_URL_COLUMNS[image_type]] if image_type in LOCAL_URL_COLUMNS else []
    if image_type == MAIN_IMAGE[content_type]:
        columns += ["local_image_url", "local_thumbnail_url"]
    return columns


def _update_held(
    session: Session, held: Iterable[Artwork], bundle: Bundle, best: set[int], moment: datetime
) -> list[int]:
    given = {picture.id: picture for picture in bundle.pictures}
    due = []
    for row in held:
        picture = given.get(row.id)
        if picture is None and row.id not in best and not row.is_chosen:
            continue
        if _take_over(row, picture, row.id in best, moment):
            due.append(row.id)
    session.flush()
    return due


def _take_over(row: Artwork, picture: Picture | None, best: bool, moment: datetime) -> bool:
    """Bring the row up to date; whether there is work on it now."""
    moved = picture is not None and row.path != picture.path
    if picture is not None:
        row.image_type, row.path = picture.image_type, picture.path
        row.thumbnail_path, row.language = picture.thumbnail_path, picture.language
        row.score, row.includes_text = picture.score, picture.includes_text
    if not moved and row.is_chosen == best:
        return False
    row.is_chosen = best
    make_due(row, moment)
    return True


def make_due(row: Artwork, moment: datetime) -> None:
    """Work on this picture as soon as a worker is free, with a fresh count of attempts."""
    row.due_at, row.sent_at = moment, None
    row.claim = row.lease_until = None  # what is being made of the old state is stale
    row.attempts = row.failures = 0
    row.state = ArtworkState.PENDING


def _choose_again(session: Session, owner: Owner, image_type: str, image: str | None) -> None:
    moment = now(session)
    rows = session.scalars(
        select(Artwork).where(_owned_by(owner[0], [owner[1]]), Artwork.image_type == image_type)
    ).all()
    best = chosen([_as_picture(row) for row in rows], {owner: image})
    for row in rows:
        if row.is_chosen != (row.id in best):
            row.is_chosen = row.id in best
            make_due(row, moment)
    if not rows:
        _clear_local_urls(session, owner, image_type)


def _owned_by(content_type: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return (Artwork.content_type == content_type) & Artwork.content_id.in_(ids)


def _as_picture(row: Artwork) -> Picture:
    return Picture(
        id=row.id,
        content_type=row.content_type,
        content_id=row.content_id,
        image_type=row.image_type,
        path=row.path,
        score=row.score,
    )


def _new_row(picture: Picture, is_chosen: bool, moment: datetime) -> dict[str, Any]:
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
        "due_at": moment,
    }
