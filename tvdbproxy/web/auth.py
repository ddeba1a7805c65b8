"""Who is asking, from the headers of the request."""

from __future__ import annotations

from flask import request

from tvdbproxy.access.admin import check_admin


def require_admin(admin_key: str) -> str:
    """The caller's short name, for the log and for rate limits. Raises as ``check_admin``."""
    return check_admin(_given_key(), admin_key)


def _given_key() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key")
