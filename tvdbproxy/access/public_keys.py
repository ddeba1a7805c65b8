"""Public keys that tokens of users are verified with, and what each of them may verify.

A key accepts the algorithms of its own kind, and of those the ones that the settings name:
never what a token asks for.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tvdbproxy.errors import ConfigurationError

Material: TypeAlias = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_SHORTEST_RSA_BITS = 2048
# Key sets have a handful.
_MOST_KEYS = 100


@dataclass(frozen=True)
class PublicKey:
    """``kid`` is the name that its owner gave it, if any."""

    kid: str | None
    material: Material
    algorithms: frozenset[str]


class PublicKeys(Protocol):
    """Where keys are found."""

    def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """The key of this name that may verify this algorithm; without a name, the only one."""


class GivenKey:
    """The one key that the settings have."""

    def __init__(self, pem: str, allowed: Collection[str]) -> None:
        self._key = key_of_pem(pem, allowed)

    def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """The key whatever it is called, for it has no name here."""
        return self._key if algorithm in self._key.algorithms else None


def key_of_pem(pem: str, allowed: Collection[str]) -> PublicKey:
    """The key. Raises ``ConfigurationError`` for one that verifies nothing ``allowed``."""
    try:
        material = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(f"JWT_PUBLIC_KEY: this is no public key ({error})") from error
    algorithms = _algorithms_of(material) & set(allowed)
    if not algorithms:
        raise ConfigurationError(
            "JWT_PUBLIC_KEY: this key verifies none of the algorithms of JWT_ALGORITHM; give one "
            f"of RSA with {_SHORTEST_RSA_BITS} bits or more, P-256, P-384, P-521 or Ed25519"
        )
    return PublicKey(None, material, algorithms)  # type: ignore[arg-type]


def keys_of_set(text: bytes, allowed: Collection[str]) -> tuple[PublicKey, ...]:
    """The keys of a JSON Web Key Set that verify something ``allowed``; the others are not ours.

    Raises ``ValueError`` for what is no such set, or has none of those.
    """
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise ValueError(f'expected {{"keys": [...]}} with at most {_MOST_KEYS} of them')
    keys = (_key_of(entry, allowed) for entry in listed if isinstance(entry, dict))
    found = tuple(key for key in keys if key is not None)
    if not found:
        raise ValueError("it has no key that verifies the algorithms of JWT_ALGORITHM")
    return found


def _key_of(entry: dict[str, Any], allowed: Collection[str]) -> PublicKey | None:
    """None for keys that encrypt, that are secret, too short, or of a kind that we do not know."""
    kid, uses = entry.get("kid"), entry.get("key_ops", ["verify"])
    if not isinstance(kid, str | None) or entry.get("use", "sig") != "sig":
        return None
    if not isinstance(uses, list) or "verify" not in uses:
        return None
    try:
        material = jwt.PyJWK(entry).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return None
    algorithms = _algorithms_of(material) & set(allowed)
    if entry.get("alg"):
        algorithms &= {entry["alg"]}
    return PublicKey(kid, material, algorithms) if algorithms else None


def _algorithms_of(material: object) -> frozenset[str]:
    if isinstance(material, RSAPublicKey):
        return frozenset(_RSA if material.key_size >= _SHORTEST_RSA_BITS else ())
    if isinstance(material, EllipticCurvePublicKey):
        name = _CURVES.get(material.curve.name)
        return frozenset([name] if name else ())
    return frozenset(["EdDSA"] if isinstance(material, Ed25519PublicKey) else ())
