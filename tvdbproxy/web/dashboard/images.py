"""``/admin/uploads``: what applications gave us, and which of it looks alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.db.models import Image, ImageState
from tvdbproxy.db.newest import also, newest
from tvdbproxy.delivery.media.similar import similar
from tvdbproxy.errors import Conflict
from tvdbproxy.ingest import jobs
from tvdbproxy.ops import figures
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

_PAGE = 50


def add_images(blueprint: Blueprint, services: Services) -> None:
    """The pages."""
    database = services.database

    @blueprint.get("/uploads")
    def images() -> Response:
        return show("images.html", _list)

    @blueprint.get("/uploads/<image_id>")
    def image(image_id: str) -> BaseResponse:
        """A picture's page is its job's, which tells how it came to be."""
        with database.read() as session:
            job_id = jobs.of_image(session, image_id if jobs.may_be_id(image_id) else "").job_id
        return redirect(url_for(".job", job_id=job_id))

    @blueprint.get("/look-alikes")
    def duplicates() -> Response:
        return show("duplicates.html", _alike)

    def _list() -> Mapping[str, Any]:
        state, user = asked.choice("state", ImageState), asked.text("user")
        with database.read() as session:
            rows, older = _page(session, state, user, asked.text("before"))
        return {
            "section": "images",
            "rows": rows,
            "state": state,
            "user": user,
            "states": list(ImageState),
            "older": older and asked.here(before=older),
            "newest": asked.text("before") and asked.here(before=None),
        }

    def _alike() -> Mapping[str, Any]:
        one = asked.text("of")
        with database.read() as session:
            counted = figures.read(session, "duplicates")["duplicates"]
            groups = counted.value.get("largest", [])
            members = {image_id for _, _, ids in groups for image_id in ids}
            found = session.scalars(select(Image).where(Image.image_id.in_(members)))
            rows = {row.image_id: row for row in found}
            chosen = session.get(Image, one) if jobs.may_be_id(one) else None
        return {
            "section": "duplicates",
            "groups": [
                (code, number, [rows[name] for name in ids if name in rows])
                for code, number, ids in groups
            ],
            "figures": counted.value,
            "counted_at": counted.taken_at,
            "chosen": chosen,
            "near": _near(chosen) if chosen is not None else [],
        }

    def _near(row: Image) -> list[Any]:
        try:
            return similar(database, row.user_id, row.image_id)
        except Conflict:
            return []  # it was not analysed; the page says so


def _page(
    session: Session, state: str | None, user: str, before: str
) -> tuple[list[Image], str | None]:
    """Some pictures, the newest first, and where the next ones begin."""
    pairs = ((Image.user_id, user), (Image.state, state))
    given = [(column, value) for column, value in pairs if value]
    chosen = select(Image).where(*(also(column, value) for column, value in given[1:]))
    order = (Image.created_at, Image.image_id)
    rows = list(session.scalars(newest(chosen, given[:1], order, _place(before)).limit(_PAGE + 1)))
    if len(rows) <= _PAGE:
        return rows, None
    last = rows[_PAGE - 1]
    return rows[:_PAGE], f"{last.created_at.isoformat()}_{last.image_id}"


def _place(text: str) -> tuple[datetime, str] | None:
    moment, _, image_id = text.partition("_")
    try:
        begun = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (begun, image_id) if begun.tzinfo is not None else None
