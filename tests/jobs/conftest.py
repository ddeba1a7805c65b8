"""Rows that jobs are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork


@pytest.fixture
def add_artwork(database: Database) -> Callable[..., None]:
    """Adds pictures of series 1; due a second ago unless ``due_in`` says otherwise."""

    def add(*ids: int, due_in: float | None = -1, **columns: Any) -> None:
        with database.write() as session:
            due_at = None if due_in is None else now(session) + timedelta(seconds=due_in)
            for number in ids:
                row = Artwork(
                    id=number,
                    content_type="series",
                    content_id=1,
                    image_type="poster",
                    path=f"/banners/{number}.jpg",
                    due_at=due_at,
                    **columns,
                )
                session.add(row)

    return add
