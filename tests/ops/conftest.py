"""A small catalogue with pictures in every state."""

from __future__ import annotations

import pytest

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, Movie, Series, Source, Variant

# id, content type, content id, state
PICTURES = [
    (1, "series", 1, "ready"),
    (2, "series", 1, "pending"),
    (3, "series", 2, "failed"),
    (4, "movie", 1, "ready"),
    (5, "movie", 1, "missing"),
]
# picture, size, format, width, bytes
VARIANTS = [
    (1, "small", "webp", 245, 1000),
    (1, "small", "avif", 245, 800),
    (1, "original", "webp", 680, 9000),
    (4, "small", "webp", 245, 2000),
]


@pytest.fixture
def catalogue(database: Database) -> Database:
    with database.write() as session:
        moment = now(session)
        session.add_all([Series(id=1), Series(id=2), Movie(id=1)])
        for number, kind, owner, state in PICTURES:
            ready = state == "ready"
            session.add(
                Artwork(
                    id=number,
                    content_type=kind,
                    content_id=owner,
                    image_type="poster",
                    path=f"/banners/{number}.jpg",
                    state=state,
                    due_at=moment,
                    source_key=f"banners/{number}.jpg" if ready else None,
                    file_size=100_000 if ready else None,
                )
            )
            if ready:
                key = f"banners/{number}.jpg"
                session.add(Source(key=key, sha256="0" * 64, size=100_000, fetched_at=moment))
        session.flush()
        for number, size, form, width, length in VARIANTS:
            session.add(
                Variant(
                    artwork_id=number,
                    size=size,
                    format=form,
                    key=f"{number}/{size}.{form}",
                    width=width,
                    height=width,
                    bytes=length,
                    made_at=moment,
                )
            )
    return database
