"""Whoever signs the tokens of users: pairs of keys, what is published of them, and tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import get_default_algorithms

SECRET = "0123456789abcdef" * 4


def claims(**given: Any) -> dict[str, Any]:
    """What an honest token says; None leaves a claim out."""
    said = {"sub": "ada", "exp": int(time.time()) + 3600, **given}
    return {name: value for name, value in said.items() if value is not None}


def shared(secret: str = SECRET, algorithm: str = "HS256", **given: Any) -> str:
    """A token signed with a secret that is long enough for every algorithm."""
    return _signed(claims(**given), secret, algorithm)


def _signed(
    said: Mapping[str, Any], key: Any, algorithm: str, headers: dict[str, Any] | None = None
) -> str:
    """Whatever it says: the usual way refuses to write some of what has to be refused here."""
    return jwt.PyJWS().encode(json.dumps(said).encode(), key, algorithm, headers)


class Signer:
    """One key pair; ``algorithm`` is what it signs with."""

    def __init__(self, kid: str, algorithm: str, private: Any) -> None:
        self.kid = kid
        self.algorithm = algorithm
        self._private = private

    @property
    def pem(self) -> str:
        public = self._private.public_key()
        return str(
            public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
        )

    def jwk(self, **given: Any) -> dict[str, Any]:
        """The public half as a key set has it; None leaves a member out."""
        made = get_default_algorithms()[self.algorithm].to_jwk(self._private.public_key())
        said = {**json.loads(made), "kid": self.kid, "use": "sig", **given}
        return {name: value for name, value in said.items() if value is not None}

    def token(
        self, headers: Mapping[str, Any] | None = None, algorithm: str = "", **given: Any
    ) -> str:
        named = {"kid": self.kid, **(headers or {})}
        kept = {name: value for name, value in named.items() if value is not None}
        return _signed(claims(**given), self._private, algorithm or self.algorithm, kept)


@lru_cache
def rsa_signer(kid: str = "rsa", bits: int = 2048) -> Signer:
    return Signer(kid, "RS256", rsa.generate_private_key(65537, bits))


@lru_cache
def ec_signer(kid: str = "ec") -> Signer:
    return Signer(kid, "ES256", ec.generate_private_key(ec.SECP256R1()))


@lru_cache
def ed_signer(kid: str = "ed") -> Signer:
    return Signer(kid, "EdDSA", ed25519.Ed25519PrivateKey.generate())


def key_set(*signers: Signer) -> bytes:
    """What they publish."""
    return json.dumps({"keys": [signer.jwk() for signer in signers]}).encode()
