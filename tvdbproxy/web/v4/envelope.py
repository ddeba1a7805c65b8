"""How TheTVDB's API says that something went wrong."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, json

JSON = "application/json; charset=UTF-8"
LOGIN = "/login"

# Clients of this API know trouble upstream by these two.
_AS_TVDB = {504: 503}
# Seconds; where nobody knows better.
_RETRY_AFTER = "5"


def speaks_tvdb(path: str) -> bool:
    """Whether whoever asks for this path expects TheTVDB's envelope."""
    return path in (LOGIN, "/v4") or path.startswith("/v4/")


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """``{"status": "failure", ...}``, which no cache keeps."""
    document = {"status": "failure", "message": message, "data": None}
    response = Response(json.dumps(document), _AS_TVDB.get(status, status), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 503:
        response.headers["Retry-After"] = _RETRY_AFTER
    response.headers.update(headers or {})
    return response
