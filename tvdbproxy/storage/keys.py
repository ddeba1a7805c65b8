"""Every key that we ever write, and what a key says when it is read back.

Pure functions; the layout is that of the storage contract:

- a source: the path it has upstream, ``banners/v4/series/1/posters/a.jpg``
- an upload: ``uploads/{yyyy-mm-dd}/{image_id}/source.{ext}``
- a variant: ``{types}/{h[0:2]}/{h[2:4]}/{content_id}/{image_type}/{size}.{ext}``, and one
  level deeper, below ``{artwork_id}``, for artwork that is not its content's chosen one.
  ``h`` is the SHA-256 hex of the decimal content id.
- an upload that goes straight to the store: ``incoming/{image_id}``, until it is looked at
- a picture of the pending queue: ``pending/{yyyy-mm-dd}/{id}/source.{ext}``, until its temporary
  address is replaced everywhere
- a variant of an upload: ``media/{s[0:2]}/{s[2:4]}/{s}/{revision}/{size}.{ext}``, and below
  ``removed/`` without its background. ``s`` is the SHA-256 hex of the source: equal pictures
  share their variants, and what lies under such a key never changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import unquote

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.storage.rules import checked_key

FOLDERS = {
    "series": "series",
    "movie": "movies",
    "episode": "episodes",
    "season": "seasons",
    "person": "people",
}
INCOMING = "incoming/"
_CONTENT_TYPES = {folder: content_type for content_type, folder in FOLDERS.items()}

_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INCOMING = re.compile(r"incoming/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_VARIANT = re.compile(
    rf"(?P<folder>{'|'.join(_CONTENT_TYPES)})/(?P<fan>[0-9a-f]{{2}}/[0-9a-f]{{2}})"
    rf"/(?P<content_id>[1-9][0-9]*)/(?P<image_type>{_SLUG.pattern})"
    rf"(?:/(?P<artwork_id>[1-9][0-9]*))?"
    rf"/(?P<size>{_SLUG.pattern})\.(?P<extension>{_EXTENSION.pattern})"
)


@dataclass(frozen=True, slots=True)
class VariantKey:
    """What a variant's key says; ``artwork_id`` is None for the chosen artwork."""

    content_type: str
    content_id: int
    image_type: str
    artwork_id: int | None
    size: str
    extension: str


def variant_prefix(
    content_type: str, content_id: int, image_type: str, artwork_id: int | None = None
) -> str:
    """The folder of one artwork's variants, without a slash at the end.

    ``content_type`` is in the singular. Raises ``InvalidRequest`` ``invalid_key``.
    """
    if content_type not in FOLDERS:
        raise _invalid(f"{content_type!r} is not one of {', '.join(FOLDERS)}")
    prefix = (
        f"{FOLDERS[content_type]}/{_fan(_positive(content_id))}/{content_id}/{_slug(image_type)}"
    )
    return prefix if artwork_id is None else f"{prefix}/{_positive(artwork_id)}"


def variant_key(prefix: str, size: str, extension: str) -> str:
    """One variant in the folder of ``variant_prefix``; no dot in ``extension``."""
    if not _EXTENSION.fullmatch(extension):
        raise _invalid(f"{extension!r} is not a file extension")
    return checked_key(f"{prefix}/{_slug(size)}.{extension}")


def parse_variant_key(key: str) -> VariantKey | None:
    """The opposite of ``variant_key``; None for whatever that would not have made."""
    found = _VARIANT.fullmatch(key)
    if found is None or found["fan"] != _fan(int(found["content_id"])):
        return None
    return VariantKey(
        content_type=_CONTENT_TYPES[found["folder"]],
        content_id=int(found["content_id"]),
        image_type=found["image_type"],
        artwork_id=int(found["artwork_id"]) if found["artwork_id"] else None,
        size=found["size"],
        extension=found["extension"],
    )


def source_key(url_path: str) -> str:
    """Where a source lies: its path upstream, with percent escapes decoded.

    Escapes decode to one spelling for one file. Refused with ``InvalidRequest``
    ``invalid_key``: escaped slashes, double escapes, a query, and all that
    ``checked_key`` refuses.
    """
    if "?" in url_path or "#" in url_path:
        raise _invalid(f"{url_path[:80]!r} is more than a path")
    if "%2f" in url_path.lower():
        raise _invalid(f"{url_path[:80]!r} has an escaped slash")
    try:
        path = unquote(url_path.removeprefix("/"), errors="strict")
    except UnicodeDecodeError as error:
        raise _invalid(f"{url_path[:80]!r} is not UTF-8") from error
    if _ESCAPE.search(path):
        raise _invalid(f"{url_path[:80]!r} is escaped twice")
    return checked_key(path)


def upload_key(day: date, image_id: str, extension: str) -> str:
    """Where an uploaded source lies; ``image_id`` is ours, not the client's."""
    if not _EXTENSION.fullmatch(extension):
        raise _invalid(f"{extension!r} is not a file extension")
    return checked_key(f"uploads/{day.isoformat()}/{_slug(image_id)}/source.{extension}")


def incoming_key(image_id: str) -> str:
    """Where a client puts a picture by itself; ``image_id`` is ours."""
    return checked_key(f"{INCOMING}{_slug(image_id)}")


def parse_incoming_key(key: str) -> str | None:
    """The image that a client put there; None for whatever no address was given out for."""
    found = _INCOMING.fullmatch(key)
    return found[1] if found else None


def pending_key(day: date, unique_id: str, extension: str) -> str:
    """Where a picture of the pending queue waits; ``unique_id`` is ours."""
    if not _EXTENSION.fullmatch(extension):
        raise _invalid(f"{extension!r} is not a file extension")
    return checked_key(f"pending/{day.isoformat()}/{_slug(unique_id)}/source.{extension}")


def media_prefix(sha256_hex: str, revision: str) -> str:
    """The folder of the variants of one upload's bytes, without a slash at the end."""
    if not _DIGEST.fullmatch(sha256_hex):
        raise _invalid(f"{sha256_hex[:80]!r} is not a SHA-256")
    fan = f"{sha256_hex[0:2]}/{sha256_hex[2:4]}"
    return f"media/{fan}/{sha256_hex}/{_slug(revision)}"


def media_key(prefix: str, size: str, extension: str, *, background: str = "original") -> str:
    """One variant in the folder of ``media_prefix``, with its background or without."""
    folder = prefix if background == "original" else f"{prefix}/{_slug(background)}"
    return variant_key(folder, size, extension)


def picture_prefix(key: str) -> str | None:
    """What the keys of all variants of this one's picture begin with; None for a key that is no
    variant's. Looks at no more than that: it is asked for every picture that is served."""
    folder, _, _ = key.rpartition("/")
    top = folder.partition("/")[0]
    if top == "media":
        return folder.removesuffix("/removed")
    return folder if top in _CONTENT_TYPES else None


def _fan(content_id: int) -> str:
    """Two levels of 256 folders each, so that none grows without bound."""
    digest = sha256(str(content_id).encode()).hexdigest()
    return f"{digest[0:2]}/{digest[2:4]}"


def _positive(number: int) -> int:
    if number < 1:
        raise _invalid(f"{number} is not an id")
    return number


def _slug(word: str) -> str:
    if len(word) > 64 or not _SLUG.fullmatch(word):
        raise _invalid(f"{word[:80]!r} is not lower-case letters and digits")
    return word


def _invalid(reason: str) -> InvalidRequest:
    return InvalidRequest(f"No storage key can be made: {reason}.", code="invalid_key")
