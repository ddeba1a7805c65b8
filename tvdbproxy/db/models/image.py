"""One picture that somebody gave us: what it is, where it lies, and what was found out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class ImageState(StrEnum):
    """How far a picture has come."""

    AWAITED = "awaited"  # an upload address was given out, and nothing has arrived
    STAGED = "staged"  # its bytes are here
    READY = "ready"  # its variants, too
    FAILED = "failed"


class Origin(StrEnum):
    """The door that it came through."""

    UPLOAD = "upload"
    PRESIGNED = "presigned"
    PENDING = "pending"


class Image(Base):
    """A picture of an application's.

    ``image_id`` is a random UUID, ``media_id`` a random number of fifteen digits: neither can
    be guessed from another. ``bucket`` and ``context`` are the client's own words. The source
    lies at ``source_key`` in the originals bucket; pictures with the same bytes share it, as
    they share the variants at ``prefix``, whose ``revision`` names how they were made.
    ``pending_id`` is its number in the queue of pending images that it came from. It is
    forgotten at ``expires_at``, where that is set.
    """

    __tablename__ = "images"
    __table_args__ = (
        Index(None, "media_id", unique=True),
        Index(None, "user_id", "created_at"),
        Index(None, "sha256"),
        Index(None, "source_key"),
        Index(None, "prefix"),
        Index(None, "pending_id"),
        Index(None, "state", "expires_at"),
        Index(None, "created_at", "image_id"),
        Index(None, "state", "created_at", "image_id"),
    )

    image_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    media_id: Mapped[int]
    origin: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(String(255))
    bucket: Mapped[str] = mapped_column(String(64))
    profile: Mapped[str] = mapped_column(String(32))
    data_type: Mapped[str | None] = mapped_column(String(16))
    original_name: Mapped[str | None] = mapped_column(Text)
    mime_type: Mapped[str | None] = mapped_column(String(64))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    pending_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16))

    source_key: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    file_size: Mapped[int | None]
    prefix: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[str | None] = mapped_column(String(16))
    width: Mapped[int | None]
    height: Mapped[int | None]
    format: Mapped[str | None] = mapped_column(String(8))
    has_alpha: Mapped[bool | None] = mapped_column(Boolean)
    dominant_color: Mapped[str | None] = mapped_column(String(7))
    placeholder: Mapped[str | None] = mapped_column(String(64))
    background_removed: Mapped[bool | None] = mapped_column(Boolean)
    created_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class ImageVariant(Base):
    """One derived picture of an image: a size in a format, with or without its background.

    Images with the same bytes have rows of their own that name the same object.
    """

    __tablename__ = "image_variants"
    __table_args__ = (Index(None, "key"),)

    image_id: Mapped[str] = mapped_column(
        ForeignKey("images.image_id", ondelete="CASCADE"), primary_key=True
    )
    size: Mapped[str] = mapped_column(String(32), primary_key=True)
    background: Mapped[str] = mapped_column(String(8), primary_key=True)
    format: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(String(64))
    etag: Mapped[str | None] = mapped_column(Text)
    on_demand: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[datetime]


class ImageAnalysis(Base):
    """What was found out about an image: ``measured`` here, and ``described`` by a vision
    endpoint, which is empty without one."""

    __tablename__ = "image_analysis"

    image_id: Mapped[str] = mapped_column(
        ForeignKey("images.image_id", ondelete="CASCADE"), primary_key=True
    )
    measured: Mapped[dict[str, Any]] = mapped_column(JSON)
    described: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    quality_score: Mapped[int | None]
    confidence_score: Mapped[float | None] = mapped_column(Float)
    perceptual_hash: Mapped[str | None] = mapped_column(String(16))
    analysed_at: Mapped[datetime]


class ImageFingerprint(Base):
    """A quarter of an image's perceptual hash: pictures that look alike share one, nearly."""

    __tablename__ = "image_fingerprints"
    __table_args__ = (Index(None, "band", "value"),)

    image_id: Mapped[str] = mapped_column(
        ForeignKey("images.image_id", ondelete="CASCADE"), primary_key=True
    )
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]
