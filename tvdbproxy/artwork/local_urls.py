"""The ``local_*_url`` columns: where a stored picture is to be had from us."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from tvdbproxy.db.models import CONTENT_TABLES, Artwork
from tvdbproxy.storage import keys
from tvdbproxy.urls.images import PublicUrls
from tvdbproxy.vocabulary import LOCAL_URL_COLUMNS, MAIN_IMAGE


def address(urls: PublicUrls, row: Artwork, size: str) -> str:
    """The address to hand out for one size of a stored picture."""
    assert row.storage_path is not None
    assert row.revision is not None
    return urls.stored(
        keys.variant_key(row.storage_path, size, urls.extension),
        row.revision,
        row.content_type,
        row.content_id,
        row.image_type,
        size,
        None if row.is_chosen else row.id,
    )


def fingerprint(urls: PublicUrls) -> str:
    """Changes when addresses that were written before would be others today."""
    return f"{urls.base}|{urls.cdn}|{urls.extension}"


def write_local_urls(session: Session, urls: PublicUrls, row: Artwork) -> None:
    """Fill the picture's own columns and, if it is its title's chosen one, the title's."""
    original, thumbnail = address(urls, row, "original"), address(urls, row, "thumbnail")
    row.local_image_url, row.local_thumbnail_url = original, thumbnail
    if not row.is_chosen:
        return
    values: dict[str, Any] = {}
    if row.image_type in LOCAL_URL_COLUMNS:
        values[LOCAL_URL_COLUMNS[row.image_type]] = original
    if row.image_type == MAIN_IMAGE[row.content_type]:
        values |= {"local_image_url": original, "local_thumbnail_url": thumbnail}
    if values:
        table = CONTENT_TABLES[row.content_type]
        # A title that knows already is not touched, and so not locked.
        news = or_(*(getattr(table, name).is_distinct_from(url) for name, url in values.items()))
        session.execute(update(table).where(table.id == row.content_id, news).values(values))
