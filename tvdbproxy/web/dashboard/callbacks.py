"""``/admin/callbacks``: what other services were told, and what they would not take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.db.models import CallbackStatus
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.door import acting
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

# As many are sent again at one press: others want to write as well.
_AT_ONCE = 500


def add_callbacks(blueprint: Blueprint, services: Services) -> None:
    """The page."""
    database, queue = services.database, services.queue

    @blueprint.get("/callbacks")
    def callbacks() -> Response:
        return show("callbacks.html", _list)

    @blueprint.post("/callbacks/<callback_id>/retry")
    def retry_callback(callback_id: str) -> BaseResponse:
        with database.write() as session:
            view = ledger.retry(session, callback_id)
            audit_log.write(session, acting(), Action.CALLBACK_RETRIED, callback_id, url=view.url)
        queue.send("deliver_callback", view.id)
        return redirect(url_for(".callbacks", done="1"), 303)

    @blueprint.post("/callbacks/retry")
    def retry_callbacks() -> BaseResponse:
        with database.write() as session:
            number = ledger.retry_dead(session, _AT_ONCE)
            audit_log.write(session, acting(), Action.CALLBACKS_RETRIED, "dead", number=number)
        return redirect(url_for(".callbacks", done=number), 303)

    def _list() -> Mapping[str, Any]:
        status, cursor = asked.choice("status", CallbackStatus), asked.text("cursor") or None
        with database.read() as session:
            found = ledger.page(
                session,
                status=CallbackStatus(status) if status else None,
                limit=50,
                cursor=cursor,
            )
        return {
            "section": "callbacks",
            "page": found,
            "status": status,
            "statuses": list(CallbackStatus),
            "done": asked.text("done"),
            "older": found.next_cursor and asked.here(cursor=found.next_cursor, done=None),
            "newest": cursor and asked.here(cursor=None, done=None),
        }
