"""``/admin/storage``: how much is stored, what formats save, what nobody refers to; and
``/admin/viewed``: what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import Task
from tvdbproxy.db.newest import newest
from tvdbproxy.ops import figures, library
from tvdbproxy.ops.history.viewed import most_viewed
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

_DAYS = {"day": 1, "week": 7, "all": 366}


def add_storage(blueprint: Blueprint, services: Services) -> None:
    """The pages."""
    database = services.database

    @blueprint.get("/storage")
    def storage() -> Response:
        return show("storage.html", _stored)

    @blueprint.get("/viewed")
    def viewed() -> Response:
        return show("viewed.html", _viewed)

    def _stored() -> Mapping[str, Any]:
        with database.read() as session:
            taken = figures.read(session, "storage", "savings")
            value = taken["storage"].value
            return {
                "section": "storage",
                "counted_at": taken["storage"].taken_at,
                "figures": value,
                "by_size": _by_size(value),
                "savings": taken["savings"].value,
                "cleanup": _last(session, "cleanup_orphaned_images"),
                "verify": _last(session, "verify_storage"),
                "grace_hours": services.settings.schedule.orphan_grace_hours,
                "buckets": (
                    services.settings.storage.s3_bucket_originals,
                    services.settings.storage.s3_bucket_thumbnails,
                ),
            }

    def _viewed() -> Mapping[str, Any]:
        span = asked.choice("span", _DAYS) or "week"
        with database.read() as session:
            found = most_viewed(session, _DAYS[span])
            owners = [(v.artwork.content_type, v.artwork.content_id) for v in found if v.artwork]
            named = library.names(session, owners)
        return {
            "section": "viewed",
            "viewed": found,
            "names": named,
            "most": max((one.views for one in found), default=1),
            "span": span,
            "spans": list(_DAYS),
        }


def _by_size(storage: Mapping[str, Any]) -> tuple[list[str], dict[str, dict[str, tuple[int, int]]]]:
    """Content types, and by size what is stored of each: objects and bytes."""
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for kind, size, number, total in storage.get("variants", []):
        table.setdefault(size, {})[kind] = (number, total)
    kinds = sorted({kind for row in table.values() for kind in row})
    largest = sorted(table, key=lambda size: -sum(total for _, total in table[size].values()))
    return kinds, {size: table[size] for size in largest}


def _last(session: Session, kind: str) -> Task | None:
    """The newest task of this kind."""
    return session.scalars(
        newest(select(Task), [(Task.kind, kind)], [Task.created_at]).limit(1)
    ).first()
