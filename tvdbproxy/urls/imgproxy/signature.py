"""Who signed an address: several pairs of key and salt, and exactly one text for each."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from tvdbproxy.errors import Forbidden
from tvdbproxy.imgproxy import UNSIGNED, signature_of
from tvdbproxy.settings import TransformSettings

# What clients write where nothing is signed.
_UNSIGNED_WORDS = (UNSIGNED, "insecure", "_", "-")
_FORGOTTEN = (
    "The signature looks like an option: an address begins with its signature, "
    "as in /{signature}/{options}/{source}."
)


@dataclass(frozen=True)
class Signatures:
    """The pairs of key and salt that count; the first one signs.

    ``size`` is how many bytes of a digest are written. ``trusted`` texts pass as they stand.
    With ``allow_unsigned`` the words ``unsafe``, ``insecure``, ``_`` and ``-`` pass as well, and
    any text where there is no pair.
    """

    pairs: tuple[tuple[bytes, bytes], ...] = ()
    size: int = 32
    trusted: tuple[str, ...] = ()
    allow_unsigned: bool = False

    @classmethod
    def of(cls, settings: TransformSettings) -> Signatures:
        """As the settings say, which have been checked."""
        keys = map(bytes.fromhex, settings.imgproxy_key)
        salts = map(bytes.fromhex, settings.imgproxy_salt)
        return cls(
            tuple(zip(keys, salts, strict=True)),
            settings.imgproxy_signature_size,
            settings.imgproxy_trusted_signatures,
            settings.imgproxy_allow_unsigned,
        )

    def check(self, signature: str, path: str) -> None:
        """Whether this signature lets ``path`` through, as ``split_target`` gives both.

        Raises ``Forbidden``: ``transforms_closed`` where nothing can be signed, and otherwise
        ``signature_missing`` for what looks like an option, ``signature_invalid``.
        """
        if _is_one_of(signature, self.trusted):
            return
        if not self.pairs:
            self._check_unsigned(signature)
        elif not (self._is_genuine(signature, path) or self._is_waived(signature)):
            raise _refusal(signature)

    def sign(self, path: str) -> str:
        """The first pair's signature; ``unsafe`` where there is no pair."""
        if not self.pairs:
            return UNSIGNED
        key, salt = self.pairs[0]
        return signature_of(path, key, salt, self.size)

    def _check_unsigned(self, signature: str) -> None:
        if not self.allow_unsigned:
            raise Forbidden(
                "Transforms are closed here: nothing can be signed, since IMGPROXY_KEY and "
                "IMGPROXY_SALT are not set.",
                code="transforms_closed",
            )
        if ":" in signature:
            raise _refusal(signature)

    def _is_genuine(self, signature: str, path: str) -> bool:
        texts = [signature_of(path, key, salt, self.size) for key, salt in self.pairs]
        return _is_one_of(signature, texts)

    def _is_waived(self, signature: str) -> bool:
        return self.allow_unsigned and signature in _UNSIGNED_WORDS


def _is_one_of(signature: str, texts: list[str] | tuple[str, ...]) -> bool:
    """In a time that does not tell how much of it was right, and however many there are.

    Texts are compared, not what they decode to: base64 has many spellings of one digest.
    """
    given = _bytes(signature)
    matches = [hmac.compare_digest(given, _bytes(text)) for text in texts]
    return any(matches)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _refusal(signature: str) -> Forbidden:
    if ":" in signature:
        return Forbidden(_FORGOTTEN, code="signature_missing")
    return Forbidden(
        "The signature does not fit this address: sign it anew.", code="signature_invalid"
    )
