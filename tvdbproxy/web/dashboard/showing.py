"""A page, or what has changed of it since, for those who follow it.

A page's address answers ``Accept: text/event-stream`` with one event that has its live part, and
ends; the browser asks again after ``retry``, as its ``EventSource`` does by itself. So no thread
of the web server is held by somebody who looks on, and a reload or a restart is nothing to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from flask import Response, current_app, render_template, request

from tvdbproxy import __version__

Load = Callable[[], Mapping[str, Any]]

_LIVE = "live"
_STREAM = "text/event-stream"
_AGAIN_MS = 2000


def show(template: str, load: Load) -> Response:
    """``dashboard/{template}`` with what ``load`` gives; or only its block ``live``, where
    that is not what the browser has."""
    values = {**load(), "version": __version__}
    if request.accept_mimetypes.best == _STREAM:
        return _event(template, values)
    html = render_template(f"dashboard/{template}", **values)
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _event(template: str, values: Mapping[str, Any]) -> Response:
    html = _live_part(template, values)
    name = blake2b(html.encode(), digest_size=8).hexdigest()
    lines = [f"retry: {_AGAIN_MS}"]
    if request.headers.get("Last-Event-ID") != name:
        lines += [f"id: {name}", *(f"data: {line}" for line in html.splitlines())]
    response = Response("\n".join(lines) + "\n\n", content_type=f"{_STREAM}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _live_part(template: str, values: Mapping[str, Any]) -> str:
    given = dict(values)
    current_app.update_template_context(given)
    found = current_app.jinja_env.get_template(f"dashboard/{template}")
    return "".join(found.blocks[_LIVE](found.new_context(given)))
