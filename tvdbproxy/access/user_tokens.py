"""The tokens that users come with: JWTs of others, signed with a shared secret or with a key
whose public half is known.

What is accepted is decided by the settings. A token's header merely chooses among the keys, and
each key accepts only the algorithms of its own kind; addresses of keys in it (``jku``, ``x5u``)
and keys (``jwk``) are never looked at.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import jwt

from tvdbproxy.access.public_keys import Material, PublicKeys
from tvdbproxy.errors import ConfigurationError, Forbidden, InvalidRequest, Unauthorized
from tvdbproxy.settings import IngestSettings

OF_KEYS = "key:"
"""How the ids of users begin who came with one of our keys; nobody else's may."""

_LONGEST_TOKEN, _LONGEST_SUBJECT = 8192, 255
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
# How far the clock of whoever signs may be ahead. An end is an end.
_LEEWAY_SECONDS = 30
_TIMES = ("exp", "nbf", "iat")
# HMAC fills a secret up with zeros itself. The library warns of short ones each time, unless
# they come filled up; we do so once, at the start.
_FILLED_BYTES = 64
# Clients choose them: few are remembered.
_MOST_TOKENS = 1000


@dataclass(frozen=True)
class User:
    """Who came in. ``claims`` is all that the token says, ``sub`` and times included."""

    id: str
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    is_admin: bool = False


class UserTokens:
    """Thread-safe. ``keys`` has the public keys, if the settings name any."""

    def __init__(self, settings: IngestSettings, keys: PublicKeys | None = None) -> None:
        self._settings = settings
        self._keys = keys
        self._secret = _filled(settings.jwt_secret_key)
        self._good: dict[str, User] = {}

    @property
    def closed(self) -> bool:
        """Whether no token opens, for want of anything to verify it with."""
        return not self._settings.shared_algorithms and self._keys is None

    def check(self, bearer: str | None) -> User:
        """Whose token this is.

        Raises ``Unauthorized`` for none and for any that is not good; ``Forbidden``
        (``ingest_closed``) where no token is; ``Unavailable`` (``jwks_unavailable``).
        """
        if self.closed:
            raise Forbidden(
                "Uploads are closed; set JWT_SECRET_KEY, JWT_JWKS_URL or JWT_PUBLIC_KEY to open "
                "them.",
                code="ingest_closed",
            )
        if not bearer:
            raise Unauthorized("Send the token of a user as `Authorization: Bearer`.")
        known = self._good.get(bearer)
        if known is not None and known.claims["exp"] > time.time():
            return known
        header = _header_of(bearer)
        key, algorithms = self._verifying(header.get("kid"), header["alg"])
        claims = self._verified(bearer, key, algorithms)
        user = User(_subject_of(claims), MappingProxyType(claims))
        if key is self._secret:
            self._remember(bearer, user)
        return user

    def _remember(self, bearer: str, user: User) -> None:
        """What was signed with our secret stays good until its end. A public key may be taken
        back before."""
        if len(self._good) >= _MOST_TOKENS:
            self._good.clear()
        self._good[bearer] = user

    def _verifying(self, kid: str | None, algorithm: str) -> tuple[bytes | Material, list[str]]:
        if algorithm in self._settings.shared_algorithms:
            return self._secret, [*self._settings.shared_algorithms]
        if self._keys is None or algorithm not in self._settings.public_algorithms:
            raise Unauthorized("This token is not signed in a way that is accepted here.")
        key = self._keys.find(kid, algorithm)
        if key is None:
            raise Unauthorized("This token is signed with a key that is not known here.")
        return key.material, sorted(key.algorithms)

    def _verified(self, token: str, key: bytes | Material, algorithms: list[str]) -> dict[str, Any]:
        audience = self._settings.jwt_audience or None
        issuer = self._settings.jwt_issuer or None
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=algorithms,
                audience=audience,
                issuer=issuer,
                leeway=_LEEWAY_SECONDS,
                options={
                    "require": ["exp", "sub"],
                    "verify_aud": audience is not None,
                    "verify_iss": issuer is not None,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise Unauthorized(_sentence(error), detail=type(error).__name__) from error
        _check_times(claims)
        return claims


def issue(settings: IngestSettings, subject: str, seconds: float) -> str:
    """A token of this user for trying things out, good for so long.

    Raises ``InvalidRequest`` for a name that no user may have, ``ConfigurationError`` without a
    secret to sign with.
    """
    if not settings.shared_algorithms:
        raise ConfigurationError(
            "JWT_SECRET_KEY is not in use: tokens come from whoever has the keys of JWT_JWKS_URL "
            "or JWT_PUBLIC_KEY"
            if settings.public_algorithms
            else "JWT_SECRET_KEY is not set; `tvdbproxy up` writes one to its data directory"
        )
    if fault := _fault_of(subject):
        raise InvalidRequest(f"sub: {fault}", code="invalid_parameter")
    moment = int(time.time())
    claims = {"sub": subject, "iat": moment, "exp": moment + int(seconds)}
    if settings.jwt_audience:
        claims["aud"] = settings.jwt_audience
    if settings.jwt_issuer:
        claims["iss"] = settings.jwt_issuer
    secret = _filled(settings.jwt_secret_key)
    return jwt.encode(claims, secret, algorithm=settings.shared_algorithms[0])


def _filled(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogateescape").ljust(_FILLED_BYTES, b"\0")


def _header_of(token: str) -> dict[str, Any]:
    """What the token says of itself, as far as it has the form of one."""
    if len(token) > _LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise _malformed()
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _malformed() from error
    # An extension that must be understood, and is not.
    if not isinstance(header.get("alg"), str) or "crit" in header:
        raise _malformed()
    return header


def _malformed() -> Unauthorized:
    return Unauthorized("This is not a JSON Web Token that can be read here.")


def _sentence(error: Exception) -> str:
    """One for each mistake of an honest client. Claims are read once the signature is right."""
    if isinstance(error, jwt.ExpiredSignatureError):
        return "This token has expired; get a new one."
    if isinstance(error, jwt.ImmatureSignatureError):
        return "This token is not good yet; compare the clocks."
    if isinstance(error, jwt.InvalidAudienceError):
        return "This token is meant for another service."
    if isinstance(error, jwt.InvalidIssuerError):
        return "This token is from somebody else than expected."
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"This token lacks a claim that it needs here: {error.claim}."
    return "This token is not good: its signature or its claims are wrong."


def _check_times(claims: Mapping[str, Any]) -> None:
    """Numbers they have to be, not what can be read as one; and an end has no leeway."""
    for name in _TIMES:
        if name in claims and type(claims[name]) not in (int, float):
            raise Unauthorized(f"This token is not good: {name} has to be a number.")
    if claims["exp"] <= time.time():
        raise Unauthorized(_sentence(jwt.ExpiredSignatureError()))


def _subject_of(claims: Mapping[str, Any]) -> str:
    subject = claims["sub"]
    fault = _fault_of(subject)
    if fault:
        raise Unauthorized(f"This token is not good: sub: {fault}.")
    return str(subject)


def _fault_of(subject: object) -> str | None:
    if not isinstance(subject, str) or not 1 <= len(subject) <= _LONGEST_SUBJECT:
        return f"use 1 to {_LONGEST_SUBJECT} characters"
    if not subject.isprintable():
        return "use printable characters alone"
    return f"no user may be called {OF_KEYS}..." if subject.startswith(OF_KEYS) else None
