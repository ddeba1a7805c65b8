"""The quota of uploads, and the three headers that say what is left of it."""

from __future__ import annotations

from flask import Response, g
from sqlalchemy.orm import Session

from tvdbproxy.access import quota
from tvdbproxy.access.quota import Quota, QuotaExceeded
from tvdbproxy.settings import IngestSettings

# For scripts of other origins; what the answer itself is open to is said elsewhere.
_NAMES = "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After"


def take_uploads(session: Session, settings: IngestSettings, user_id: str, count: int = 1) -> Quota:
    """Count so many uploads of the user, and remember what is left for the headers of the answer.

    Raises ``QuotaExceeded``, and remembers as well.
    """
    limit, minutes = settings.rate_limit_max_uploads, settings.rate_limit_window_minutes
    try:
        taken = quota.take(session, user_id, limit, minutes, count)
    except QuotaExceeded as error:
        g.upload_quota = error.quota
        raise
    g.upload_quota = taken
    return taken


def add_quota_headers(response: Response) -> Response:
    """For ``after_request``: the headers, wherever uploads were counted, whatever the answer."""
    left: Quota | None = g.get("upload_quota")
    if left is not None:
        response.headers["X-RateLimit-Limit"] = str(left.limit)
        response.headers["X-RateLimit-Remaining"] = str(left.remaining)
        response.headers["X-RateLimit-Reset"] = f"{left.reset_at:%Y-%m-%dT%H:%M:%SZ}"
        response.headers["Access-Control-Expose-Headers"] = _NAMES
    return response
