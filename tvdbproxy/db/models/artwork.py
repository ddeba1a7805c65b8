"""One picture: where it comes from, how far it has come, and what was made of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class ArtworkState(StrEnum):
    """How far a picture has come. ``due_at`` says whether and when it is tried (again)."""

    PENDING = "pending"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    MISSING = "missing"


_IN_ERROR = text("error_code IS NOT NULL")


class Artwork(Base):
    """A picture of a title, and the ledger of the work on it.

    ``id`` is upstream's; a picture that stands only on its title's record gets one of
    ours, above 10**12 (``catalogue/identity.py``). ``path`` is its address on the
    artwork host. A worker owns the row while ``claim`` is its token and ``lease_until``
    is ahead; ``attempts`` counts deliveries since the last orderly end. ``damaged`` says
    that some of its objects are not what the rows say, and are to be made again of our own
    source where that is good.
    """

    __tablename__ = "artwork"
    __table_args__ = (
        Index(None, "content_type", "content_id", "image_type"),
        Index(None, "state", "due_at"),
        Index(None, "content_type", "image_type", "state", "id"),
        # The few that something is wrong with: filters are answered by the index alone.
        Index(
            "ix_artwork_errors",
            "error_code",
            "id",
            "state",
            "content_type",
            "image_type",
            sqlite_where=_IN_ERROR,
            postgresql_where=_IN_ERROR,
        ),
        Index(None, "lease_until"),
        Index(None, "path"),
        Index(None, "revision"),
        Index(None, "source_key"),
        Index(None, "storage_path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_type: Mapped[str] = mapped_column(String(16))
    content_id: Mapped[int]
    image_type: Mapped[str] = mapped_column(String(32))
    path: Mapped[str] = mapped_column(Text)
    thumbnail_path: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float] = mapped_column(default=0)
    includes_text: Mapped[bool | None] = mapped_column(Boolean)
    is_chosen: Mapped[bool] = mapped_column(Boolean, default=False)

    state: Mapped[str] = mapped_column(String(16), default=ArtworkState.PENDING)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    forced: Mapped[bool] = mapped_column(Boolean, default=False)
    damaged: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)

    revision: Mapped[str | None] = mapped_column(String(16))
    source_sha256: Mapped[str | None] = mapped_column(String(64))
    source_key: Mapped[str | None] = mapped_column(Text)
    storage_path: Mapped[str | None] = mapped_column(Text)
    local_image_url: Mapped[str | None] = mapped_column(Text)
    local_thumbnail_url: Mapped[str | None] = mapped_column(Text)
    file_size: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    format: Mapped[str | None] = mapped_column(String(8))
    has_alpha: Mapped[bool | None] = mapped_column(Boolean)
    dominant_color: Mapped[str | None] = mapped_column(String(7))
    placeholder: Mapped[str | None] = mapped_column(String(64))
    processed_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]


_IN_USE = text("used_at IS NOT NULL")


class Source(Base):
    """The bytes of one upstream address as they lie in the originals bucket.

    A ``mirrored`` one is kept because somebody asked for it under its upstream path, whether
    or not a picture was made of it. Of those, ``checked_at`` is when upstream was last asked
    for it, if that was after it was fetched; ``used_at`` is when somebody wanted it, to the
    day; ``made_of`` is the SHA-256 of the full picture that a thumbnail was made of here.
    """

    __tablename__ = "sources"
    __table_args__ = (
        Index(None, "sha256"),
        # The mirror's, in the order in which they are dropped.
        Index(
            "ix_sources_mirrored",
            "used_at",
            "key",
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[datetime]
    mirrored: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    checked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    made_of: Mapped[str | None] = mapped_column(String(64))


_IN_HASTE = text("upgrade_at IS NOT NULL")


class Variant(Base):
    """One derived picture: a size in a format, and the object that holds it.

    ``sha256`` (hex) is that of its bytes and ``etag`` what the store calls them; both are
    empty for rows of before there were any, until somebody reads the object. ``upgrade_at`` is
    when what was made in haste, for a client that waited, is to be made again with the settings
    of what is stored; empty for what has them.
    """

    __tablename__ = "variants"
    __table_args__ = (
        Index(None, "key"),
        Index(None, "on_demand", "made_at"),
        # The few that were made in haste, in the order in which they are made again.
        Index(
            "ix_variants_upgrade_at",
            "upgrade_at",
            sqlite_where=_IN_HASTE,
            postgresql_where=_IN_HASTE,
        ),
    )

    artwork_id: Mapped[int] = mapped_column(
        ForeignKey("artwork.id", ondelete="CASCADE"), primary_key=True
    )
    size: Mapped[str] = mapped_column(String(32), primary_key=True)
    format: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(String(64))
    etag: Mapped[str | None] = mapped_column(Text)
    on_demand: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[datetime]
    upgrade_at: Mapped[datetime | None]
