"""Who may come through the catalogue and admin doors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class ApiKey(Base):
    """A key that was issued here. Of its text there is only a digest and the ``hint``.

    Every token of the key is signed with ``token_secret``: another secret, and they are all
    void. ``image_rewrite`` and ``enrich`` are empty where the settings decide;
    ``rewrite_changed_at`` is when answers to this key last changed their looks. A row stays
    when its key is revoked, so that one can see that there was such a key.
    """

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "digest", unique=True),)

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    hint: Mapped[str] = mapped_column(String(8))
    pin_digest: Mapped[str | None] = mapped_column(String(64))
    rate_limit: Mapped[str | None] = mapped_column(String(32))
    image_rewrite: Mapped[str | None] = mapped_column(String(16))
    spare_characters: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    enrich: Mapped[bool | None] = mapped_column(Boolean)
    rewrite_changed_at: Mapped[datetime]
    token_secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    uses: Mapped[int] = mapped_column(default=0)
    rotated_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
