"""From our errors to problem documents (RFC 9457): one table, and no stack traces."""

from __future__ import annotations

import logging
import math
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import RequestRedirect

from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import Meter
from tvdbproxy.web.v4.envelope import failure, speaks_tvdb

log = logging.getLogger(__name__)

STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHORIZED: 401,
    Kind.FORBIDDEN: 403,
    Kind.SOURCE_NOT_ALLOWED: 403,
    Kind.NOT_FOUND: 404,
    Kind.UPSTREAM_MISSING: 404,
    Kind.CONFLICT: 409,
    Kind.UPSTREAM_GONE: 410,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.BAD_PICTURE: 422,
    Kind.CRASHED: 422,
    Kind.RATE_LIMITED: 429,
    Kind.OVERLOADED: 429,
    Kind.UPSTREAM_BAD: 502,
    Kind.UPSTREAM_DENIED: 502,
    Kind.UPSTREAM_LIMITED: 503,
    Kind.UPSTREAM_UNAVAILABLE: 503,
    Kind.UNAVAILABLE: 503,
    Kind.TIMED_OUT: 503,
    Kind.SUPERSEDED: 503,
    Kind.CONFIGURATION: 503,
    Kind.UPSTREAM_TIMEOUT: 504,
}

# Codes of what Werkzeug raises by itself.
_CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    411: "length_required",
    412: "precondition_failed",
    413: "payload_too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    431: "header_too_large",
}

# Headers of Werkzeug's answers that say how to ask better.
_TELLING = ("Allow", "Content-Range")


def handle_errors(app: Flask, meter: Meter) -> None:
    """Answer every error of the app with a problem document, and keep redirects here."""
    app.before_request(_redirected)
    app.register_error_handler(TvdbProxyError, partial(_counted, meter))
    app.register_error_handler(HTTPException, _werkzeugs)
    app.register_error_handler(Exception, _unforeseen)


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A problem document, which no cache keeps; TheTVDB's envelope for its own clients."""
    if speaks_tvdb(request.path):
        return failure(status, detail, headers)
    document = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    response = Response(json.dumps(document), status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers or {})
    return response


def bad_parameter(error: ValidationError) -> Response:
    """400 for a parameter that is not what the API says, naming the first one."""
    first: dict[str, Any] = dict(error.errors()[0])
    name = ".".join(str(part) for part in first["loc"]) or "body"
    reason = str(first["msg"]).removeprefix("Value error, ")
    return problem(400, "invalid_parameter", f"{name}: {reason}")


def _counted(meter: Meter, error: TvdbProxyError) -> Response:
    meter.count(Event.REFUSAL, error.code)
    return _ours(error)


def _ours(error: TvdbProxyError) -> Response:
    status = STATUS[error.kind]
    if status >= 500:
        log.warning("%s %s: %s: %s", request.method, request.path, error.code, error)
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="tvdbproxy"'
    return problem(status, error.code, error.public, headers)


def _werkzeugs(error: HTTPException) -> Response:
    response = error.get_response()
    status = response.status_code
    headers = {name: response.headers[name] for name in _TELLING if name in response.headers}
    return problem(status, _CODES.get(status, "invalid_request"), _sentence(error), headers)


def _redirected() -> Response | None:
    """The router's redirects without the host, which a client may have invented: a cache would
    send others there. Flask lets no error handler see them."""
    redirect = request.routing_exception
    if not isinstance(redirect, RequestRedirect):
        return None
    parts = urlsplit(redirect.new_url)
    here = parts._replace(scheme="", netloc="", path=_one_slash(parts.path))
    response = Response(status=redirect.code)
    response.headers["Location"] = urlunsplit(here)
    response.headers["Cache-Control"] = "no-store"
    return response


def _one_slash(path: str) -> str:
    """Two slashes at the beginning would name a host."""
    return "/" + path.lstrip("/")


def _sentence(error: HTTPException) -> str:
    if error.code == 404:
        return "There is nothing at this address; /docs lists what there is."
    return error.description or "The request cannot be answered."


def _unforeseen(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500, "internal_error", "Something went wrong here; it has been logged.")
