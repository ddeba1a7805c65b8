"""From an answer of the delivery room to an HTTP response."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed

from tvdbproxy.delivery.caching import NEVER
from tvdbproxy.delivery.serve import SendElsewhere, ShowPicture

_ONE_RANGE = re.compile(
    r"bytes=(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-[0-9]{1,18})", re.ASCII
)


def picture_reply(shown: ShowPicture) -> Response:
    """200, 304, 206 or 416, as the request's conditions and range demand."""
    held = shown.held
    response = Response(held.data, content_type=held.mime)
    response.set_etag(held.etag)
    response.last_modified = held.last_modified
    response.headers["Cache-Control"] = shown.cache_control
    if shown.negotiated:
        response.headers["Vary"] = "Accept"
    open_to_all(response)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return conditional(response, len(held.data))


def conditional(response: Response, length: int) -> Response:
    """The response, or 304, 206, 416 or 412 in its place; ``length`` is that of the whole body."""
    environ = dict(request.environ)
    if not _asks_for_one_range(environ):
        environ.pop("HTTP_RANGE", None)
    response.make_conditional(environ, accept_ranges=True, complete_length=length)
    return refused_if_conditions_fail(response)


def refused_if_conditions_fail(response: Response) -> Response:
    """The response; where it says 412, an error like all others, which no cache keeps.

    Else one stranger's ``If-Match`` would take the picture from everybody behind his cache.
    """
    if response.status_code == PreconditionFailed.code:
        raise PreconditionFailed("What is here is not what If-Match names; ask without it.")
    return response


def _asks_for_one_range(environ: dict[str, Any]) -> bool:
    """Whether the range is one that we answer with a part. Others (several at once, another
    unit, nonsense, a HEAD's) are to be ignored, and get the whole."""
    found = _ONE_RANGE.fullmatch(environ.get("HTTP_RANGE", ""))
    if found is None or environ["REQUEST_METHOD"] != "GET":
        return False
    return not (found["first"] and found["last"]) or int(found["first"]) <= int(found["last"])


def elsewhere_reply(elsewhere: SendElsewhere) -> Response:
    """302. Not kept by caches: where it leads to depends on what is stored today."""
    response = Response(status=302)
    response.headers["Location"] = elsewhere.location
    response.headers["Cache-Control"] = NEVER
    if elsewhere.negotiated:
        response.headers["Vary"] = "Accept"
    open_to_all(response)
    return response


def open_to_all(response: Response) -> None:
    """Pictures may be shown by any page, and be read by its scripts."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Timing-Allow-Origin"] = "*"
