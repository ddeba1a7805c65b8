"""Finding titles, people, companies and lists by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.hits import WORDS, search_hit
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.remote import record_id_of
from tvdbproxy.embedded.sample.world.titles import Title
from tvdbproxy.embedded.sample.world.traits import company_ids
from tvdbproxy.embedded.sample.world.world import World

_LIMIT, _OVERFLOW = 50, 5000
_ORIGINAL_LANGUAGE = "eng"
_DIRECTOR = 1


def search(call: Call) -> Reply:
    """Everything whose name (in English or German) contains the query."""
    query = call.query.get("query") or call.query.get("q")
    if not query:
        raise Refusal(400, "query is required")
    offset, limit = call.number("offset", 0) or 0, call.number("limit", _LIMIT) or _LIMIT
    if offset + limit > _OVERFLOW:
        raise Refusal(400, "Max results overflow")
    found = list(_found(call, query.lower()))
    records = ((kind, call.world.table(kind)[i]) for kind, i in found[offset : offset + limit])
    hits = [search_hit(call.view, kind, record) for kind, record in records]
    return success(hits, _links(call, offset, limit, len(found)))


def _links(call: Call, offset: int, limit: int, total: int) -> dict[str, Any]:
    """Nothing in these addresses is encoded; the page is worked out from the offset."""

    def address(start: int) -> str:
        return call.plain_address(offset=start, page=start // limit)

    return {
        "prev": address(max(0, offset - limit)) if offset else None,
        "self": address(offset),
        "next": address(offset + limit) if offset + limit < total else None,
        "total_items": total,
        "page_size": limit,
    }


def _found(call: Call, query: str) -> Iterator[tuple[str, int]]:
    """Kind and id of what fits; records are not made for this."""
    wanted = call.query.get("type") or call.query.get("primaryType")
    narrow = _Narrow.of(call)
    for kind in ("series", "movies"):
        if wanted in (None, WORDS[kind]):
            for record_id, title in call.world.titles(kind):
                named = query in title.name.lower() or query in title.german.lower()
                if named and narrow.admits(call.world, kind, record_id, title):
                    yield kind, record_id
    for kind in ("people", "companies", "lists"):
        if wanted in (None, WORDS[kind]) and not narrow.for_titles_only:
            for record in call.world.living(kind):
                if query in record.name.lower() and narrow.has_number(record.id):
                    yield kind, record.id


@dataclass(frozen=True)
class _Narrow:
    """What a search asks for beside the name. Empty text asks for nothing."""

    year: str
    country: str
    language: str
    company: str
    director: str
    remote_id: str

    @staticmethod
    def of(call: Call) -> _Narrow:
        names = ("year", "country", "language", "company", "director", "remote_id")
        given = {name: call.query.get(name, "") for name in names}
        given["company"] = (given["company"] or call.query.get("network", "")).lower()
        given["director"] = given["director"].lower()
        return _Narrow(**given)

    @property
    def for_titles_only(self) -> bool:
        return any((self.year, self.country, self.language, self.company, self.director))

    def has_number(self, record_id: int) -> bool:
        return not self.remote_id or record_id_of(self.remote_id) == record_id

    def admits(self, world: World, kind: str, record_id: int, title: Title) -> bool:
        return (
            self.has_number(record_id)
            and (not self.year or str(title.year) == self.year)
            and (not self.country or title.country == self.country)
            and (not self.language or self.language == _ORIGINAL_LANGUAGE)
            and (not self.company or _in(self.company, _companies(world, kind, title)))
            and (not self.director or _in(self.director, _directors(world, kind, record_id)))
        )


def _in(text: str, names: list[str]) -> bool:
    return any(text in name for name in names)


def _companies(world: World, kind: str, title: Title) -> list[str]:
    found = (world.find("companies", company_id) for company_id in company_ids(kind, title))
    return [company.name.lower() for company in found if company is not None]


def _directors(world: World, kind: str, record_id: int) -> list[str]:
    roles = (role for role in world.table(kind)[record_id].cast if role.type == _DIRECTOR)
    return [world.table("people")[role.person_id].name.lower() for role in roles]
