"""``/admin/library``: the catalogue's pictures and what has become of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.artwork import feed, retrying
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.ops import audit_log, figures, library
from tvdbproxy.ops.artwork_facts import artwork_facts
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.vocabulary import ARTWORK_TYPES, PLURALS, id_of
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.door import acting
from tvdbproxy.web.dashboard.reasons import reason
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

# As many are tried again at one press; the queue stays short, and one sees what comes of it.
_AT_ONCE = 500
_IMAGE_TYPES = sorted(set(ARTWORK_TYPES.values()))


def add_library(blueprint: Blueprint, services: Services) -> None:
    """The pages."""
    database, queue = services.database, services.queue

    @blueprint.get("/library", endpoint="library")
    def list_library() -> Response:
        wanted = _wanted()
        return show("library.html", lambda: _list(wanted))

    @blueprint.get("/library/<artwork_id>")
    def picture(artwork_id: str) -> Response:
        number = _number(artwork_id)
        return show("picture.html", lambda: _one(number))

    @blueprint.post("/library/<artwork_id>/retry")
    def retry_picture(artwork_id: str) -> BaseResponse:
        number = _number(artwork_id)
        with database.write() as session:
            retried = retrying.retry(session, number)
            audit_log.write(session, acting(), Action.PICTURE_RETRIED, artwork_id, sent=retried)
        if retried:
            queue.send("process_artwork", number)
        return redirect(url_for(".picture", artwork_id=artwork_id, done="retried"), 303)

    @blueprint.post("/library/<artwork_id>/make-again")
    def make_again(artwork_id: str) -> BaseResponse:
        number = _number(artwork_id)
        with database.write() as session:
            retrying.read(session, number)
            feed.hasten(session, [number], force=True)
            audit_log.write(session, acting(), Action.PICTURE_RETRIED, artwork_id, force=True)
        queue.send("process_artwork", number)
        return redirect(url_for(".picture", artwork_id=artwork_id, done="retried"), 303)

    @blueprint.post("/library/retry")
    def retry_pictures() -> BaseResponse:
        code = asked.text("code") or None
        with database.write() as session:
            ids = retrying.retry_failed(session, code=code, limit=_AT_ONCE)
            which = code or "all that failed"
            audit_log.write(session, acting(), Action.PICTURES_RETRIED, which, number=len(ids))
        for artwork_id in ids:
            queue.send("process_artwork", artwork_id)
        return redirect(url_for(".library", state="failed", code=code, done=len(ids)), 303)

    def _list(wanted: library.Wanted) -> Mapping[str, Any]:
        with database.read() as session:
            found = library.page(session, wanted, before=asked.number("before"))
            states = figures.read(session, "states")["states"].value
        return {
            "section": "library",
            "wanted": wanted,
            "page": found,
            "codes": sorted(states.get("errors", {}).items(), key=lambda pair: -pair[1]),
            "states": list(ArtworkState),
            "content_types": sorted(PLURALS),
            "image_types": list(_IMAGE_TYPES),
            "done": asked.text("done"),
            "older": found.older and asked.here(before=found.older, done=None),
            "newest": asked.number("before") and asked.here(before=None, done=None),
        }

    def _one(artwork_id: int) -> Mapping[str, Any]:
        row, variants = artwork_facts(database, artwork_id)
        with database.read() as session:
            named = library.names(session, [(row.content_type, row.content_id)])
        return {
            "section": "library",
            "row": row,
            "name": named.get((row.content_type, row.content_id)),
            "variants": variants,
            "shown": _address(row, "medium") if row.revision else None,
            "reason": reason(row.error_code),
            "done": asked.text("done"),
        }

    def _address(row: Artwork, size: str) -> str:
        return services.urls.image(
            row.content_type,
            row.content_id,
            row.image_type,
            size,
            revision=row.revision,
            artwork_id=None if row.is_chosen else row.id,
        )

    blueprint.add_app_template_global(_address, "artwork_address")


def _number(artwork_id: str) -> int:
    return id_of(artwork_id, code="unknown_artwork")


def _wanted() -> library.Wanted:
    return library.Wanted(
        state=asked.choice("state", ArtworkState),
        content_type=asked.choice("type", PLURALS),
        image_type=asked.choice("image", _IMAGE_TYPES),
        code=asked.text("code") or None,
        text=asked.text("q"),
    )
