"""From an answer of the catalogue to an HTTP response."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, request

from tvdbproxy.catalogue.replies.answer import Answer
from tvdbproxy.catalogue.replies.library import Warned
from tvdbproxy.web.replies import refused_if_conditions_fail
from tvdbproxy.web.v4.envelope import JSON

_WARNINGS = {
    Warned.STALE: '110 - "Response is Stale"',
    Warned.UNREACHABLE: '111 - "Revalidation Failed"',
}
# Below this gzip gains nothing that a packet would notice.
_SMALL = 1400
# What is seen with one key is not for a cache that others use.
_CACHE_CONTROL = "private, no-cache"


def replay(answer: Answer, changed_at: datetime | None) -> Response:
    """200 or 304. ``changed_at`` is when the caller's own kind of answers last changed."""
    gzipped = len(answer.body) > _SMALL and request.accept_encodings["gzip"] > 0
    response = Response(answer.gzipped if gzipped else answer.body, content_type=JSON)
    headers = response.headers
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    headers["Vary"] = "Accept-Encoding"
    headers["Cache-Control"] = _CACHE_CONTROL
    headers["Age"] = str(answer.age(datetime.now(UTC)))
    if answer.warned is not None:
        headers["Warning"] = _WARNINGS[answer.warned]
    response.set_etag(f"{answer.etag}-gzip" if gzipped else answer.etag)
    response.last_modified = max(answer.last_modified, changed_at or answer.last_modified)
    response.make_conditional(request.environ)
    return refused_if_conditions_fail(response)
