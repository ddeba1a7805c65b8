"""Who is asking, from the headers of the request."""

from __future__ import annotations

from flask import request

from tvdbproxy.access.admin import check_admin
from tvdbproxy.wiring import Services


def require_admin(services: Services) -> str:
    """The caller's short name, for the log and for rate limits. Raises as ``check_admin``."""
    return check_admin(_given_key(), services.settings.web.admin_api_key, services.doorkeeper)


def _given_key() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key")
