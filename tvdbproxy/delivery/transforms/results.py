"""Results, and what is told of them beside their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from tvdbproxy.delivery.hot import Held
from tvdbproxy.storage.store import StoredObject


@dataclass(frozen=True)
class Facts:
    """Of the source and of the result, in bytes and pixels; 0 where nobody has looked."""

    source_bytes: int
    source_width: int
    source_height: int
    width: int
    height: int


@dataclass(frozen=True)
class Result(Held):
    """A result, ready to be sent."""

    facts: Facts = Facts(0, 0, 0, 0, 0)


def metadata_of(result: Result) -> dict[str, str]:
    """All that an object needs to tell to be a result again."""
    numbers = {name.replace("_", "-"): str(value) for name, value in asdict(result.facts).items()}
    return {**numbers, "modified": result.last_modified.isoformat()}


def result_of(found: StoredObject, etag: str) -> Result | None:
    """The result that an object is; ``None`` for one that does not tell all of it."""
    told: Mapping[str, str] = found.info.metadata
    try:
        facts = Facts(**{name: int(told[name.replace("_", "-")]) for name in _NAMES})
        modified = datetime.fromisoformat(told["modified"])
    except (KeyError, ValueError):
        return None
    mime = found.info.content_type or "application/octet-stream"
    return Result(found.info.key, found.data, mime, etag, modified, None, facts=facts)


_NAMES = ("source_bytes", "source_width", "source_height", "width", "height")
