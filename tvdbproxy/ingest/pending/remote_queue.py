"""Another server's pending queue: asked, and read with no more trust than any answer."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tvdbproxy.errors import UpstreamBad
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.ingest.given import DATA_TYPES, readable_name
from tvdbproxy.ingest.pending.fields import data_type_of

log = logging.getLogger(__name__)

_LARGEST_ID = 2**63 - 1
_USER_ID = re.compile(r"[!-~]{1,255}", re.ASCII)
_MIME_TYPE = re.compile(r"[a-z]{1,16}/[a-z0-9.+-]{1,40}", re.ASCII)
_LONGEST_PATH = 1024
# Unreserved characters and those that a path may have as they are; escapes stay escapes.
_PLAIN = "/%:@!$&'()*+,;=~"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Offered:
    """A picture that the other server wants processed. ``url`` is below the server's address."""

    id: int
    user_id: str
    url: str
    data_type: str | None
    original_name: str | None
    mime_type: str | None


@dataclass(frozen=True)
class RemoteQueue:
    """The queue of the server at ``url``, whose ``MEDIA_API_KEY`` is ``key``. ``fetcher`` may
    go nowhere else."""

    fetcher: Fetcher
    url: str
    key: str = field(repr=False)

    def offered(self) -> list[Offered]:
        """What waits there. Entries that make no sense are left out, with a word in the log.

        Raises as ``Fetcher.get`` does, and ``UpstreamBad`` for what is no such list.
        """
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        answer = self.fetcher.get(f"{self.base}/api/media/pending/all", headers=headers)
        return list(_read(answer.data, self.base))

    @property
    def base(self) -> str:
        """The server's address without a slash at its end."""
        return self.url.rstrip("/")


def _read(body: bytes, base: str) -> Iterator[Offered]:
    try:
        document = json.loads(body)
        images = document["images"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _bad(repr(error)) from error
    if not isinstance(images, list):
        raise _bad("images is no list")
    for image in images:
        offered = _offered(image, base)
        if offered is None:
            log.warning("pending queue of %s: left out %.300r", base, image)
        else:
            yield offered


def _offered(image: Any, base: str) -> Offered | None:
    """The entry, or ``None`` for one whose number, owner or address cannot be used."""
    if not isinstance(image, dict):
        return None
    number, owner = image.get("id"), image.get("user_id")
    path = _path(image.get("image_path"), base)
    if type(number) is not int or not 0 < number <= _LARGEST_ID or path is None:
        return None
    user_id = str(owner) if type(owner) in (int, str) else ""
    if not _USER_ID.fullmatch(user_id):
        return None
    named = image.get("data_type")
    return Offered(
        id=number,
        user_id=user_id,
        url=base + quote(path, safe=_PLAIN),
        data_type=named if named in DATA_TYPES else data_type_of(path),
        original_name=_name(image.get("original_name")),
        mime_type=_type(image.get("mime_type")),
    )


def _path(given: Any, base: str) -> str | None:
    """A path on that server: never another host, nor anything but a file's address."""
    if not isinstance(given, str) or len(given) > _LONGEST_PATH or _UNPRINTABLE.search(given):
        return None
    path = given.removeprefix(base)
    steps = path.split("/")
    plain = path.startswith("/") and not path.startswith("//") and not set(path) & set("\\?#")
    return path if plain and "." not in steps and ".." not in steps else None


def _name(given: Any) -> str | None:
    return readable_name(given) if isinstance(given, str) else None


def _type(given: Any) -> str | None:
    return given if isinstance(given, str) and _MIME_TYPE.fullmatch(given) else None


def _bad(detail: str) -> UpstreamBad:
    return UpstreamBad(
        "The other server's answer is no list of pending images; check PENDING_SOURCE_URL.",
        detail=detail,
    )
