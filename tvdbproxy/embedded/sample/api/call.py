"""One request, as the endpoints see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode

from tvdbproxy.embedded.sample.api.freshness import is_unchanged
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, not_modified, success
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.world import World

# Upstream words its refusal of a bad id differently for these two.
_INVALID_PATH = ("artwork", "episodes")
_ENTITY = {
    "series": "series",
    "movies": "movie",
    "seasons": "season",
    "episodes": "episode",
    "people": "people",
    "artwork": "artwork",
    "companies": "company",
    "lists": "list",
    "awards": "award",
    "award_categories": "award category",
    "seriespeople": "character",
}


@dataclass(frozen=True)
class Call:
    """``parts`` are the placeholders of the route, ``origin`` is ``http://host:port``."""

    world: World
    origin: str
    path: str
    query: dict[str, str]
    body: bytes
    page_size: int
    headers: Message
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def view(self) -> View:
        """The world with absolute addresses of pictures."""
        return View(self.world, self.origin)

    def id(self, kind: str = "") -> int:
        """The id in the path; refuses what can be none with upstream's words for the kind."""
        text = self.parts["id"]
        if not text.isascii() or not text.isdecimal() or int(text) == 0:
            reason = "invalid path" if kind in _INVALID_PATH else "cannot make item path"
            raise Refusal(400, f"InvalidValueType: {reason}")
        return int(text)

    def record(self, kind: str) -> Any:
        """The living record whose id stands in the path."""
        found = self.world.find(kind, self.id(kind))
        if found is None:
            raise missing(_ENTITY[kind])
        return found

    def by_slug(self, kind: str, slugs: Iterable[tuple[str, int]]) -> Any:
        """The living record whose slug stands in the path, out of pairs of slug and id."""
        wanted = self.parts["slug"]
        record_id = next((found for slug, found in slugs if slug == wanted), None)
        if record_id is None:
            raise missing(_ENTITY[kind])
        return self.world.find(kind, record_id)

    def answer(self, kind: str, record: Any, data: Any) -> Reply:
        """What the record's own endpoints answer: with its date, or 304 to who has seen that."""
        modified = self.world.updated_at(kind, record.id)
        headers = {"Last-Modified": formatdate(modified, usegmt=True)}
        if is_unchanged(modified, self.headers.get("If-Modified-Since")):
            return not_modified(headers)
        return success(data, headers=headers)

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the query; anything else is a bad request."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.isascii() or not text.isdecimal():
            raise Refusal(400, "Bad Request")
        return int(text)

    def flag(self, name: str) -> bool:
        """A truth value of the query, in any spelling of ``true``."""
        return self.query.get(name, "").lower() == "true"

    @property
    def meta(self) -> str:
        """What shall be added to an extended record, in small letters."""
        return self.query.get("meta", "").lower()

    def document(self) -> dict[str, Any]:
        """The body, which must be a JSON object."""
        try:
            document = json.loads(self.body or b"null")
        except ValueError as error:
            raise Refusal(400, "Bad Request") from error
        return document if isinstance(document, dict) else {}

    def address(self, **changes: int) -> str:
        """This request's own address, with other query parameters."""
        query = self.query | {name: str(value) for name, value in changes.items()}
        return f"{self.origin}{self.path}?{urlencode(query)}"

    def plain_address(self, **changes: int) -> str:
        """The same as search writes it: nothing is encoded, not even a space."""
        query = self.query | {name: str(value) for name, value in changes.items()}
        pairs = "&".join(f"{name}={value}" for name, value in query.items())
        return f"{self.origin}{self.path}?{pairs}"


def missing(entity: str) -> Refusal:
    """404 with upstream's words."""
    return Refusal(404, f"NotFoundException: error fetching {entity}")
