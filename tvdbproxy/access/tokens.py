"""The tokens that a login is answered with: JWTs, signed with the secret of their key.

``kid`` in the header is the key's id and ``exp`` an integer, a month ahead. What is accepted is
one algorithm, our own issuer and audience, and one spelling: Base64 has several for the same
signature.
"""

from __future__ import annotations

import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt

from tvdbproxy.access.digests import ID_LETTERS
from tvdbproxy.errors import Unauthorized

LIFE_SECONDS = 30 * 24 * 3600

_ALGORITHM = "HS256"
_ISSUER, _AUDIENCE = "tvdbproxy", "tvdbproxy/v4"
_LONGEST = 4096
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.([A-Za-z0-9_-]{43})", re.ASCII)
_ID = re.compile(ID_LETTERS)


def issue(key_id: str, secret: str) -> str:
    """A token of the key that is signed with ``secret``, good for thirty days."""
    claims = {"iss": _ISSUER, "aud": _AUDIENCE, "exp": int(time.time()) + LIFE_SECONDS}
    return jwt.encode(claims, secret, algorithm=_ALGORITHM, headers={"kid": key_id})


def key_id_of(token: str) -> str:
    """Whose token it says it is. Raises ``Unauthorized`` for what none of ours looks like."""
    if len(token) > _LONGEST or not is_well_spelt(token):
        raise refused()
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise refused() from error
    if not isinstance(key_id, str) or not _ID.fullmatch(key_id):
        raise refused()
    return key_id


def seconds_left(token: str, secret: str) -> float:
    """How long it is good for. Raises ``Unauthorized`` for one that is not, or not any more."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            issuer=_ISSUER,
            audience=_AUDIENCE,
            options={"require": ["exp", "iss", "aud"]},
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise refused() from error
    if type(claims["exp"]) is not int:
        raise refused()
    now = time.time()
    left = min(claims["exp"], int(now) + LIFE_SECONDS) - now
    if left <= 0:
        raise refused()
    return left


def is_well_spelt(token: str) -> bool:
    """Whether it could be one of ours by its letters alone.

    A signature's last letter has two bits that mean nothing. Ours has zeros there; that not every
    version of the library insists on it must not matter.
    """
    found = _TOKEN.fullmatch(token)
    if found is None:
        return False
    return urlsafe_b64encode(urlsafe_b64decode(found[1] + "=")) == f"{found[1]}=".encode()


def refused() -> Unauthorized:
    """What upstream says, too, of any token that it does not know."""
    return Unauthorized("Unauthorized")
