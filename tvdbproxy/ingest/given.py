"""What a client says of a picture that it gives us."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tvdbproxy.db.models import Origin
from tvdbproxy.errors import InvalidRequest

DATA_TYPES = ("product", "profile", "event", "logo", "sites")

_LABEL = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)
_LONGEST_NAME = 255
# A pass-through: large enough for ids and captions, small enough to be shown with every job.
_LARGEST_CONTEXT = 16 * 1024
_DEEPEST_CONTEXT = 8


@dataclass(frozen=True)
class Given:
    """One picture, as its owner describes it. Build it with ``checked``."""

    user_id: str
    origin: Origin
    bucket: str
    profile: str
    data_type: str | None = None
    original_name: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    callback_url: str | None = None


def checked_label(word: str, allowed: Collection[str] = ()) -> str:
    """The name of a client's bucket, which is a label and no place of ours. Raises
    ``InvalidRequest`` (``invalid_bucket``)."""
    if not _LABEL.fullmatch(word):
        raise InvalidRequest(
            "bucket: use 1 to 63 small letters, digits, dots, dashes and underscores.",
            code="invalid_bucket",
        )
    if allowed and word not in allowed:
        raise InvalidRequest(f"bucket: use {' or '.join(allowed)}.", code="invalid_bucket")
    return word


def checked_profile(word: str, known: Collection[str]) -> str:
    """The name of a size profile. Raises ``InvalidRequest`` (``unknown_profile``)."""
    if word not in known:
        raise InvalidRequest(f"profile: use {', '.join(sorted(known))}.", code="unknown_profile")
    return word


def checked_data_type(word: str | None) -> str | None:
    """What kind of picture it is, if that was said. Raises ``InvalidRequest``
    (``unknown_data_type``)."""
    if word and word not in DATA_TYPES:
        raise InvalidRequest(f"data_type: use {', '.join(DATA_TYPES)}.", code="unknown_data_type")
    return word or None


def checked_context(context: object, size: int) -> dict[str, Any]:
    """The client's own words, which came in ``size`` bytes and are given back unread. Raises
    ``InvalidRequest`` (``invalid_metadata``)."""
    if not isinstance(context, dict):
        raise _bad_context('it is no JSON object; send one, as in {"id": 7}')
    if size > _LARGEST_CONTEXT:
        raise _bad_context(f"it has {size} bytes, and may have {_LARGEST_CONTEXT}")
    if is_deeper(context, _DEEPEST_CONTEXT):
        raise _bad_context(f"it is nested more than {_DEEPEST_CONTEXT} levels deep")
    return context


def readable_name(name: str | None) -> str | None:
    """A file's name as people may be shown it: no folders, nothing invisible, 255 letters."""
    if not name:
        return None
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return kept.strip()[:_LONGEST_NAME] or None


def _bad_context(what: str) -> InvalidRequest:
    return InvalidRequest(f"metadata: {what}.", code="invalid_metadata")


def is_deeper(value: object, most: int) -> bool:
    """Whether JSON is nested more than so deep; without recursion, for it is a client that
    nests."""
    level, values = 0, [value]
    while values and level <= most:
        level += 1
        values = [inner for outer in values for inner in _inside(outer)]
    return level > most


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []
