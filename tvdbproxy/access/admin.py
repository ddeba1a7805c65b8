"""Whether a caller may use the admin doors."""

from __future__ import annotations

import hashlib
import hmac

from tvdbproxy.errors import Forbidden, Unauthorized


def check_admin(given: str | None, admin_key: str) -> str:
    """Return a short name for the caller, the same each time, that is not the key.

    Raises ``Forbidden`` (``admin_closed``) where no key is configured: such doors are
    closed, not open; ``Unauthorized`` for no key or a wrong one.
    """
    if not admin_key:
        raise Forbidden(
            "The admin endpoints are closed; set ADMIN_API_KEY to open them.", code="admin_closed"
        )
    if not given:
        raise Unauthorized("Send the admin key as `Authorization: Bearer` or `X-API-Key`.")
    # Hashes have one length and are bytes, so that nothing can be learned or made to fail.
    if not hmac.compare_digest(_digest(given), _digest(admin_key)):
        raise Unauthorized("This key is not an admin key.")
    return _digest(given).hex()[:12]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
