"""``POST /login``: one of our keys for a token, whatever else a client sends along."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.web.v4.envelope import JSON


def log_in(doorkeeper: Doorkeeper) -> Response:
    """The token in TheTVDB's envelope. Names are read in any case (some clients write
    ``apiKey``), others are ignored, and an empty PIN is none."""
    fields = _fields(request.get_data())
    token = doorkeeper.log_in(
        _text(fields.get("apikey")), _text(fields.get("pin")), request.remote_addr or ""
    )
    document = {"status": "success", "data": {"token": token}}
    response = Response(json.dumps(document), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _fields(body: bytes) -> dict[str, Any]:
    """What can be read as an object, whatever is wrong with it besides; else nothing."""
    try:
        document = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    return {str(name).lower(): value for name, value in document.items()}


def _text(value: Any) -> str | None:
    """Some PINs are sent as numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
