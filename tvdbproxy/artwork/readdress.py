"""When our public address changes, the addresses in the tables change with it.

Goes through the stored pictures by key, a short transaction a page, and remembers how far
it has come, so that a kill costs a page at most.
"""

from __future__ import annotations

from sqlalchemy import select

from tvdbproxy.artwork.local_urls import fingerprint, write_local_urls
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork
from tvdbproxy.jobs import cursors
from tvdbproxy.urls.images import PublicUrls

CURSOR = "addresses"
_PAGE = 200


def readdress(database: Database, urls: PublicUrls, pages: int) -> bool:
    """Rewrite up to ``pages`` pages of addresses; whether all are as they should be."""
    return any(_next_page(database, urls) for _ in range(pages))


def _next_page(database: Database, urls: PublicUrls) -> bool:
    wanted = fingerprint(urls)
    with database.read() as session:
        place = cursors.read(session, CURSOR)
    if place.get("finished") == wanted:
        return True
    after = int(place.get("after", 0)) if place.get("towards") == wanted else 0
    with database.write() as session:
        rows = session.scalars(
            select(Artwork)
            .where(Artwork.id > after, Artwork.storage_path.is_not(None))
            .order_by(Artwork.id)
            .limit(_PAGE)
            .with_for_update()
        ).all()
        for row in rows:
            write_local_urls(session, urls, row)
        if rows:
            cursors.write(session, CURSOR, {"towards": wanted, "after": rows[-1].id})
        else:
            cursors.write(session, CURSOR, {"finished": wanted})
    return not rows
