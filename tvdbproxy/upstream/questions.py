"""What a client asks, in the one spelling by which an answer is kept.

Clients send parameters that an operation does not know, Python's ``False`` for a flag, or
an empty value. Upstream takes all of it, so we do; what makes no difference to the answer
makes none to the key. What upstream refuses is refused here, in its own words, without
asking it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.operations import OPERATIONS, Ageing, Operation

REFUSED = "upstream_refused_request"
"""Code of what TheTVDB does not accept, whether it said so or we know that it would."""

# Upstream words its refusal of a bad id differently for these two.
_INVALID_PATH = ("artwork", "episodes")
_ID = re.compile(r"0*([1-9][0-9]{0,17})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,4}", re.ASCII)
_METAS = frozenset({"translations", "episodes"})
_NARROWING = frozenset({"season", "episodeNumber", "airDate", "lang", "type"})
_TRUE = frozenset({"true", "1"})
# Longer words name nothing.
_LONGEST_WORD = 500


@dataclass(frozen=True)
class Question:
    """``path`` as in ``/series/42/extended``, not percent-encoded; ``params`` in the order of
    the operation's. ``entity_id`` is the id in the path, 0 for a table, and ``None`` where only
    the answer tells it."""

    operation: Operation
    path: str
    params: tuple[tuple[str, str], ...] = ()
    entity_id: int | None = None

    @property
    def ageing(self) -> Ageing:
        """How fast the answer grows old. There are as many parts of a record as somebody can
        think of."""
        lasting = self.operation.ageing in (Ageing.RECORD, Ageing.EPISODES)
        is_part = any(name in _NARROWING for name, _ in self.params)
        return Ageing.PART if lasting and is_part else self.operation.ageing

    @property
    def key(self) -> str:
        """What the answer is kept by: the same for the same answer."""
        query = f"?{urlencode(self.params)}" if self.params else ""
        return f"{quote(self.path, safe='/')}{query}"


def question_of(
    operation: Operation,
    parts: Mapping[str, Any] | None = None,
    query: Iterable[tuple[str, str]] = (),
) -> Question:
    """The question that a request is. ``parts`` fill the path's placeholders, ``query`` are
    the parameters as they came; of one that comes twice the first counts.

    Raises ``InvalidRequest`` with upstream's own words for an id that is none and for a
    parameter that is no number.
    """
    path, record_id = operation.path, None
    for name in operation.placeholders:
        value = str((parts or {})[name])
        if name == "id":
            record_id = _id(operation, value)
            value = str(record_id)
        path = path.replace(f"{{{name}}}", _word(value), 1)
    if operation.ageing is Ageing.TABLE:
        record_id = 0
    return Question(operation, path, _params(operation, query), record_id)


def asked(name: str, query: Mapping[str, str] | None = None, **parts: Any) -> Question:
    """The question by the operation's name, as our own code asks it."""
    return question_of(OPERATIONS[name], parts, (query or {}).items())


def _id(operation: Operation, text: str) -> int:
    found = _ID.fullmatch(text)
    if found is None:
        reason = "invalid path" if operation.entity in _INVALID_PATH else "cannot make item path"
        raise InvalidRequest(f"InvalidValueType: {reason}", code=REFUSED)
    return int(found[1])


def _word(text: str) -> str:
    if not text or text in (".", "..") or len(text) > _LONGEST_WORD or not text.isprintable():
        raise InvalidRequest("InvalidValueType: invalid path", code=REFUSED)
    return text


def _params(operation: Operation, query: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    given: dict[str, str] = {}
    for name, value in query:
        given.setdefault(name.lower(), value.strip())
    read: list[tuple[str, str]] = []
    for name in operation.params:
        value = _READERS.get(name, _text)(given.get(name.lower(), ""))
        if value:
            read.append((name, value))
        elif name == "page" and operation.ageing is not Ageing.SEARCH:
            read.append((name, "0"))  # a search that names no page gets links without one
    return tuple(read)


def _text(value: str) -> str:
    if len(value) > _LONGEST_WORD:
        raise InvalidRequest("Bad Request", code=REFUSED)
    return value


def _date(value: str) -> str:
    if value and not _DATE.fullmatch(value):
        raise InvalidRequest("Bad Request", code=REFUSED)
    return value


def _language(value: str) -> str:
    """A word that is no language narrows nothing down."""
    return value.lower() if _LANGUAGE.fullmatch(value.lower()) else ""


def _number(value: str) -> str:
    if not value or value.lower() in ("none", "null", "undefined"):
        return ""
    if not _NUMBER.fullmatch(value):
        raise InvalidRequest("Bad Request", code=REFUSED)
    return str(int(value))


def _flag(value: str) -> str:
    return "true" if value.lower() in _TRUE else ""


def _meta(value: str) -> str:
    words = set(value.lower().split(","))
    return ",".join(sorted(words)) if words <= _METAS else ""


_READERS: Mapping[str, Callable[[str], str]] = {
    "page": _number,
    "season": _number,
    "episodeNumber": _number,
    "since": _number,
    "offset": _number,
    "limit": _number,
    "airDate": _date,
    "lang": _language,
    "short": _flag,
    "meta": _meta,
}
