"""The database."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import Section


class DatabaseSettings(Section):
    """Where the truth is kept."""

    database_url: str = Field(
        "sqlite:///data/tvdbproxy.db",
        description="SQLite file or PostgreSQL (`postgresql://user:password@host/name`).",
    )
    database_pool_size: int = Field(
        10, ge=1, le=200, description="PostgreSQL connections kept open."
    )
