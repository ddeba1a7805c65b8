"""Whether a caller may use the admin doors."""

from __future__ import annotations

import hashlib
import hmac

from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.errors import Forbidden, Unauthorized


def check_admin(given: str | None, admin_key: str, doorkeeper: Doorkeeper) -> str:
    """Return a short name for the caller, the same each time, that is not the key.

    ``admin_key`` opens, and so does any key with the role ``admin``, whose name is its id. Raises
    ``Forbidden`` (``admin_closed``) where there is none of either: such doors are closed, not
    open; ``Forbidden`` for a key of another role; ``Unauthorized`` for no key or a wrong one.
    """
    if given and (name := name_of_admin(given, admin_key)):
        return name
    if not admin_key and not doorkeeper.has_admin():
        raise Forbidden(
            "The admin endpoints are closed; set ADMIN_API_KEY or make a key with the role admin "
            "to open them.",
            code="admin_closed",
        )
    if not given:
        raise Unauthorized("Send the admin key as `Authorization: Bearer` or `X-API-Key`.")
    owner = doorkeeper.owner(given)
    if owner is None:
        raise Unauthorized("This key is not an admin key.")
    if owner.role != "admin":
        raise Forbidden("This key has the role client; the admin endpoints want role admin.")
    return owner.key_id


def name_of_admin(given: str, admin_key: str) -> str | None:
    """The short name of whoever has ``admin_key``; None for others, or where there is no such
    key."""
    # Hashes have one length and are bytes, so that nothing can be learned or made to fail.
    if admin_key and hmac.compare_digest(_digest(given), _digest(admin_key)):
        return _digest(given).hex()[:12]
    return None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
